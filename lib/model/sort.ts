/** What the list can be sorted by, in the order of the dialog. */
export const sortKeys = ['start', 'end', 'duration', 'size', 'name'] as const;
export type SortKey = (typeof sortKeys)[number];

/**
 * The order of the list. Jobs without the value come last in either direction; of jobs with the same value the newest
 * start comes first, then the greatest id.
 */
export interface JobSort {
  readonly by: SortKey;
  /** Whether the direction is turned round: by name from Z to A, by anything else from the least up. */
  readonly reversed: boolean;
  /** Whether failed jobs come first, then running ones, then the others; otherwise they are mixed. */
  readonly failedFirst: boolean;
}

/** The order in which the program starts. */
export const defaultSort: JobSort = { by: 'start', reversed: false, failedFirst: true };

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
