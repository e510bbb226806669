import type { Job, JobId } from './job.js';
import type { WorkerRecord } from './worker.js';
import type { WorkerTrouble } from './worker-trouble.js';

/** How far back the workers panel looks, ms; null: over all jobs that the queue has. */
export const workerPeriods = [300_000, 3_600_000, 86_400_000, null] as const;

/** What the queue's rows say of one worker's jobs, without queued ones. Times in ms since the epoch. */
export interface WorkerTally {
  /** As `workerNameOf` has it. Untrusted. */
  readonly name: string;
  /** Its running jobs, and the one of them that has run longest; that job's name without a version, untrusted. */
  readonly running: number;
  readonly longest: { readonly id: JobId; readonly name: string; readonly startedAt: number | null } | null;
  /** Jobs that ended in the window. */
  readonly done: number;
  readonly failed: number;
  /** When the first of these began; null if no record says. */
  readonly firstAt: number | null;
  /** When a job last began to run or ended. */
  readonly lastAt: number | null;
}

/** Workers that run something or gave a sign within a window; there may be others among them. */
export interface HeardWorkers {
  readonly tallies: readonly WorkerTally[];
  /** How many names of workers the queue knows in all. */
  readonly names: number;
}

/** A worker as the panel shows it. */
export interface WorkerRow extends WorkerTally {
  /** What is wrong with it: the worst trouble of its running jobs, and among equals the one that began first. */
  readonly trouble: WorkerTrouble | null;
  /**
   * Jobs per minute in the period, since the first of them began; null if there are none, or if no record says when.
   */
  readonly perMinute: number | null;
}

/** Who works, if a picture was asked for that. */
export interface WorkerList {
  readonly periodMs: number | null;
  /** Workers in trouble first, then those that run jobs, then by their last sign. */
  readonly rows: readonly WorkerRow[];
  /** How many there are, including those that weren't returned. */
  readonly total: number;
  /** How many more the queue knows, without a sign in the window. */
  readonly others: number;
  /**
   * Jobs of the requested worker: running ones first, then the others in the list's order; null if there is no such
   * worker.
   */
  readonly jobs: { readonly of: string; readonly jobs: readonly Job[] } | null;
}

/** A running job's record with its worker's name. */
export interface NamedRecord extends WorkerRecord {
  /** Null where the record names nobody. */
  readonly worker: string | null;
}

const never = Number.NEGATIVE_INFINITY;
/** Rates are measured over at least a minute: over less they would say more than is known. */
const leastSpanMs = 60_000;

/**
 * The workers that run something or gave a sign in the period before `asOf` (ms), in the panel's order. Signs and
 * troubles are those of running jobs.
 */
export function workerRows(
  tallies: readonly WorkerTally[],
  records: readonly NamedRecord[],
  troubles: ReadonlyMap<JobId, WorkerTrouble>,
  periodMs: number | null,
  asOf: number,
): readonly WorkerRow[] {
  const from = periodMs === null ? never : asOf - periodMs;
  const signs = new Map<string, number>();
  const worst = new Map<string, WorkerTrouble>();
  for (const { id, worker, heartbeatAt, updatedAt } of records) {
    if (worker === null) continue;
    const sign = Math.max(heartbeatAt ?? never, updatedAt ?? never, signs.get(worker) ?? never);
    if (sign > never) signs.set(worker, sign);
    const trouble = troubles.get(id);
    const known = worst.get(worker);
    if (trouble !== undefined && (known === undefined || isWorse(trouble, known))) worst.set(worker, trouble);
  }
  return tallies
    .map((tally): WorkerRow => {
      const sign = signs.get(tally.name) ?? never;
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

/** Whether the first trouble is worse than the second; of two of the same kind, the one that began first is. */
export function isWorse(one: WorkerTrouble, other: WorkerTrouble): boolean {
  if (one.kind !== other.kind) return one.kind === 'gone';
  return (one.since ?? never) < (other.since ?? never);
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
