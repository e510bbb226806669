import { readFileSync } from 'node:fs';
import type { DatabaseLogReader } from '../../../lib/snapshot/job-log/database-log-reader.js';
import { LiveDatabase } from '../../../lib/snapshot/live-database.js';
import { FilesInMemory } from '../../support/files-in-memory.js';
import { NativeWriter } from '../../support/native-writer.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { type LogDatabaseOptions, logDatabase, writeLog } from './log-database.js';
import { logReader } from './reading.js';

/** With pages as small as can be, a short log is on many. */
export const pageSize = 512;

/** The bytes of a database after each of these changes, which its writer has closed. */
export async function databases(
  options: LogDatabaseOptions,
  ...changes: readonly ((native: NativeWriter) => Promise<unknown>)[]
): Promise<readonly Buffer[]> {
  const folder = temporaryFolder();
  const path = folder.file('db');
  const states: Buffer[] = [];
  let native = await logDatabase(path, { pageSize, ...options });
  for (const change of changes) {
    await change(native);
    await native.close();
    states.push(readFileSync(path));
    native = await NativeWriter.start(path);
  }
  await native.close();
  folder.remove();
  return states;
}

/** Writes a log of a database of {@link databases}. */
export const log = (jobId: number, bytes: Uint8Array) => (native: NativeWriter) =>
  writeLog(native, jobId, bytes, 'blob');

export const pageIn = (database: Buffer, page: number) =>
  database.subarray((page - 1) * pageSize, page * pageSize);

/** The pages of the second database that the first one has otherwise. */
export function changedPages(before: Buffer, after: Buffer): readonly number[] {
  const numbers = Array.from({ length: after.length / pageSize }, (_, at) => at + 1);
  return numbers.filter((page) => !pageIn(before, page).equals(pageIn(after, page)));
}

/** Files with a database at rest. */
export function filesWith(database: Uint8Array): FilesInMemory {
  const files = new FilesInMemory();
  files.write('db', database);
  files.clock += 5000;
  return files;
}

/** A reader of the logs of a database in memory, with that database. */
export class MemoryReader {
  readonly database: LiveDatabase;
  readonly logs: DatabaseLogReader;

  constructor(files: FilesInMemory, options: Parameters<typeof logReader>[1] = {}) {
    this.database = new LiveDatabase('db', () => files.clock, undefined, files);
    this.logs = logReader('db', { database: this.database, clock: () => files.clock, ...options });
  }

  /** The bytes of a log as latin-1; else why there are none. */
  async bytesOf(jobId: string): Promise<string> {
    const portion = await this.logs.portion(jobId, 0, Number.MAX_SAFE_INTEGER);
    if (portion.kind === 'portion') return Buffer.from(portion.bytes).toString('latin1');
    return portion.kind === 'problem' ? portion.problem.code : portion.kind;
  }

  async close(): Promise<void> {
    await this.logs.close();
    await this.database.close();
  }
}
