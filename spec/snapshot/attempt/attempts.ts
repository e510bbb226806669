import { afterEach, beforeEach, expect } from '@jest/globals';
import { ReadAttempt } from '../../../lib/snapshot/attempt/read-attempt.js';
import { resolvePaths } from '../../../lib/snapshot/files/database-paths.js';
import { ReaderMemory } from '../../../lib/snapshot/reader-memory.js';
import { FilesInMemory } from '../../support/files-in-memory.js';
import { journalFile } from '../../support/journal-file.js';
import { sharedMemoryFile, type WalFormat, type WalFrame, walFile } from '../../support/wal-file.js';

export const pageSize = 512;
export const format: WalFormat = { pageSize, bigEndian: false, salts: [7, 8] };

/** A database of four pages, in WAL mode; each but the first holds one byte all over. */
export function database(...contents: readonly number[]): Buffer {
  const bytes = Buffer.concat([
    Buffer.alloc(pageSize),
    ...contents.map((content) => Buffer.alloc(pageSize, content)),
  ]);
  bytes.write('SQLite format 3\0', 'latin1');
  bytes.writeUInt16BE(pageSize, 16);
  bytes.set([2, 2], 18);
  return bytes;
}

export function commit(page: number, content: number, databasePages = 4): WalFrame {
  return { page, content: Buffer.alloc(pageSize, content), databasePages };
}

export function journal(page: number, content: number, databasePages = 4): Buffer {
  const records = [{ page, content: Buffer.alloc(pageSize, content) }];
  return journalFile({ pageSize, sectorSize: 512, databasePages, nonce: 5 }, [{ records, count: 1 }]);
}

/** What asking for a page throws. */
export function thrownFor(attempt: ReadAttempt, page: number): unknown {
  try {
    attempt.page(page);
  } catch (error) {
    return error;
  }
  return null;
}

/** The files of the running test. */
export let files: FilesInMemory;
/** What its attempts remember. */
export let memory: ReaderMemory;

const attempts: ReadAttempt[] = [];

/** Gives each test a database and a memory of its own, and ends its attempts. */
export function eachAttempt(): void {
  afterEach(() => {
    for (const attempt of attempts.splice(0)) attempt.end();
  });
  beforeEach(() => {
    files = new FilesInMemory();
    memory = new ReaderMemory();
    files.write('db', database(2, 3, 4));
    files.clock += 2000;
  });
}

/** Has the database written within the tick of the clock of the last write, so that times don't tell. */
export function inTick(change: () => void): void {
  files.clock -= 2000;
  change();
  files.clock += 2000;
}

/** The log with these frames, and shared memory that knows them all and says how many may have been copied. */
export function log(frames: readonly WalFrame[], copied = 0, of = format): void {
  const bytes = walFile(of, frames);
  files.write('db-wal', bytes);
  const shared = sharedMemoryFile(bytes, frames.length, of.salts);
  shared.writeUInt32LE(copied, 128);
  files.write('db-shm', shared);
}

/** A new attempt, or why there can be none. */
export function beginning(): ReturnType<typeof ReadAttempt.begin> {
  const now = () => ({ steady: files.clock, wall: files.clock });
  const attempt = ReadAttempt.begin(resolvePaths(files, 'db'), memory, now);
  if (!('rejected' in attempt)) attempts.push(attempt);
  return attempt;
}

export function begun(): ReadAttempt {
  const attempt = beginning();
  if ('rejected' in attempt) throw new Error(attempt.rejected);
  return attempt;
}

export const contents = (attempt: ReadAttempt, ...pages: readonly number[]) =>
  pages.map((page) => attempt.page(page)[0]);

/** Reads these pages, and is proved; how many it fetched. */
export function read(...pages: readonly number[]): {
  readonly shown: readonly (number | undefined)[];
  readonly fetched: number;
} {
  const attempt = begun();
  const shown = contents(attempt, ...pages);
  expect(attempt.check()).toBeNull();
  return { shown, fetched: attempt.pagesRead };
}
