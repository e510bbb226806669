import type { Clearing, JobFilter } from '../../../model/filter.js';
import {
  type JobId,
  type JobStatus,
  type JobTrouble,
  jobStatuses,
  jobTypes,
  type Target,
} from '../../../model/job.js';
import { bothForms } from '../../../schema/id-lists.js';
import { numberOf, textOf } from '../../tables/column-value.js';
import type { QueueCounts } from '../jobs/queue-counts.js';
import type { QueueSource } from '../jobs/queue-source.js';
import { sortingAt } from '../jobs/read-waiting.js';
import type { PictureSource } from './read-workers.js';

/** Rows are fetched in portions of this many. */
const portion = 10_000;

/** The jobs with these ids, in this order, each once; ids that no job has are left out. */
export function readTargets(
  { database, shape }: Pick<QueueSource, 'database' | 'shape'>,
  wanted: readonly JobId[],
  troubles: ReadonlyMap<JobId, JobTrouble>,
): readonly Target[] {
  const ids = [...new Set(wanted)];
  const targets: Target[] = [];
  for (let from = 0; from < ids.length; from += portion) {
    const part = ids.slice(from, from + portion);
    const rows = database.all(shape.statement('targets'), { ':ids': bothForms(part) });
    const byId = new Map(rows.map((row) => [textOf(row, 'id'), row]));
    for (const id of part) {
      const row = byId.get(id);
      if (row === undefined) continue;
      targets.push({
        id,
        type: jobTypes.find((type) => type === row.type) ?? 'other',
        name: textOf(row, 'name') ?? '',
        status: jobStatuses.find((status) => status === row.status) ?? 'other',
        statusText: textOf(row, 'status_text') ?? '',
        retryCount: numberOf(row, 'retries') ?? 0,
        workerMark: textOf(row, 'worker_mark') ?? '',
        trouble: troubles.get(id) ?? null,
      });
    }
  }
  return targets;
}

/** The clocks of workers and of this host may differ by this much, ms. */
const clockSkew = 60_000;
/**
 * Assumes that no more jobs than this begin and end within the second, or the clocks' difference, in which jobs are
 * cleared.
 */
const nextInLine = 500;

/** What clearing all complete jobs would clear at the picture's instant; null if none is complete. */
export function readClearing(source: PictureSource & { readonly counted: QueueCounts }): Clearing | null {
  const { database, shape, queue, asOf, counted } = source;
  const until = queue.latestEnd();
  if (until === null) return null;
  // Times are often whole seconds: a job that begins and ends after this instant may have the same time recorded.
  const waiting = until > asOf - clockSkew ? idsOf('queued', nextInLine) : [];
  return { until, except: [...idsOf('running', counted.counts.running), ...waiting] };

  /** The first in the list, of queued jobs the next in line. */
  function idsOf(status: JobStatus, limit: number): readonly JobId[] {
    const filter: JobFilter = { statuses: [status], types: null, name: '', cleared: null };
    const list = queue.list(filter, [], sortingAt(database, shape, asOf));
    return list.ids(0, Math.min(limit, list.size().matching));
  }
}
