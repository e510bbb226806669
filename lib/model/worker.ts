import type { JobId } from './job.js';
import type { WorkerSign, WorkerTrouble } from './worker-trouble.js';

/** The kinds of trouble, the worse one first. */
export const troubleKinds: readonly WorkerTrouble['kind'][] = ['gone', 'silent'];

/** How many running jobs have a worker in trouble. */
export type TroubleCounts = Readonly<Record<WorkerTrouble['kind'], number>>;

/** What the row of a running job says of its worker. Times in ms since the epoch, null where it says none. */
export interface WorkerRecord {
  readonly id: JobId;
  readonly host: string | null;
  readonly pid: number | null;
  readonly claimedAt: number | null;
  readonly heartbeatAt: number | null;
  readonly updatedAt: number | null;
  readonly leaseExpiresAt: number | null;
}

/** What this host's table of processes says of a process id. */
export type ProcessSight =
  /** The table may be another than the worker's, or doesn't show everything. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'none' }
  /** When the process began, ms since the epoch, as well as the system's clock tells. */
  | { readonly kind: 'running'; readonly startedAt: number };

/** What is known besides the row. */
export interface WorkerEvidence {
  /** What this host's processes say of the row's process id; null where the job runs elsewhere. */
  readonly process: ProcessSight | null;
  /** When this program saw the last change of heartbeat or row, ms: whatever the worker's clock says. Null for never. */
  readonly movedAt: number | null;
  /** When the database was last written, ms. */
  readonly lastCommitAt: number | null;
}

/** How long a worker may be silent, ms. */
export const workerPatienceMs = 300_000;
/** A process that began this much later than the claim, ms, isn't the one that claimed: a worker may start it a little later. */
const startSlackMs = 60_000;
/** Times in a database often have a resolution of one second. */
const resolution = 2000;

/** What is wrong with a worker at `now` (ms); null where nothing is known to be. */
export function troubleOf(record: WorkerRecord, evidence: WorkerEvidence, now: number): WorkerTrouble | null {
  const { process } = evidence;
  if (process?.kind === 'none') return { kind: 'gone', since: lastSign(record), reused: false };
  if (process?.kind === 'running') {
    const { claimedAt } = record;
    const isAnother = claimedAt !== null && process.startedAt > claimedAt + startSlackMs;
    // What is seen to run isn't suspected: whether it gets on is another question.
    return isAnother ? { kind: 'gone', since: lastSign(record), reused: true } : null;
  }
  return silenceOf(record, evidence, now);
}

/** Whether the process that a job's row names still runs; null where that isn't known. */
export function stillRuns(record: WorkerRecord, process: ProcessSight | null): boolean | null {
  if (process === null || process.kind === 'unknown' || record.claimedAt === null) return null;
  return troubleOf(record, { process, movedAt: null, lastCommitAt: null }, 0) === null;
}

/** How many of each kind there are. */
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
  // A lease that has run out says nothing by itself: many workers never renew theirs.
  const { leaseExpiresAt: lease } = record;
  if (lease === null || lastCommitAt === null) return null;
  return silent('lease', Math.max(lease, lastCommitAt));
}

/** When the worker last gave a sign after its claim; null where the record has none. */
function lastSign(record: WorkerRecord): number | null {
  const { claimedAt, heartbeatAt } = record;
  const beat = heartbeatAt !== null && heartbeatAt > (claimedAt ?? heartbeatAt) ? heartbeatAt : null;
  const touched = touchedSinceClaim(record);
  return beat === null || touched === null ? (beat ?? touched) : Math.max(beat, touched);
}

/** Many workers touch their row when they claim it and never again: that they don't says nothing. */
function touchedSinceClaim({ claimedAt, updatedAt }: WorkerRecord): number | null {
  if (claimedAt === null || updatedAt === null) return null;
  return updatedAt > claimedAt + resolution ? updatedAt : null;
}
