import { type DatabaseName, databases } from './databases.js';
import { LineProcess } from './line-process.js';
import { runningIds } from './random-job.js';

/** What a writing process does: this statement, with `:count` counted up and `:id` the next of the ids. */
export interface Change {
  readonly sql: string;
  readonly ids: readonly number[];
}

/** Commit after commit for so many ms, one begun every so many ms; 0 for as fast as it goes. */
export interface Stretch {
  readonly forMs: number;
  readonly everyMs: number;
}

/** What a stretch came to. */
export interface Written {
  readonly commits: number;
  readonly ms: number;
}

/** A process that commits change after change to a database. */
export function startWriter(path: string, change: Change): Promise<LineProcess<Stretch, Written>> {
  return LineProcess.start('writer', [path, JSON.stringify(change)]);
}

/** Longer than any trial. */
export const endless = 3_600_000;

/** What workers change all the time in the jobs that run, in the benchmark's database of that name. */
export function progressIn(name: DatabaseName): Change {
  const { jobs, migrated } = databases[name];
  return { sql: migrated ? progress : oldProgress, ids: runningIds(jobs) };
}

/** A worker says how far it is. */
export const progress = `UPDATE cf_processing_queue SET
  items_processed = 1 + (items_processed + :count % 397) % items_total,
  progress_pct = 100 * (1 + (items_processed + :count % 397) % items_total) / items_total
  WHERE id = :id`;

/** The same on a database that has no columns for it: anything that a worker changes in its row. */
const oldProgress = 'UPDATE cf_processing_queue SET worker_pid = :count WHERE id = :id';
