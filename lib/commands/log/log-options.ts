import { tmpdir } from 'node:os';
import { wrongUsage } from '../../cli/command-table.js';
import type { HostReaders } from '../../hosts/host-readers.js';
import { usualTimeoutMs } from '../../model/filter/point-in-time.js';
import { databaseOf, type JobId, localId } from '../../model/job.js';
import type { Problem } from '../../model/problem.js';
import { DatabaseReader } from '../../snapshot/database-reader.js';
import { DatabaseLogReader } from '../../snapshot/job-log/database-log-reader.js';
import type { ReadResult, SnapshotReader } from '../../snapshot/port.js';
import { countsAlone } from '../../sources/source.js';
import type { Looks } from '../../terminal/capabilities.js';
import { sanitize } from '../../view/text/sanitize.js';
import { askedJob, possibleIds, qualifiedIds, unclear } from '../asked-job.js';
import { type DatabaseAddress, opened } from '../database.js';
import { readersOfViews } from '../patiently.js';
import { readOnce } from '../read-once.js';
import type { World } from '../world.js';
import { oneShot, problemText } from '../write-out.js';
import type { LogPrinter, PortionReader } from './log-printer.js';

/** The database that a job is in, and its id there; or the exit code, with the reason on stderr. */
type FoundJob =
  | { readonly kind: 'found'; readonly database: DatabaseAddress; readonly jobId: JobId }
  | { readonly kind: 'unknown'; readonly code: number };

/** Finds the database of a job that was asked for: the only one, or the one that it is asked for with, else the only one that has it. */
export async function jobDatabase(
  word: string,
  databases: readonly DatabaseAddress[],
  world: World,
): Promise<FoundJob> {
  const [database] = databases;
  if (database !== undefined && databases.length === 1) return { kind: 'found', database, jobId: word };
  const asked = askedJob(word, databases);
  const databaseWith = (id: JobId): FoundJob | null => {
    const database = databases.find(({ name }) => name === databaseOf(id));
    return database === undefined ? null : { kind: 'found', database, jobId: localId(id) };
  };
  const named = databaseWith(asked);
  if (named !== null) return named;
  let answer: FoundJob | null = null;
  const code = await readOnce(
    opened(databases, world),
    { ...countsAlone, targets: { ids: possibleIds([asked], databases) } },
    world,
    async (picture) => {
      const found = new Set((picture.targets ?? []).map(({ id }) => id));
      const [doubt] = unclear([asked], found, picture.databases ?? []);
      const [id = asked] = qualifiedIds([asked], found, databases);
      answer = doubt === undefined ? databaseWith(id) : null;
      if (answer !== null) return 0;
      const shown = sanitize(asked, 100);
      world.error.write(`jobs-view: ${doubt ?? `There is no job ${shown} in any of these databases.`}\n`);
      return doubt === undefined ? 1 : wrongUsage;
    },
  );
  return answer ?? { kind: 'unknown', code };
}

/** Which job's log to print, and how. */
export interface LogOptions {
  /** The database, or the name of its host. */
  readonly path: string;
  /** The readers of the other host that it is on; null or absent: it is on this one. */
  readonly host?: HostReaders | null;
  readonly jobId: JobId;
  /** Go on as it grows, until the job has ended. */
  readonly follows: boolean;
  /** How many lines of its end are printed at first; null: all of it. */
  readonly lines: number | null;
  /** The folder of logs that the database doesn't hold; null for nowhere. */
  readonly logFolder: string | null;
  readonly looks: Looks;
}

/** What prints a log. */
export interface LogParts {
  readonly options: LogOptions;
  readonly world: World;
  /** Reads the database; the logs' reader is to use the same. */
  readonly reader: SnapshotReader;
  /** Makes a reader of logs that remembers nothing yet. To be closed. */
  readonly logs: () => PortionReader & { close(): Promise<void> };
  readonly printer: LogPrinter;
  /** Shows what is there of an incomplete line; resolves with false when nobody reads it any more. */
  readonly idle: () => Promise<boolean>;
}

/** What reads the database and its logs; the caller closes the reader. */
export async function readersOf(
  options: LogOptions,
  world: World,
): Promise<Pick<LogParts, 'reader' | 'logs'>> {
  const { path, host = null, logFolder } = options;
  const from = { clock: world.now, folders: { base: world.folder, home: world.home } };
  const reader = new DatabaseReader(path, from);
  const elsewhere = host ?? (await readersOfViews(reader.database, usualTimeoutMs, world, logFolder));
  if (elsewhere !== null) {
    await reader.close();
    const logs = {
      portion: (jobId: JobId, from: number, most: number) => elsewhere.portion({ jobId, from, most }),
      close: async () => {},
    };
    return { reader: elsewhere.snapshots, logs: () => logs };
  }
  const plainText = (text: string): string => text;
  const forLogs = { ...from, logFolder, spoolFolder: tmpdir(), plainText, database: reader.database };
  return { reader, logs: () => new DatabaseLogReader(path, forLogs) };
}

/** Says on stderr why a log isn't printed, and returns the exit code. */
export function refuseLog({ world, options }: LogParts, sentence: string, advice: string): 1 {
  world.error.write(`${problemText({ code: 'failed', sentence, file: options.path, advice })}\n`);
  return 1;
}

/** Says on stderr what hampered the reader, and returns the exit code. */
export function reportLog({ world }: LogParts, problem: Problem): 1 {
  world.error.write(`${problemText(oneShot(problem))}\n`);
  return 1;
}

const pathLimit = 4096;

/** There is no log: where it was looked for. */
export function refuseMissing(parts: LogParts, looked: readonly string[]): 1 {
  const places = looked.map((place) => sanitize(place, pathLimit)).join(', ');
  return refuseLog(
    parts,
    `There is no log of job ${idText(parts.options)}.`,
    `It was looked for in: ${places}`,
  );
}

/** There is no such job. */
export function refuseAbsent(parts: LogParts): 1 {
  const sentence = `There is no job ${idText(parts.options)} in this database.`;
  return refuseLog(parts, sentence, 'Check the id and the path.');
}

/** A picture whose `targets` have the job, if there is one; they are missing while jobs are still being counted. */
export function readTarget(reader: SnapshotReader, jobId: JobId): Promise<ReadResult> {
  return reader.read({ ...countsAlone, targets: { ids: [jobId] } });
}

/** A job's id, fit to show. */
export function idText({ jobId }: LogOptions): string {
  return sanitize(jobId, 100);
}
