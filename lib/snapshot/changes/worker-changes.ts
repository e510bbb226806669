import type { QueueEvent } from '../../model/follow-event.js';
import type { WorkerTrouble } from '../../model/job.js';
import { wantingWorkers } from '../../model/worker.js';
import type { RunningJobs } from '../queries/panels/read-workers.js';

/** What is wrong with workers, by their names; those with nothing wrong are left out. */
export type Troubles = ReadonlyMap<string, WorkerTrouble['kind']>;

/** What is wrong with the workers of running jobs: for each worker, the worst trouble of its jobs. */
export function troublesOf({ records, troubles }: RunningJobs): Troubles {
  const found = new Map<string, WorkerTrouble['kind']>();
  for (const { id, worker } of records) {
    const kind = troubles.get(id)?.kind;
    if (worker !== null && kind !== undefined && found.get(worker) !== 'gone') found.set(worker, kind);
  }
  return found;
}

/** What has changed about workers; `filter`: only for workers that match it, null for all. */
export function workerChanges(
  before: Troubles,
  after: Troubles,
  filter: string | null,
): readonly QueueEvent[] {
  const isWanted = filter === null ? () => true : wantingWorkers(filter);
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter(isWanted)
    .map((worker) => ({
      kind: 'worker' as const,
      worker,
      from: before.get(worker) ?? null,
      to: after.get(worker) ?? null,
    }))
    .filter(({ from, to }) => from !== to);
}
