import type { Job, JobId } from './job.js';
import type { WorkerRecord } from './worker.js';
import type { WorkerTrouble } from './worker-trouble.js';

/** How far back the workers panel looks, ms; null: over all jobs that the queue has. */
export const workerPeriods = [300_000, 3_600_000, 86_400_000, null] as const;

/** What the queue's rows say of one worker's jobs, those that are queued left out. Times in ms since the epoch. */
export interface WorkerTally {
  /** As `workerNameOf` has it. Untrusted. */
  readonly name: string;
  /** Jobs that run, and of those the one that has run longest; its name without a version, untrusted. */
  readonly running: number;
  readonly longest: { readonly id: JobId; readonly name: string; readonly startedAt: number | null } | null;
  /** Jobs that ended in the window. */
  readonly done: number;
  readonly failed: number;
  /** When the first of these was begun; null where no record says. */
  readonly firstAt: number | null;
  /** When a job last began to run or ended. */
  readonly lastAt: number | null;
}

/** Workers that run something, or of which something was heard in a window; others may be among them. */
export interface HeardWorkers {
  readonly tallies: readonly WorkerTally[];
  /** How many names of workers the queue knows in all. */
  readonly names: number;
}

/** A worker as the panel shows it. */
export interface WorkerRow extends WorkerTally {
  /** What is wrong with it: of its running jobs the worst, and of equals what began first. */
  readonly trouble: WorkerTrouble | null;
  /**
   * Jobs in the period by the minute, since the first of them began; null where there are none, or nothing says when.
   */
  readonly perMinute: number | null;
}

/** Who works, where a picture was asked for it. */
export interface WorkerList {
  readonly periodMs: number | null;
  /** Workers in trouble first, then those that run jobs, then by their last sign. */
  readonly rows: readonly WorkerRow[];
  /** How many there are, those included that weren't brought. */
  readonly total: number;
  /** How many more the queue knows of, of which nothing was heard in the window. */
  readonly others: number;
  /** Of the worker that was asked for those that run, then others as listed; null where there is none. */
  readonly jobs: { readonly of: string; readonly jobs: readonly Job[] } | null;
}

/** A running job's record with its worker's name. */
export interface NamedRecord extends WorkerRecord {
  /** Null where the record names nobody. */
  readonly worker: string | null;
}

/** Rates are of a minute at least: of less they would say more than is known. */
const leastSpanMs = 60_000;

/**
 * The workers that run something, or of which something was heard in the period before `asOf` (ms), in the panel's
 * order. Signs and troubles are those of running jobs.
 */
export function workerRows(
  tallies: readonly WorkerTally[],
  records: readonly NamedRecord[],
  troubles: ReadonlyMap<JobId, WorkerTrouble>,
  periodMs: number | null,
  asOf: number,
): readonly WorkerRow[] {
  const from = periodMs === null ? Number.NEGATIVE_INFINITY : asOf - periodMs;
  const signs = new Map<string, number>();
  const worst = new Map<string, WorkerTrouble>();
  for (const { id, worker, heartbeatAt, updatedAt } of records) {
    if (worker === null) continue;
    const sign = Math.max(heartbeatAt ?? from, updatedAt ?? from, signs.get(worker) ?? from);
    if (Number.isFinite(sign)) signs.set(worker, sign);
    const trouble = troubles.get(id);
    const known = worst.get(worker);
    if (trouble !== undefined && (known === undefined || isWorse(trouble, known))) worst.set(worker, trouble);
  }
  return tallies
    .map((tally): WorkerRow => {
      const sign = signs.get(tally.name) ?? Number.NEGATIVE_INFINITY;
      const lastAt = tally.lastAt === null || sign > tally.lastAt ? sign : tally.lastAt;
      return {
        ...tally,
        lastAt: Number.isFinite(lastAt) ? lastAt : null,
        trouble: worst.get(tally.name) ?? null,
        perMinute: rateOf(tally, from, asOf),
      };
    })
    .filter(({ running, lastAt }) => periodMs === null || running > 0 || (lastAt ?? from) > from)
    .sort(compareWorkers);
}

function rateOf({ done, failed, firstAt }: WorkerTally, from: number, asOf: number): number | null {
  if (done + failed === 0 || firstAt === null) return null;
  return ((done + failed) * 60_000) / Math.max(leastSpanMs, asOf - Math.max(from, firstAt));
}

/** Whether the first trouble is worse than the second: of equals, what began first. */
export function isWorse(one: WorkerTrouble, other: WorkerTrouble): boolean {
  if (one.kind !== other.kind) return one.kind === 'gone';
  return (one.since ?? Number.NEGATIVE_INFINITY) < (other.since ?? Number.NEGATIVE_INFINITY);
}

/** The panel's order. Workers at work keep their places, by name: their last signs change with every job. */
export function compareWorkers(one: WorkerRow, other: WorkerRow): number {
  const [rank, otherRank] = [rankOf(one), rankOf(other)];
  const latest = rank === idle ? (other.lastAt ?? 0) - (one.lastAt ?? 0) : 0;
  return rank - otherRank || latest || (one.name < other.name ? -1 : one.name > other.name ? 1 : 0);
}

const idle = 3;

function rankOf({ trouble, running }: WorkerRow): number {
  if (trouble !== null) return trouble.kind === 'gone' ? 0 : 1;
  return running > 0 ? 2 : idle;
}
