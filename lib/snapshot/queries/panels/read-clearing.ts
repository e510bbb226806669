import type { Clearing, JobFilter } from '../../../model/filter.js';
import type { JobId, JobStatus } from '../../../model/job.js';
import type { JobCounts } from '../../../model/picture.js';
import type { QueueSource } from '../jobs/queue-source.js';
import { sortingAt } from '../jobs/read-waiting.js';

/** The clocks of workers and of this host may differ by this much, ms. */
const clockSkew = 60_000;
/**
 * Assumes that no more jobs than this begin and end within the second, or the clocks' difference, in which jobs are
 * cleared.
 */
const nextInLine = 500;

/** What clearing all complete jobs would clear at this instant, `asOf` in ms; null if none is complete. */
export function readClearing(source: QueueSource, counts: JobCounts, asOf: number): Clearing | null {
  const { database, shape, queue } = source;
  const until = queue.latestEnd();
  if (until === null) return null;
  // Times are often whole seconds: a job that begins and ends after this instant may have the same time recorded.
  const waiting = until > asOf - clockSkew ? idsOf('queued', nextInLine) : [];
  return { until, except: [...idsOf('running', counts.running), ...waiting] };

  /** The first in the list, of queued jobs the next in line. */
  function idsOf(status: JobStatus, limit: number): readonly JobId[] {
    const filter: JobFilter = { statuses: [status], types: null, name: '', cleared: null };
    const list = queue.list(filter, [], sortingAt(database, shape, asOf));
    return list.ids(0, Math.min(limit, list.size().matching));
  }
}
