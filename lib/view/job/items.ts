import type { Job, JobType } from '../../model/job.js';
import { countOf, countText, plural } from '../format/count.js';
import { type Segment, words } from './segments.js';

/** What a type of job counts, in the singular. */
const nouns: Readonly<Record<JobType, string>> = {
  scan: 'file',
  parse: 'file',
  export: 'record',
  backtest: 'file',
  other: 'item',
};

/** A number of what the job counts: `1,235 files`, `45,782 records`. */
export function itemsText(job: Job, count: number): string {
  return countOf(count, nouns[job.type]);
}

/** How far a job has come: `892/1,247 files`, `892 files`, or empty if nothing was counted. */
export function itemsSoFar(job: Job): Segment {
  const done = job.itemsProcessed ?? 0;
  const total = job.itemsTotal ?? 0;
  if (total > 0) return words(`${countText(done)}/${countText(total)} ${plural(total, nouns[job.type])}`);
  return done > 0 ? words(itemsText(job, done)) : [];
}

/**
 * What a finished job did: `1,235 files`, including failed ones if there are any. Empty if all counts are zero,
 * because columns that no worker ever wrote are zero too.
 */
export function itemsDone(job: Job): Segment {
  const counted = (job.itemsProcessed ?? 0) > 0 || (job.itemsTotal ?? 0) > 0;
  if (!counted) return [];
  const count = job.itemsProcessed ?? job.itemsTotal ?? 0;
  const failed = job.itemsFailed ?? 0;
  if (count <= 0 && failed > 0) return itemsFailed(job);
  const done = words(itemsText(job, count));
  return failed > 0 ? [...done, { text: ` (${countText(failed)} failed)`, style: 'warning' }] : done;
}

/** `12 files failed`, or empty if there are none. */
export function itemsFailed(job: Job): Segment {
  const failed = job.itemsFailed ?? 0;
  return failed > 0 ? words(`${itemsText(job, failed)} failed`) : [];
}
