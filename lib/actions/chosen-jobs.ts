import type { JobFilter } from '../model/filter.js';
import type { JobStatus } from '../model/job.js';
import { filterParameters } from '../schema/filter-parameters.js';
import type { SeenJob } from './action.js';
import type { Queue } from './queue.js';

/** The jobs with one of these statuses that pass a filter, as they are now. Throws what SQLite throws. */
export function chosenJobs(queue: Queue, filter: JobFilter, only: readonly JobStatus[]): SeenJob[] {
  const statuses = only.filter((status) => filter.statuses?.includes(status) ?? true);
  if (statuses.length === 0) return [];
  return queue.all('chosen_jobs', filterParameters({ ...filter, statuses })).map((row) => ({
    id: String(row.id),
    statusText: String(row.status_text),
    retryCount: Number(row.retries),
  }));
}
