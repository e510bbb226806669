import type { SeenJob } from '../../lib/actions/action.js';
import type { Job } from '../../lib/model/job.js';
import { DatabaseReader } from '../../lib/snapshot/database-reader.js';

/** All jobs of a database as the dashboard's own reader shows them, by id. */
export async function jobsOf(path: string): Promise<ReadonlyMap<string, Job>> {
  const reader = new DatabaseReader(path, { clock: Date.now, folders: { base: '/', home: null } });
  try {
    const result = await reader.read({
      filter: { statuses: null, types: null, name: '', cleared: null },
      anchor: { kind: 'index', index: 0 },
      before: 0,
      after: Number.MAX_SAFE_INTEGER,
      failures: 100,
    });
    if (result.kind === 'problem') throw new Error(result.problem.sentence);
    return new Map(result.picture.window.jobs.map((job) => [job.id, job]));
  } finally {
    await reader.close();
  }
}

/** Jobs as an operator sees them: what actions are given. */
export function seen(jobs: Iterable<Job>): SeenJob[] {
  return [...jobs].map(({ id, statusText, retryCount }) => ({ id, statusText, retryCount }));
}

/** The same for jobs that are to be retried though they have not failed. */
export function seenWithWorkers(jobs: Iterable<Job>): SeenJob[] {
  return [...jobs].map(({ id, statusText, retryCount, workerMark }) => ({
    id,
    statusText,
    retryCount,
    workerMark,
  }));
}
