import type { CauseFilter } from './causes.js';
import type { JobId, JobStatus, JobType } from './job.js';
import { troubleKinds } from './worker.js';
import { onlyWorker } from './worker-filter.js';
import type { WorkerTrouble } from './worker-trouble.js';

/** What the list can be filtered by: the status of jobs, or the trouble of running jobs' workers. */
export type ListedStatus = JobStatus | WorkerTrouble['kind'];

/** Every status and every type, in the order of the filter dialog. */
export const listedStatuses: readonly ListedStatus[] = Object.keys({
  failed: true,
  gone: true,
  silent: true,
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
  /** Only jobs of the database with this name, where there are several; absent: of all of them. Untrusted. */
  readonly database?: string;
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

/** The statuses that pass the filter whatever their worker; null: all. */
export function statusesIn({ statuses }: JobFilter): readonly JobStatus[] | null {
  return statuses?.filter((status) => !isTrouble(status)) ?? null;
}

/** The worker troubles that let a running job pass: all of them if running jobs pass anyway. */
export function troublesIn({ statuses }: JobFilter): readonly WorkerTrouble['kind'][] {
  if (statuses === null || statuses.includes('running')) return troubleKinds;
  return statuses.filter(isTrouble);
}

/** Whether this is a trouble of workers, rather than a status of jobs. */
export function isTrouble(status: ListedStatus): status is WorkerTrouble['kind'] {
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
export function isParticular({ name, text, ids, cause, worker, parser, database }: JobFilter): boolean {
  return name !== '' || [text, ids, cause, worker, parser, database].some((part) => part !== undefined);
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
