import { tmpdir } from 'node:os';
import type { LogPiece } from '../../../lib/model/log.js';
import {
  DatabaseLogReader,
  type DatabaseLogReaderOptions,
} from '../../../lib/snapshot/job-log/database-log-reader.js';
import { JobLog } from '../../../lib/snapshot/job-log/job-log.js';
import { LiveDatabase } from '../../../lib/snapshot/live-database.js';
import type { PathFolders } from '../../../lib/snapshot/outputs/absolute-path.js';
import type { LogReader } from '../../../lib/snapshot/port.js';

const nowhere: PathFolders = { base: '/nowhere', home: null };

/** A reader of logs with everything by default. */
export function logReader(path: string, options: Partial<DatabaseLogReaderOptions> = {}): DatabaseLogReader {
  return new DatabaseLogReader(path, {
    ...{ clock: Date.now, logFolder: null, folders: nowhere, spoolFolder: tmpdir() },
    plainText: (line) => line.replace(/\x1b\[[0-9;]*m/g, ''),
    ...options,
  });
}

/** The log of one job, to read bytes of. */
export function jobLog(
  path: string,
  jobId: string,
  database = new LiveDatabase(path),
): { log: JobLog; database: LiveDatabase } {
  const ending = new AbortController().signal;
  const log = new JobLog(jobId, {
    ...{ database, ending, logFolder: null, folders: nowhere, clock: Date.now, spoolFolder: tmpdir() },
  });
  return { log, database };
}

/** Any bytes of a log, or what went wrong. */
export async function readBytes(log: JobLog, from: number, to: number): Promise<Buffer> {
  const outcome = await log.read((bytes) => bytes.read(Math.min(from, bytes.size), Math.min(to, bytes.size)));
  if (outcome.kind !== 'value') throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

/** The last lines of a job's log, or what went wrong. */
export async function lastLines(reader: DatabaseLogReader, jobId: string, before = 50): Promise<LogPiece> {
  const reading = await reader.read({ jobId, place: { kind: 'end' }, before, after: 0 });
  if (reading.kind !== 'piece') throw new Error(JSON.stringify(reading));
  return reading.piece;
}

/** All lines of a job's log that match, once it has been looked through. */
export async function filteredLines(
  reader: LogReader,
  jobId: string,
  only: string,
): Promise<readonly string[]> {
  for (;;) {
    const request = { jobId, place: { kind: 'end' }, before: 10_000, after: 0, only } as const;
    const reading = await reader.read(request);
    if (reading.kind !== 'piece') throw new Error(JSON.stringify(reading));
    const { filtered, lines } = reading.piece;
    if (filtered?.isDone && filtered.isWhole) return lines.map(({ text }) => text);
  }
}
