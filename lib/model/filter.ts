import type { CauseFilter } from './causes.js';
import type { ColumnFilter } from './filter/column-filter.js';
import { type PointInTime, pointAt } from './filter/point-in-time.js';
import { databaseOf, type JobId, type JobStatus, type JobTrouble, type JobType, localId } from './job.js';
import { onlyWorker, troubleKinds } from './worker.js';

/** What the list can be filtered by: the status of jobs, or the trouble of running jobs. */
export type ListedStatus = JobStatus | JobTrouble['kind'];

/** Every status and every type, in the order of the filter dialog. */
export const listedStatuses: readonly ListedStatus[] = Object.keys({
  failed: true,
  gone: true,
  silent: true,
  stalled: true,
  running: true,
  complete: true,
  queued: true,
  cancelled: true,
  other: true,
} satisfies Record<ListedStatus, true>) as ListedStatus[];
export const listedTypes: readonly JobType[] = Object.keys({
  scan: true,
  parse: true,
  export: true,
  backtest: true,
  other: true,
} satisfies Record<JobType, true>) as JobType[];

/** Which jobs the list shows. A null part lets everything through. */
export interface JobFilter {
  readonly statuses: readonly ListedStatus[] | null;
  readonly types: readonly JobType[] | null;
  /** The name must contain this, in any letter case; empty for any name. */
  readonly name: string;
  /** Complete jobs that the operator cleared away; null if they cleared none. */
  readonly cleared: Clearing | null;
  /** Only jobs of which some text contains this, in any letter case, as a search finds it; absent: all. Untrusted. */
  readonly text?: string;
  /** Only jobs with these ids, as their databases have them; absent: with any. Untrusted. */
  readonly ids?: readonly string[];
  /** Only failed jobs of this cause; absent: failed jobs of any cause, and all other jobs. */
  readonly cause?: CauseFilter;
  /** Only jobs of the workers that this asks for, see `workerWanted`; absent: of any. Untrusted. */
  readonly worker?: string;
  /** Only jobs with exactly this name, whatever their version; absent: with any. Untrusted. */
  readonly parser?: string;
  /** Only jobs with exactly this version, without the `v` before its number; absent: with any. Untrusted. */
  readonly version?: string;
  /**
   * Only jobs whose latest time is no earlier than `since` and no later than `until`: when they ended, else when they
   * started, else when they were queued, as far as the record has it; absent: of any time.
   */
  readonly since?: PointInTime;
  readonly until?: PointInTime;
  /** Only jobs that took so long, or take so long already; absent: any. */
  readonly took?: Took;
  /** Only jobs whose columns have these values; absent: any. Untrusted. */
  readonly columns?: readonly ColumnFilter[];
  /** Only jobs of the database with this name, where there are several; absent: of all of them. Untrusted. */
  readonly database?: string;
}

/** Longer than `over` and shorter than `under`, ms; null: any. */
export interface Took {
  readonly over: number | null;
  readonly under: number | null;
  /** Until when running jobs have run, ms since the epoch; set by {@link filterAt}. */
  readonly at?: number;
}

/**
 * The complete jobs of an instant, as an operator clears them from their list (design "Writing"): those that ended
 * no later than `until`, except for those that were still running then and may be recorded with an earlier end.
 * This describes any number of jobs, and stays correct when more of them end.
 */
export interface Clearing {
  /** When the last of them ended, ms since the epoch; jobs without any time count as earlier. */
  readonly until: number;
  /**
   * Jobs that were running at that instant, and the next ones in line if they may start and end within the second
   * of `until`.
   */
  readonly except: readonly JobId[];
}

/** What the list shows unless the operator chooses otherwise: everything but queued jobs (design "The list"). */
export const defaultFilter: JobFilter = {
  statuses: ['running', 'complete', 'failed', 'cancelled', 'other'],
  types: null,
  name: '',
  cleared: null,
};

/** The jobs of a worker that it has taken up. Complete jobs that were cleared away stay away. */
export function jobsOfWorker(worker: string, cleared: Clearing | null): JobFilter {
  return { ...defaultFilter, cleared, worker: onlyWorker(worker) };
}

/**
 * The parse jobs of a parser, of all its versions, that were taken up. Complete ones that were cleared away stay away.
 */
export function jobsOfParser(parser: string, cleared: Clearing | null): JobFilter {
  return { ...defaultFilter, types: ['parse'], cleared, parser };
}

/** Every job, including queued ones: what `--json` prints. */
export const everyJob: JobFilter = { statuses: null, types: null, name: '', cleared: null };

/** These jobs alone, whatever else the operator has chosen. */
export function onlyJobs(ids: readonly JobId[]): JobFilter {
  const [database, ...others] = new Set(ids.map(databaseOf));
  const only = typeof database === 'string' && others.length === 0 ? { database } : {};
  return { ...everyJob, ids: ids.map(localId), ...only };
}

/** The statuses that pass the filter whatever trouble a job is in; null: all. */
export function statusesIn({ statuses }: JobFilter): readonly JobStatus[] | null {
  return statuses?.filter((status) => !isTrouble(status)) ?? null;
}

/** The troubles that let a running job pass: all of them if running jobs pass anyway. */
export function troublesIn({ statuses }: JobFilter): readonly JobTrouble['kind'][] {
  if (statuses === null || statuses.includes('running')) return troubleKinds;
  return statuses.filter(isTrouble);
}

/** Whether this is a trouble of running jobs, rather than a status of jobs. */
export function isTrouble(status: ListedStatus): status is JobTrouble['kind'] {
  return troubleKinds.some((kind) => kind === status);
}

/** Whether the operator restricted the list in any way. What they cleared away doesn't count. */
export function narrows(filter: JobFilter): boolean {
  return filter.types !== null || isParticular(filter) || !isSameSet(filter.statuses, defaultFilter.statuses);
}

/**
 * The filter that a list is read by, with these counts of all jobs (null: not known yet): as long as every job is
 * queued, a list that isn't restricted shows them.
 */
export function listingFilter(
  filter: JobFilter,
  counts: Readonly<Record<JobStatus, number>> | null,
): JobFilter {
  if (counts === null || counts.queued === 0 || narrows(filter)) return filter;
  const all = Object.values(counts).reduce((sum, count) => sum + count);
  return counts.queued === all ? { ...filter, statuses: null } : filter;
}

/** Whether jobs pass by more than their status, their type and their end. */
export function isParticular(filter: JobFilter): boolean {
  const { name, text, ids, cause, worker, parser, database } = filter;
  const parts = [text, ids, cause, worker, parser, database, ...ownTimes(filter)];
  return name !== '' || parts.some((part) => part !== undefined);
}

function ownTimes({ version, since, until, took, columns }: JobFilter): readonly unknown[] {
  return [version, since, until, took, columns];
}

/** Whether two filters let the same jobs through. */
export function isSameFilter(one: JobFilter, other: JobFilter): boolean {
  return isSameChoice(one, other) && isSameClearing(one.cleared, other.cleared);
}

/** Whether two filters have the same restrictions, whatever was cleared away. */
export function isSameChoice(one: JobFilter, other: JobFilter): boolean {
  return (
    one.name === other.name &&
    one.text === other.text &&
    isSameSet(one.ids ?? null, other.ids ?? null) &&
    one.worker === other.worker &&
    one.parser === other.parser &&
    one.database === other.database &&
    JSON.stringify(ownTimes(one)) === JSON.stringify(ownTimes(other)) &&
    isSameSet(one.types, other.types) &&
    isSameSet(one.statuses, other.statuses) &&
    one.cause?.key === other.cause?.key &&
    one.cause?.text === other.cause?.text
  );
}

function isSameClearing(one: Clearing | null, other: Clearing | null): boolean {
  if (one === null || other === null) return one === other;
  return one.until === other.until && isSameSet(one.except, other.except);
}

function isSameSet(one: readonly string[] | null, other: readonly string[] | null): boolean {
  if (one === null || other === null) return one === other;
  return one.length === other.length && one.every((item) => other.includes(item));
}

/** A filter by the clock is as of a time that moves in steps: a hundredth of its shortest duration, in these bounds, ms. */
const [shortestStep, longestStep] = [1000, 60_000];

/** After how many ms other jobs may pass, though none has changed; null: never. */
export function stepOf({ since, until, took }: JobFilter): number | null {
  const moving = [since, until].filter((point) => point !== undefined && point.kind !== 'at');
  const spans = moving.map((point) => (point?.kind === 'ago' ? point.ms : Number.POSITIVE_INFINITY));
  const durations = [...spans, ...(took === undefined ? [] : [took.over ?? took.under ?? 0])];
  if (durations.length === 0) return null;
  return Math.min(longestStep, Math.max(shortestStep, Math.floor(Math.min(...durations) / 100)));
}

/**
 * The filter as of a time, ms since the epoch: without durations that count back from it, and without times of day, which
 * are UTC where they don't say of which clocks.
 */
export function filterAt(filter: JobFilter, now: number): JobFilter {
  const step = stepOf(filter);
  if (step === null) return filter;
  const at = Math.floor(now / step) * step;
  const { since, until, took } = filter;
  // A time of day is the same one until it comes again, and has passed from that moment on.
  const as = (point: PointInTime, end: { readonly from: number | null } | null) =>
    pointAt(point, point.kind === 'clock' ? now : at, { end });
  const from = since === undefined ? null : as(since, null);
  return {
    ...filter,
    ...(from === null ? {} : { since: { kind: 'at', ms: from } }),
    ...(until === undefined ? {} : { until: { kind: 'at', ms: as(until, { from }) } }),
    ...(took === undefined ? {} : { took: { at, ...took } }),
  };
}

/** What jobs of a filter are compared with, in ms; null: nothing. Throws for one that isn't as of a time. */
export function boundsOf({ since, until, took }: Pick<JobFilter, 'since' | 'until' | 'took'>) {
  return {
    since: since === undefined ? null : instantOf(since),
    until: until === undefined ? null : instantOf(until),
    over: took?.over ?? null,
    under: took?.under ?? null,
    at: took === undefined ? null : (took.at ?? notAsOf()),
  };
}

function instantOf(point: PointInTime): number {
  return point.kind === 'at' ? point.ms : notAsOf();
}

function notAsOf(): never {
  throw new RangeError('a filter by the clock is read as of a time');
}
