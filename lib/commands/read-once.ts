import type { HostReaders, HostReadersParts } from '../hosts/host-readers.js';
import { usualTimeoutMs } from '../model/filter/point-in-time.js';
import { byItsOwnClock, type Limits } from '../model/limits.js';
import { type CountedPicture, isCounted, type PictureRequest } from '../model/picture.js';
import type { Problem } from '../model/problem.js';
import { DatabaseReader } from '../snapshot/database-reader.js';
import type { ReadResult } from '../snapshot/port.js';
import { MergedReader } from '../sources/merged-reader.js';
import { type CommandReaders, endlessViews, patiently, readersOfViews } from './patiently.js';
import type { World } from './world.js';
import { oneShot, problemText } from './write-out.js';

/** Reads a database that isn't a file for one picture, in this process. */
export interface OneReader {
  readonly measured: (request: PictureRequest) => Promise<ReadResult>;
  readonly close: () => Promise<void>;
}

/** One of the databases that a command is about. */
export interface CommandDatabase {
  readonly name: string;
  /** The file, or the name of the host that it is on. */
  readonly path: string;
  /** Begins to connect to the other host that it is on; absent: it is on this one. */
  readonly open?: (options?: Pick<HostReadersParts, 'firstWaitMs' | 'onQueues'>) => HostReaders;
  /** Begins to read it for one picture in this process, in place of that; absent: it can't be. */
  readonly once?: () => OneReader;
}

/** The same, with what reads it. */
export interface OpenDatabase extends Pick<CommandDatabase, 'name' | 'path'> {
  /** The readers of the other host that it is on; null or absent: it is on this one. */
  readonly host?: HostReaders | null;
  /** What reads it in place of those, where nothing else is done there; absent: nothing. */
  readonly reader?: OneReader;
  /** For how long to go on trying, ms, while it is written to non-stop; null: `usualTimeoutMs`. */
  readonly timeout: number | null;
}

/** Begins to connect to the hosts of all; `timeout` as of an {@link OpenDatabase}. */
export function opened(
  databases: readonly CommandDatabase[],
  timeout: number | null = null,
): readonly OpenDatabase[] {
  return databases.map(({ name, path, open }) => ({ name, path, host: open?.() ?? null, timeout }));
}

/** The same for one picture, which is all that is done there: it is read in this process, where that needs no link. */
export function openedOnce(
  databases: readonly CommandDatabase[],
  timeout: number | null = null,
): readonly OpenDatabase[] {
  return databases.map(({ name, path, once, open }) =>
    once === undefined
      ? { name, path, host: open?.() ?? null, timeout }
      : { name, path, reader: once(), timeout },
  );
}

/**
 * Reads one picture of a database, or of several together, and returns the exit code that `use` makes of it. If none
 * can be read, it is 1, with the reason on stderr; so it is, whatever `use` returns, if some of several can't be. The
 * readers are closed in the end, or when `use` calls `close`; links to other hosts in the end only.
 */
export async function readOnce(
  databases: readonly OpenDatabase[],
  request: PictureRequest,
  world: World,
  use: (picture: CountedPicture, close: () => Promise<void>) => Promise<number>,
): Promise<number> {
  const path = databases.map((each) => each.path).join(', ');
  const reads = databases.map((database) => ({ ...database, ...oneRead(database, world) }));
  const [only] = reads.length === 1 ? reads : [];
  const { read } = only ?? together(reads, world);
  try {
    const result = await read(request);
    if (result.kind === 'problem') {
      world.error.write(`${problemText(oneShot(result.problem))}\n`);
      return 1;
    }
    const picture = byItsOwnClock(result.picture);
    // The reader counts before it measures; printing half a picture would be worse than saying so.
    if (!isCounted(picture)) {
      world.error.write(`${problemText(uncounted(path))}\n`);
      return 1;
    }
    const code = await use(picture, async () => {
      await Promise.all(reads.map(({ close }) => close()));
    });
    for (const each of picture.databases ?? [{ ...picture, path }]) sayWhatIsHidden(each.path, each, world);
    const problems = (picture.databases ?? []).flatMap(({ problem }) => problem ?? []);
    for (const problem of problems) world.error.write(`${problemText(oneShot(problem))}\n`);
    return problems.length > 0 ? 1 : code;
  } finally {
    await Promise.all(reads.map(({ end }) => end()));
  }
}

/** Reads several databases as one. Nothing is watched, so the text of a look doesn't matter. */
function together(
  reads: readonly (Pick<OpenDatabase, 'name' | 'path'> & Pick<OneRead, 'read'>)[],
  world: World,
): Pick<OneRead, 'read'> {
  const sources = reads.map(({ name, path, read }) => {
    return { name, path, reader: { read, look: async () => '', close: async () => {} } };
  });
  const reader = new MergedReader(sources, world.now);
  return { read: (request) => reader.read(request) };
}

/** Reads a database once, wherever it is. */
export function oneRead(database: OpenDatabase, world: World): OneRead {
  const { path, host = null, reader = host } = database;
  const timeout = database.timeout ?? usualTimeoutMs;
  const { read, ...rest } = reader === null ? here(path, timeout, world) : there(reader);
  return { ...rest, read: (request) => patiently(() => read(request), timeout) };
}

/** A reader for a single picture. */
interface OneRead {
  readonly read: (request: PictureRequest) => Promise<ReadResult>;
  /** Frees what only reading needs. */
  readonly close: () => Promise<void>;
  /** Frees all of it. */
  readonly end: () => Promise<void>;
}

function here(path: string, timeout: number, world: World): OneRead {
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
  return { read, close, end: close };
}

/** Keeps the link open after reading, because what follows goes over it. */
function there(host: OneReader): OneRead {
  return { read: (request) => host.measured(request), close: async () => {}, end: () => host.close() };
}

/** Reports on stderr which rows of a database are missing in what was printed, because this user may not see them. */
export function sayWhatIsHidden(
  path: string,
  { limits }: { readonly limits?: Limits },
  { error }: Pick<World, 'error'>,
): void {
  const { unread = [], hidesRows = false } = limits ?? {};
  const named = (why: 'no-grant' | 'not-plain'): string =>
    unread.flatMap((each) => (each.why === why ? [each.table] : [])).join(', ');
  const [refused, others] = [named('no-grant'), named('not-plain')];
  const report = (sentence: string, advice: string): void =>
    void error.write(`${problemText({ code: 'no-entry', sentence, file: path, advice })}\n`);
  if (hidesRows)
    report(
      'This user may not see all rows, because of row-level security: counts may be too small.',
      'Use a role to which it does not apply.',
    );
  if (refused !== '')
    report(
      `This user may not read ${refused}: what they hold is missing.`,
      `Have their owner run: GRANT SELECT ON ${refused} TO …`,
    );
  if (others !== '')
    report(
      `Views or foreign tables are not read: ${others}. What they hold is missing.`,
      'Name the schema of the tables themselves (?schema=NAME).',
    );
}

/** A picture in which not everything is counted yet. */
export function uncounted(file: string): Problem {
  const advice = 'Try again.';
  return { code: 'failed', sentence: 'The jobs could not be counted.', file, advice };
}
