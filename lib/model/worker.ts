import type { Job, JobId, JobTrouble, WorkerSign, WorkerTrouble } from './job.js';
import type { EndCounts, EndsAsked } from './monitoring/ends.js';
import type { ProgressRecord } from './progress.js';
import { holdingInAnyCase, shortened } from './text.js';

/**
 * The name that tells one worker from another, as `schema/fragments/worker_name.sql` has it: `vm:30534`, `worker-3`.
 * Null where the record names nobody. Untrusted.
 */
export function workerNameOf(worker: string | null, process: number | null): string | null {
  if (process === null) return worker;
  return worker === null ? `pid ${process}` : `${worker}:${process}`;
}

/** The kinds of trouble, the worst first. */
export const troubleKinds = ['gone', 'silent', 'stalled'] as const satisfies readonly JobTrouble['kind'][];

/** How many running jobs are in trouble, each counted once. */
export type TroubleCounts = Readonly<Record<JobTrouble['kind'], number>>;

/** None is. */
export const noTroubles: TroubleCounts = { gone: 0, silent: 0, stalled: 0 };

/** A running job that is in trouble. */
export interface TroubledJob {
  readonly id: JobId;
  readonly kind: JobTrouble['kind'];
  /** Its worker, as {@link workerNameOf} has it; null where its record names nobody. Untrusted. */
  readonly worker: string | null;
}

/** No key of a trouble is longer; and no more are remembered, which is more than there can be at once. */
export const longestTrouble = 300;
export const mostTroubles = 2000;

/** What tells a trouble from others: a job that is taken up by another worker can lose that one, too. */
export function troubleKey({ kind, id, worker }: TroubledJob): string {
  return shortened([kind, id, worker ?? ''].join('\n'), longestTrouble);
}

/** What is wrong with a running job's worker; null for a job that is merely stalled: its worker still has it. */
export function workerTrouble({ trouble }: Pick<Job, 'trouble'>): WorkerTrouble | null {
  return trouble?.kind === 'stalled' ? null : trouble;
}

/** What a running job's row says about its worker. Times in ms since the epoch, null if it has none. */
export interface WorkerRecord {
  readonly id: JobId;
  readonly host: string | null;
  readonly pid: number | null;
  readonly claimedAt: number | null;
  readonly heartbeatAt: number | null;
  readonly updatedAt: number | null;
  readonly leaseExpiresAt: number | null;
  /** Whether the queue no longer lists it; absent: it does, or it lists no processes. */
  readonly unlisted?: boolean;
}

/** What this host's process table says about a process id. */
export type ProcessEntry =
  /** The table may not be that of the worker's host, or may not show everything. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'none' }
  /** When the process started, ms since the epoch, as exactly as the system's clock can tell. */
  | { readonly kind: 'running'; readonly startedAt: number };

/** What is known besides the row. */
export interface WorkerEvidence {
  /** What this host's process table says about the row's process id; null if the job runs elsewhere. */
  readonly process: ProcessEntry | null;
  /**
   * When this program last saw the heartbeat or row change, ms, whatever the worker's clock says. Null for never.
   */
  readonly movedAt: number | null;
  /** When the database was last written, ms. */
  readonly lastCommitAt: number | null;
}

/** How long a worker may be silent, ms. */
const workerPatienceMs = 300_000;
/**
 * A process that started more than this after the claim, ms, isn't the one that claimed: a worker may be started a
 * little later.
 */
const startSlackMs = 60_000;
/** Times in a database often have a resolution of one second. */
const resolution = 2000;

/** What is wrong with a worker at `now` (ms); null if nothing is known to be wrong. */
export function troubleOf(record: WorkerRecord, evidence: WorkerEvidence, now: number): WorkerTrouble | null {
  const { process } = evidence;
  if (record.unlisted) return { kind: 'gone', since: lastSign(record), reused: false, unlisted: true };
  if (process?.kind === 'none') return { kind: 'gone', since: lastSign(record), reused: false };
  if (process?.kind === 'running') {
    const { claimedAt } = record;
    const isAnother = claimedAt !== null && process.startedAt > claimedAt + startSlackMs;
    // A process that is seen running is not in trouble; whether it makes progress is another question.
    return isAnother ? { kind: 'gone', since: lastSign(record), reused: true } : null;
  }
  return silenceOf(record, evidence, now);
}

/** Whether the process in a job's row is still running; null if unknown. */
export function stillRuns(record: WorkerRecord, process: ProcessEntry | null): boolean | null {
  if (process === null || process.kind === 'unknown' || record.claimedAt === null) return null;
  return troubleOf(record, { process, movedAt: null, lastCommitAt: null }, 0) === null;
}

/** A job says that there has been no sign of its worker once it has run for this long without any, ms. */
const unsignedMs = 6 * 3_600_000;

/**
 * Since when there has been no sign of a running job's worker, ms: since its claim, if it never gave one, for so long
 * that this is worth saying at `now`. Null for a worker in trouble, for one that is seen running, and for one with a
 * lease, since the row doesn't tell when that was renewed.
 */
export function unsignedSince(job: Job, now: number): number | null {
  const { status, trouble, stillRuns: isSeen, leased, claimedAt, updatedAt } = job;
  if (status !== 'running' || trouble !== null || isSeen === true || leased || claimedAt === null)
    return null;
  const counted = [job.itemsProcessed, job.itemsFailed, job.progressPercent, job.backtest?.passRate];
  const gaveSign =
    touchedSinceClaim({ claimedAt, updatedAt }) !== null || counted.some((count) => (count ?? 0) > 0);
  return gaveSign || now - claimedAt < unsignedMs ? null : claimedAt;
}

/** How many there are of each kind. */
export function countTroubles(troubles: Iterable<JobTrouble>): TroubleCounts {
  const counts = { ...noTroubles };
  for (const { kind } of troubles) counts[kind] += 1;
  return counts;
}

function silenceOf(record: WorkerRecord, evidence: WorkerEvidence, now: number): WorkerTrouble | null {
  const { movedAt, lastCommitAt } = evidence;
  const silent = (sign: WorkerSign, at: number): WorkerTrouble | null => {
    const since = Math.max(at, movedAt ?? at);
    return now - since >= workerPatienceMs ? { kind: 'silent', since, sign } : null;
  };
  if (record.heartbeatAt !== null) return silent('heartbeat', record.heartbeatAt);
  const touched = touchedSinceClaim(record);
  if (touched !== null) return silent('update', touched);
  // An expired lease alone says nothing: many workers never renew theirs.
  const { leaseExpiresAt: lease } = record;
  if (lease === null || lastCommitAt === null) return null;
  return silent('lease', Math.max(lease, lastCommitAt));
}

/** When the worker last gave a sign after its claim; null if the record has none. */
function lastSign(record: WorkerRecord): number | null {
  const { claimedAt, heartbeatAt } = record;
  const beat = heartbeatAt !== null && heartbeatAt > (claimedAt ?? heartbeatAt) ? heartbeatAt : null;
  const touched = touchedSinceClaim(record);
  return beat === null || touched === null ? (beat ?? touched) : Math.max(beat, touched);
}

/** Many workers touch their row when they claim it and never again, so its not changing says nothing. */
function touchedSinceClaim({
  claimedAt,
  updatedAt,
}: Pick<WorkerRecord, 'claimedAt' | 'updatedAt'>): number | null {
  if (claimedAt === null || updatedAt === null) return null;
  return updatedAt > claimedAt + resolution ? updatedAt : null;
}

/** Before a whole name. */
const whole = '=';

/**
 * What a filter's worker asks for: `=vm:7` for the worker with that name, `vm` for all whose names contain this, in any
 * letter case. Untrusted.
 */
export type WorkerWanted =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'part'; readonly part: string };

/** Understands what was typed. */
export function workerWanted(asked: string): WorkerWanted {
  return asked.startsWith(whole)
    ? { kind: 'name', name: asked.slice(whole.length) }
    : { kind: 'part', part: asked };
}

/** The name or the part of a name that is asked for. */
export function nameWanted(asked: string): string {
  const wanted = workerWanted(asked);
  return wanted.kind === 'name' ? wanted.name : wanted.part;
}

/** The text that asks for exactly the worker with this name. */
export function onlyWorker(name: string): string {
  return whole + name;
}

/** Whether it holds nothing to ask for. */
export function asksForNobody(asked: string): boolean {
  return asked === '' || asked === whole;
}

/** Returns a test for whether a filter asks for the worker with a name. */
export function wantingWorkers(asked: string): (name: string) => boolean {
  const wanted = workerWanted(asked);
  return wanted.kind === 'name' ? (name) => name === wanted.name : holdingInAnyCase(wanted.part);
}

/** At most this many names of workers are listed. */
export const mostWorkersListed = 20;

/** The workers whose jobs are in the list, if the filter asks for a part of workers' names. */
export interface ListedWorkers {
  /** In order; at most {@link mostWorkersListed}. */
  readonly names: readonly string[];
  /** Whether there are others. */
  readonly areMore: boolean;
}

/** The workers with these names, each listed once. */
export function listedWorkersOf(names: Iterable<string>, areMore = false): ListedWorkers {
  const sorted = [...new Set(names)].sort();
  return {
    names: sorted.slice(0, mostWorkersListed),
    areMore: areMore || sorted.length > mostWorkersListed,
  };
}

/** How far back the workers panel looks, ms; null: over all jobs that the queue has. */
export const workerPeriods = [300_000, 3_600_000, 86_400_000, null] as const;

/** How far back it looks before anybody has chosen. */
export const firstWorkerPeriod = 3_600_000;

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
  /** What is wrong: the worst trouble of its running jobs, and among equals the one that began first. */
  readonly trouble: JobTrouble | null;
  /**
   * Jobs per minute in the period, since the first of them began; null if there are none, or if no record says when.
   */
  readonly perMinute: number | null;
}

/** Asks who works, or did within the last `periodMs` (null: ever); and for at most `jobs` jobs of the worker `of`. */
export interface WorkersRequest {
  readonly periodMs: number | null;
  readonly of: string | null;
  readonly jobs: number;
  readonly ends?: EndsAsked;
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
  /** How many jobs ended, if requested; null where the queue doesn't keep those that are done. */
  readonly ends?: EndCounts | null;
}

/** What a running job's row says of its worker and its progress. */
export type RunningRecord = WorkerRecord & ProgressRecord;

/** A running job's record, with its worker's name. */
export interface NamedRecord extends RunningRecord {
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
  troubles: ReadonlyMap<JobId, JobTrouble>,
  periodMs: number | null,
  asOf: number,
): readonly WorkerRow[] {
  const from = periodMs === null ? never : asOf - periodMs;
  const signs = new Map<string, number>();
  const worst = new Map<string, JobTrouble>();
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
export function isWorse(one: JobTrouble, other: JobTrouble): boolean {
  if (one.kind !== other.kind) return troubleKinds.indexOf(one.kind) < troubleKinds.indexOf(other.kind);
  return (one.since ?? never) < (other.since ?? never);
}

/** The panel's order. Workers at work keep their places, by name: their last signs change with every job. */
export function compareWorkers(one: WorkerRow, other: WorkerRow): number {
  const [rank, otherRank] = [rankOf(one), rankOf(other)];
  const latest = rank === idle ? (other.lastAt ?? 0) - (one.lastAt ?? 0) : 0;
  return rank - otherRank || latest || (one.name < other.name ? -1 : one.name > other.name ? 1 : 0);
}

const idle = troubleKinds.length + 1;

function rankOf({ trouble, running }: WorkerRow): number {
  if (trouble !== null) return troubleKinds.indexOf(trouble.kind);
  return running > 0 ? troubleKinds.length : idle;
}
