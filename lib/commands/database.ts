import type { HostReaders, HostReadersParts } from '../hosts/host-readers.js';
import { usualTimeoutMs } from '../model/filter/point-in-time.js';
import type { PictureRequest } from '../model/picture.js';
import { DatabaseReader } from '../snapshot/database-reader.js';
import type { ReadResult } from '../snapshot/port.js';
import type { Readers } from '../snapshot/remote-readers.js';
import { type CommandReaders, endlessViews, patiently, readersOfViews } from './patiently.js';
import type { World } from './world.js';

/** A database that an operator names, and who reads it. Nothing is read before it is opened. */
export interface DatabaseAddress {
  /** What it is called among several; the only one is called by its path. */
  readonly name: string;
  /** The file, or the name of the host or server that it is on. */
  readonly path: string;
  /** The path or address that the operator gave, never shown; absent: the path. */
  readonly given?: string;
  /**
   * Begins to connect to the program that reads it, on another host or beside this one; the caller closes the readers.
   * Absent: this process reads it. `firstWaitMs`: see `LinkParts`.
   */
  readonly open?: (options?: Pick<HostReadersParts, 'onLink' | 'onQueues' | 'firstWaitMs'>) => HostReaders;
  /** Begins to read it for one picture in this process, in place of that; absent: it can't be. */
  readonly once?: () => Pick<Readers, 'measured' | 'close'>;
  /** How the screen has it, if another program reads it. */
  readonly shown?: {
    /** Names the database on the screen, and in the terminal's title. */
    readonly label: string;
    readonly title: string;
    /** The host whose name is shown with paths there; null: this one. */
    readonly host: string | null;
    /** It is on a disk of this host: its folders can be opened here. */
    readonly isHere: boolean;
  };
}

/** A database that a command has opened. */
export interface Database extends Pick<DatabaseAddress, 'name' | 'path'> {
  /** What reads it, and does what is done there, in place of this process; null: this process does. */
  readonly host: HostReaders | null;
  /** Reads a picture, for as long as the command takes while it is written to non-stop. Never rejects. */
  readonly read: (request: PictureRequest) => Promise<ReadResult>;
  /** Frees what only reading needs. */
  readonly close: () => Promise<void>;
  /** Frees all of it. */
  readonly end: () => Promise<void>;
}

/**
 * Begins to connect to all that other programs read. `timeout`: for how long to go on trying, ms, while one is written to
 * non-stop; null: `usualTimeoutMs`.
 */
export function opened(
  databases: readonly DatabaseAddress[],
  world: World,
  timeout: number | null = null,
): readonly Database[] {
  return databases.map(({ name, path, open }) => {
    const host = open?.() ?? null;
    const parts = host === null ? here(path, timeout ?? usualTimeoutMs, world) : there(host, timeout);
    return { name, path, host, ...parts };
  });
}

/** Begins to read all for one picture, which is all that is done there: in this process, where that needs no link. */
export function openedOnce(
  databases: readonly DatabaseAddress[],
  world: World,
  timeout: number | null = null,
): readonly Database[] {
  return databases.flatMap((address) => {
    if (address.once === undefined) return opened([address], world, timeout);
    return { name: address.name, path: address.path, host: null, ...there(address.once(), timeout) };
  });
}

type Reading = Pick<Database, 'read' | 'close' | 'end'>;

function here(path: string, timeout: number, world: World): Reading {
  const viewsProblem = endlessViews(timeout, path);
  const folders = { base: world.folder, home: world.home };
  const reader = new DatabaseReader(path, { clock: world.now, folders, viewsProblem });
  let thread: CommandReaders | null = null;
  const read = async (request: PictureRequest): Promise<ReadResult> => {
    const result = thread === null ? await reader.readMeasured(request) : null;
    if (result !== null && !(result.kind === 'problem' && result.problem === viewsProblem)) return result;
    thread ??= await readersOfViews(reader.database, timeout, world);
    return thread === null ? read(request) : thread.measured(request);
  };
  const close = async (): Promise<void> => void (await Promise.all([reader.close(), thread?.close()]));
  return { read: (request) => patiently(() => read(request), timeout), close, end: close };
}

/** Keeps the link open after reading, because what follows goes over it. */
function there(readers: Pick<Readers, 'measured' | 'close'>, timeout: number | null): Reading {
  return {
    read: (request) => patiently(() => readers.measured(request), timeout ?? usualTimeoutMs),
    close: async () => {},
    end: () => readers.close(),
  };
}
