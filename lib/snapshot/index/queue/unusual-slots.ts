import type { Queryable } from '../../port.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import {
  lineOf,
  lineUnknown,
  type NameTable,
  notQueued,
  setBytes,
  setFiles,
  setLine,
  setRetries,
} from '../columns/job-columns.js';
import type { LargeNumbers } from '../columns/queue-sums.js';
import { setWorker } from '../columns/worker-table.js';
import { type ExactJob, unusualRows } from '../decode/unusual-rows.js';
import { NotWalkable } from '../pages/table-tree.js';
import type { QueueIndex } from './queue-index.js';

/** This many rows are queried at a time. */
const portion = 1000;
const mostFiles = 2 ** 32 - 1;

/**
 * Lets SQL interpret the jobs in these slots, whose rows are unusual, and adds numbers too large for the columns
 * to `large`. Throws {@link NotWalkable} if SQL doesn't find these rows.
 */
export function writeUnusual(
  database: Queryable,
  shape: DatabaseShape,
  index: QueueIndex,
  slots: readonly number[],
  large: Map<number, LargeNumbers>,
): void {
  const { columns, ids } = index;
  for (let from = 0; from < slots.length; from += portion) {
    const some = slots.slice(from, from + portion);
    const jobs = unusualRows(
      database,
      shape,
      some.map((slot) => columns.ids[slot] ?? 0),
      ids,
    );
    const byId = new Map(jobs.map((job) => [job.id, job]));
    for (const slot of some) {
      const job = byId.get(columns.ids[slot] ?? 0);
      if (job === undefined) throw new NotWalkable('a row that SQL does not know');
      writeJob(index, slot, job, large);
    }
  }
}

/** Writes a job into its slot, except for its id; numbers too large for the columns into `large`. */
export function writeJob(
  { columns, names, workers, lineWords }: QueueIndex,
  slot: number,
  job: ExactJob,
  large: Map<number, LargeNumbers>,
): void {
  columns.starts[slot] = job.start;
  columns.ends[slot] = job.end;
  columns.kinds[slot] = job.kind;
  columns.names[slot] = names.code(job.plugin, job.version);
  setWorker(columns, slot, workers.code(workers.names.code(job.worker, null), job.process));
  setFiles(columns, slot, job.filesProcessed, job.filesTotal, job.filesFailed);
  setBytes(columns, slot, Number(job.bytes));
  setRetries(columns, slot, job.retries);
  setLine(columns, slot, job.turn, lineOfJob(job, lineWords), job.priority, job.due);
  const files = Math.max(job.filesProcessed, job.filesTotal, job.filesFailed);
  if (files > mostFiles || job.bytes > Number.MAX_SAFE_INTEGER) large.set(slot, job);
}

function lineOfJob({ lineWord, isPlaced }: ExactJob, words: NameTable): number {
  if (lineWord === null) return notQueued;
  return isPlaced ? lineOf(words.code(lineWord, null)) : lineUnknown;
}
