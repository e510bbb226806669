import type { Job, JobId } from './job.js';
import type { WorkerSign, WorkerTrouble } from './worker-trouble.js';

/** The kinds of trouble, the worst first. */
export const troubleKinds: readonly WorkerTrouble['kind'][] = ['gone', 'silent'];

/** How many running jobs have a worker in trouble. */
export type TroubleCounts = Readonly<Record<WorkerTrouble['kind'], number>>;

/** What a running job's row says about its worker. Times in ms since the epoch, null if it has none. */
export interface WorkerRecord {
  readonly id: JobId;
  readonly host: string | null;
  readonly pid: number | null;
  readonly claimedAt: number | null;
  readonly heartbeatAt: number | null;
  readonly updatedAt: number | null;
  readonly leaseExpiresAt: number | null;
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
export const workerPatienceMs = 300_000;
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
export const unsignedMs = 6 * 3_600_000;

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
export function countTroubles(troubles: Iterable<WorkerTrouble>): TroubleCounts {
  const counts = { gone: 0, silent: 0 };
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
