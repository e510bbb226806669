import type { HostReaders } from '../hosts/host-readers.js';
import { byItsOwnClock } from '../model/limits.js';
import { type CountedPicture, isCounted, type PictureRequest } from '../model/picture.js';
import type { Problem } from '../model/problem.js';
import { DatabaseReader } from '../snapshot/database-reader.js';
import type { ReadResult } from '../snapshot/port.js';
import { oneShot } from './one-shot.js';
import { problemText } from './problem-text.js';
import type { World } from './world.js';

/** The database that a command is about. */
export interface CommandDatabase {
  /** The file, or the name of the host that it is on. */
  readonly path: string;
  /** The readers of the other host that it is on; null or absent: it is on this one. */
  readonly host?: HostReaders | null;
}

/**
 * Reads one picture of the database, and returns the exit code that `use` makes of it; or 1, with the reason on stderr.
 * The reader is closed in the end, or when `use` calls `close`; the link to
 * another host in the end only.
 */
export async function readOnce(
  { path, host = null }: CommandDatabase,
  request: PictureRequest,
  world: World,
  use: (picture: CountedPicture, close: () => Promise<void>) => Promise<number>,
): Promise<number> {
  const { read, close, end } = oneRead({ path, host }, world);
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
    return await use(picture, close);
  } finally {
    await end();
  }
}

/** Reads a database once, wherever it is. */
export function oneRead({ path, host = null }: CommandDatabase, world: World): OneRead {
  return host === null ? here(path, world) : there(host);
}

/** A reader for a single picture. */
export interface OneRead {
  readonly read: (request: PictureRequest) => Promise<ReadResult>;
  /** Frees what only reading needs. */
  readonly close: () => Promise<void>;
  /** Frees all of it. */
  readonly end: () => Promise<void>;
}

function here(path: string, world: World): OneRead {
  const reader = new DatabaseReader(path, {
    clock: world.now,
    folders: { base: world.folder, home: world.home },
  });
  const close = (): Promise<void> => reader.close();
  return { read: (request) => reader.readMeasured(request), close, end: close };
}

/** Keeps the link open after reading, because what follows goes over it. */
function there(host: HostReaders): OneRead {
  return { read: (request) => host.measured(request), close: async () => {}, end: () => host.close() };
}

/** A picture in which not everything is counted yet. */
export function uncounted(file: string): Problem {
  const advice = 'Try again.';
  return { code: 'failed', sentence: 'The jobs could not be counted.', file, advice };
}
