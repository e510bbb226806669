import { everyJob } from '../../model/filter.js';
import type { Job, JobId } from '../../model/job.js';
import type { TroubledJob } from '../../model/worker.js';
import { readJobs } from './jobs/read-jobs.js';
import { type PictureSource, type RunningJobs, withWorkers } from './panels/read-workers.js';

/** At most this many jobs of each kind: more than happen between two pictures, unless many do at once. */
const mostOfEach = 20;

/**
 * The jobs that failed or were cancelled last, and running ones that have stalled, as the list shows them; without those
 * that are in the window anyway.
 */
export function readLately(source: PictureSource & { readonly windowed: readonly JobId[] }): readonly Job[] {
  const windowed = new Set(source.windowed);
  const list = source.queue.list({ ...everyJob, statuses: ['failed', 'cancelled'] });
  const { failed } = list.size();
  const stalled = troubledJobs(source).filter(({ kind }) => kind === 'stalled');
  const ids = [
    ...list.ids(0, Math.min(failed, mostOfEach)),
    ...list.ids(failed, failed + mostOfEach),
    ...stalled.slice(0, mostOfEach).map(({ id }) => id),
  ].filter((id) => !windowed.has(id));
  const jobs = readJobs(source.database, source.shape, ids, 1, source.asOf, undefined, source);
  return withWorkers(jobs, source.troubles, source.workers);
}

/** The running jobs that are in trouble, with their workers' names, from the lowest id up. */
export function troubledJobs({ records, troubles }: RunningJobs): readonly TroubledJob[] {
  const troubled = records.flatMap(({ id, worker }) => {
    const trouble = troubles.get(id);
    return trouble === undefined ? [] : [{ id, kind: trouble.kind, worker }];
  });
  return troubled.sort((one, { id }) => one.id.length - id.length || (one.id < id ? -1 : 1));
}
