import { tmpdir } from 'node:os';
import type { JobId } from '../../model/job.js';
import type { Problem } from '../../model/problem.js';
import type { DatabaseReader } from '../../snapshot/database-reader.js';
import { DatabaseLogReader } from '../../snapshot/job-log/database-log-reader.js';
import type { Looks } from '../../terminal/capabilities.js';
import { sanitize } from '../../view/text/sanitize.js';
import { oneShot } from '../one-shot.js';
import { problemText } from '../problem-text.js';
import type { World } from '../world.js';
import type { LogPrinter } from './log-printer.js';

/** Which job's log to print, and how. */
export interface LogOrder {
  readonly path: string;
  readonly jobId: JobId;
  /** Go on as it grows, until the job has ended. */
  readonly follows: boolean;
  /** The folder of logs that the database doesn't hold; null for nowhere. */
  readonly logFolder: string | null;
  readonly looks: Looks;
}

/** What prints a log. */
export interface LogParts {
  readonly order: LogOrder;
  readonly world: World;
  /** Reads the database; the logs' reader is to use the same. */
  readonly reader: DatabaseReader;
  readonly printer: LogPrinter;
  /** Shows what there is of a line that isn't whole; resolves with false when nobody reads it any more. */
  readonly idle: () => Promise<boolean>;
}

/** A reader of logs that remembers nothing yet. To be closed. */
export function logsOf({ order, world, reader }: LogParts): DatabaseLogReader {
  return new DatabaseLogReader(order.path, {
    clock: world.now,
    places: { base: world.folder, home: world.home },
    logFolder: order.logFolder,
    spoolFolder: tmpdir(),
    plainText: (text) => text,
    database: reader.database,
  });
}

/** Says on stderr why a log isn't printed, and returns the exit code. */
export function refuseLog({ world, order }: LogParts, sentence: string, advice: string): 1 {
  world.error.write(`${problemText({ code: 'failed', sentence, file: order.path, advice })}\n`);
  return 1;
}

/** The same for a problem of the reader's. */
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
    `There is no log of job ${idText(parts.order)}.`,
    `It was looked for in: ${places}`,
  );
}

/** A job's id, fit to show. */
export function idText({ jobId }: LogOrder): string {
  return sanitize(jobId, 100);
}
