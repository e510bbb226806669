import type { Job } from './job.js';

/** What the list can be sorted by, in the order of the dialog; `time` is that of {@link timeOf}. */
export const sortKeys = ['time', 'end', 'duration', 'size', 'name', 'start'] as const;
export type SortKey = (typeof sortKeys)[number];

/**
 * The order of the list. Jobs without the value come last in either direction; of jobs with the same value the latest
 * time comes first, then the greatest id. Queued jobs have neither times nor values but a name, and stand in the order
 * of their turns.
 */
export interface JobSort {
  readonly by: SortKey;
  /** Whether the direction is turned round: by name from Z to A, by anything else from the least up. */
  readonly reversed: boolean;
  /** Whether failed jobs come first, then running, then queued ones, then the others; otherwise they are mixed. */
  readonly failedFirst: boolean;
}

/** The order in which the program starts. */
export const defaultSort: JobSort = { by: 'time', reversed: false, failedFirst: true };

/** Whether two orders are the same. */
export function isSameSort(one: JobSort, other: JobSort): boolean {
  return one.by === other.by && one.reversed === other.reversed && one.failedFirst === other.failedFirst;
}

/** Whether this is the order in which the program starts. */
export function isDefaultSort(sort: JobSort): boolean {
  return isSameSort(sort, defaultSort);
}

/** Whether the greatest value comes first. */
export function isFalling({ by, reversed }: JobSort): boolean {
  return (by === 'name') === reversed;
}

/**
 * The time (ms) that the list is sorted by and that a row shows: when the job ended, as recorded or as well as its
 * record tells, or when it started if it is running. Null for a queued job, and if the record has no time at all.
 */
export function timeOf({ status, startedAt, completedAt }: Job): number | null {
  if (status === 'queued') return null;
  return status === 'running' ? startedAt : (completedAt ?? startedAt);
}
