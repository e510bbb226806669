import type { CauseFilter } from './causes.js';
import type { JobId, JobStatus, JobType } from './job.js';
import { troubleKinds } from './worker.js';
import type { WorkerTrouble } from './worker-trouble.js';

/** By what jobs can be asked for: where they stand, or what is wrong with the workers of those that run. */
export type ListedStatus = JobStatus | WorkerTrouble['kind'];

/** Every status and every type, in the order in which they are offered. */
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
  /** Case-insensitive part of the name; empty for any. */
  readonly name: string;
  /** Complete jobs that the operator cleared away; null where they cleared none. */
  readonly cleared: Clearing | null;
  /** Only failed jobs of this cause; absent: of any, and all others. */
  readonly cause?: CauseFilter;
}

/**
 * The complete jobs of an instant, as an operator clears them from their list (design "Writing"): those that ended no
 * later than `until`, but for those that still ran then and may be recorded with a time before it. Says it for any
 * number of jobs, and stays true when more of them end.
 */
export interface Clearing {
  /** When the latest of them ended, ms since the epoch; jobs without any time count as earlier. */
  readonly until: number;
  /** Jobs that ran at the instant, and the next in line where they may begin and end within the second of `until`. */
  readonly except: readonly JobId[];
}

/** What the list shows unless the operator asks otherwise: everything but the queue (design "The list"). */
export const defaultFilter: JobFilter = {
  statuses: ['running', 'complete', 'failed', 'cancelled', 'other'],
  types: null,
  name: '',
  cleared: null,
};

/** Every job, the waiting ones included: what `--json` prints. */
export const everyJob: JobFilter = { statuses: null, types: null, name: '', cleared: null };

/** Where jobs stand that the filter lets through whatever their worker; null: anywhere. */
export function statusesIn({ statuses }: JobFilter): readonly JobStatus[] | null {
  return statuses?.filter((status) => !isTrouble(status)) ?? null;
}

/** With which troubles running jobs pass: with any where all of them do. */
export function troublesIn({ statuses }: JobFilter): readonly WorkerTrouble['kind'][] {
  if (statuses === null || statuses.includes('running')) return troubleKinds;
  return statuses.filter(isTrouble);
}

/** Whether this is asked of workers, not of where jobs stand. */
export function isTrouble(status: ListedStatus): status is WorkerTrouble['kind'] {
  return troubleKinds.some((kind) => kind === status);
}

/** Whether the operator narrowed the list by type, status, name or cause. What they cleared away doesn't count. */
export function narrows(filter: JobFilter): boolean {
  return (
    filter.types !== null ||
    filter.name !== '' ||
    filter.cause !== undefined ||
    !isSameSet(filter.statuses, defaultFilter.statuses)
  );
}

/** Whether two filters let the same jobs through. */
export function isSameFilter(one: JobFilter, other: JobFilter): boolean {
  return isSameChoice(one, other) && isSameClearing(one.cleared, other.cleared);
}

/** Whether two filters are narrowed in the same way, whatever was cleared away. */
export function isSameChoice(one: JobFilter, other: JobFilter): boolean {
  return (
    one.name === other.name &&
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
