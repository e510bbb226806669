import type { QueueEvent } from '../../model/follow-event.js';
import type { JobId, WorkerTrouble } from '../../model/job.js';
import type { JobCounts } from '../../model/picture.js';
import { wantingWorkers, workerTrouble } from '../../model/worker.js';
import type { RunningJobs } from '../queries/panels/read-workers.js';
import { JobStates } from './job-states.js';

/** What is wrong with workers, by their names; those with nothing wrong are left out. */
export type Troubles = ReadonlyMap<string, WorkerTrouble['kind']>;

/** What is wrong with the workers of running jobs: for each worker, the worst trouble of its jobs. */
export function troublesOf({ records, troubles }: RunningJobs): Troubles {
  const found = new Map<string, WorkerTrouble['kind']>();
  for (const { id, worker } of records) {
    const kind = workerTrouble({ trouble: troubles.get(id) ?? null })?.kind;
    if (worker !== null && kind !== undefined && found.get(worker) !== 'gone') found.set(worker, kind);
  }
  return found;
}

/** Running jobs that have stalled, and since when, ms. */
export type Stalls = ReadonlyMap<JobId, number>;

/** Which running jobs have stalled. */
export function stallsOf({ troubles }: Pick<RunningJobs, 'troubles'>): Stalls {
  return new Map(
    [...troubles].flatMap(([id, trouble]) => (trouble.kind === 'stalled' ? [[id, trouble.since]] : [])),
  );
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

/** What is known of a queue at an instant, for comparing later states with it. */
export interface Baseline {
  readonly jobs: JobStates;
  /** Keys of causes that aren't new. */
  readonly causes: ReadonlySet<string>;
  readonly troubles: Troubles;
  /** Jobs that are known to have stalled. */
  readonly stalled: ReadonlySet<JobId>;
  /** Null: not known. */
  readonly counts: JobCounts | null;
}

/** From where on changes are reported. */
export type Beginning =
  /** From the state of the queue at the first read. */
  | { readonly kind: 'now' }
  /** From an instant, ms: reports all jobs whose status is from after that, according to their recorded times. */
  | { readonly kind: 'since'; readonly at: number }
  /** From an earlier state, whose jobs have the reader's keys. */
  | { readonly kind: 'baseline'; readonly baseline: Baseline };

/** What is known of a queue that wasn't read yet, besides its jobs. */
export const nothingKnown: Omit<Baseline, 'jobs'> = {
  causes: new Set(),
  troubles: new Map(),
  stalled: new Set(),
  counts: null,
};

/** Nothing is known: every job is new. */
export const fromNothing: Extract<Beginning, { kind: 'baseline' }> = {
  kind: 'baseline',
  baseline: { jobs: new JobStates(), ...nothingKnown },
};
