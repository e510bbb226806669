import { type JobId, jobStatuses, jobTypes, type Target, type WorkerTrouble } from '../../../model/job.js';
import { bothForms } from '../../../schema/id-lists.js';
import { numberOf, textOf } from '../../tables/column-value.js';
import type { QueueSource } from '../jobs/queue-source.js';

/** Rows are fetched in portions of this many. */
const portion = 10_000;

/** The jobs with these ids, in this order, each once; ids that no job has are left out. */
export function readTargets(
  { database, shape }: Pick<QueueSource, 'database' | 'shape'>,
  wanted: readonly JobId[],
  troubles: ReadonlyMap<JobId, WorkerTrouble>,
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
