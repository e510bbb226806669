import { type Cause, causeOfRecord } from '../../causes/cause.js';
import { isCauseWanted } from '../../model/causes.js';
import { everyJob, filterAt, isParticular, type JobFilter, statusesIn } from '../../model/filter.js';
import {
  changedAt,
  isByOperator,
  type JobChange,
  type JobState,
  type QueueEvent,
} from '../../model/follow-event.js';
import { type Job, type JobId, typeOfItsOwn } from '../../model/job.js';
import type { QueueSource } from '../queries/jobs/queue-source.js';
import { readJobs } from '../queries/jobs/read-jobs.js';
import type { Stalls } from './baseline.js';
import type { JobKeys } from './job-states.js';
import type { Comparison } from './known-jobs.js';

/** At most this many jobs are passed over in one read; the next read continues. */
const mostPassedOver = 100_000;

/** How a job stood in two pictures. */
type JobStep = Pick<JobChange, 'id' | 'from' | 'to'>;

/** A job that changed and isn't reported because it doesn't pass the filter. */
export interface PassedOver {
  readonly id: JobId;
  /** Null: it is gone. */
  readonly to: JobState | null;
}

/** The part of a comparison that one read reports. */
export interface ReportedChanges {
  /** In the order of the jobs' times, if they are recorded; each new cause after its job. */
  readonly events: readonly QueueEvent[];
  readonly passedOver: readonly PassedOver[];
  /** How many of the differing jobs were reported or passed over. */
  readonly count: number;
}

/**
 * The changes of jobs that pass a filter: the status before or after has to match, while name, worker and cause are
 * those of the job now. `knownCauses` are the keys of causes that aren't new. Of `most` jobs at most, whose rows are read
 * for it.
 */
export function readChanges(
  source: QueueSource,
  keys: JobKeys,
  { before, after, pairs }: Comparison,
  filter: JobFilter,
  knownCauses: ReadonlySet<string>,
  asOf: number,
  most: number,
): ReportedChanges {
  const isWanted = wantedIn(source, filterAt(filter, asOf));
  const chosen: JobStep[] = [];
  const passedOver: PassedOver[] = [];
  let reported = 0;
  for (; 2 * reported < pairs.length; reported += 1) {
    if (chosen.length >= most || passedOver.length >= mostPassedOver) break;
    const [one = -1, other = -1] = pairs.subarray(2 * reported, 2 * reported + 2);
    const id = keys.id(other < 0 ? before.key(one) : after.key(other));
    const from = one < 0 ? null : before.state(one);
    const to = other < 0 ? null : after.state(other);
    if (isWanted({ id, from, to })) chosen.push({ id, from, to });
    else passedOver.push({ id, to });
  }
  const ids = chosen.filter(({ to }) => to !== null).map(({ id }) => id);
  const jobs = new Map(readJobs(source.database, source.shape, ids, 1, asOf).map((job) => [job.id, job]));
  // Whoever hands out leases takes a job back only while it runs.
  const staysEnded = source.shape.tables.get('cf_processing_queue')?.has('lease_token') === true;
  const events: QueueEvent[] = [];
  const fresh = new Set<string>();
  for (const each of chosen.toSorted(byTime)) {
    const job = jobs.get(each.id) ?? null;
    const change: JobChange = { ...each, job, typeText: typeIn(each, job, source) };
    const cause = causeOf(change);
    if (filter.cause !== undefined && (cause === null || !isCauseWanted(filter.cause, cause))) {
      passedOver.push(each);
      continue;
    }
    const by = isByOperator(change, staysEnded) ? ({ by: 'operator' } as const) : {};
    events.push({ kind: 'job', change: { ...change, ...by } });
    if (cause === null || cause.key === '' || knownCauses.has(cause.key) || fresh.has(cause.key)) continue;
    fresh.add(cause.key);
    events.push({ kind: 'cause', cause, jobId: each.id });
  }
  return { events, passedOver, count: reported };
}

/**
 * Which running jobs that pass a filter have stalled since `before`, or no longer do; what else became of a job that had
 * stalled is a change of its own.
 */
export function stallChanges(
  source: QueueSource,
  before: ReadonlySet<JobId>,
  after: Stalls,
  filter: JobFilter,
  asOf: number,
): readonly QueueEvent[] {
  const ids = [...new Set([...before, ...after.keys()])].filter((id) => before.has(id) !== after.has(id));
  if (ids.length === 0) return [];
  const isWanted = wantedIn(source, filterAt(filter, asOf));
  return readJobs(source.database, source.shape, ids, 1, asOf).flatMap((job) => {
    const state: JobState = { ...nothing, status: job.status, type: job.type };
    const isReported = job.status === 'running' && isWanted({ id: job.id, from: state, to: state });
    return isReported ? [{ kind: 'stalled' as const, job, since: after.get(job.id) ?? null }] : [];
  });
}

/** The keys of the causes of all jobs that failed before an instant, ms; infinity: of all failed jobs. */
export function causesBefore(source: QueueSource, until: number): Set<string> {
  const keys = new Set<string>();
  for (const { cause, firstAt, isTimed } of source.queue.sumCauses(everyJob).sums)
    if (!isTimed || (firstAt ?? until) < until) keys.add(cause.key);
  return keys;
}

function causeOf({ to, job }: JobChange): Cause | null {
  if (to?.status !== 'failed' || job === null) return null;
  return causeOfRecord(job) ?? { key: '', text: '' };
}

function typeIn({ from, to }: JobStep, job: Job | null, { shape }: QueueSource): string {
  if (job === null && shape.queue !== null) return 'job';
  return (job ? typeOfItsOwn(job) : null) ?? (to ?? from)?.type ?? '';
}

function byTime(one: JobStep, other: JobStep): number {
  const [at, otherAt] = [one, other].map(({ from, to }) => changedAt(to ?? from ?? nothing) ?? 0);
  return (at ?? 0) - (otherAt ?? 0);
}

const nothing: JobState = { status: 'other', type: 'other', startedAt: null, endedAt: null, retries: 0 };

function wantedIn(source: QueueSource, filter: JobFilter): (change: JobStep) => boolean {
  const statuses = statusesIn(filter);
  const { cause: _, ...rest } = filter;
  const list = isParticular(rest) ? source.queue.list({ ...rest, statuses: null, types: null }) : null;
  return ({ id, from, to }) => {
    const type = (to ?? from)?.type ?? 'other';
    if (filter.types?.includes(type) === false) return false;
    if (statuses !== null && ![from, to].some((state) => state !== null && statuses.includes(state.status)))
      return false;
    if (filter.cause !== undefined && to?.status !== 'failed') return false;
    return list === null || (to !== null && list.positionOf(id) !== null);
  };
}
