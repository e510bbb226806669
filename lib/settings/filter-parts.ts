import { defaultFilter, isTrouble, type JobFilter, type ListedStatus } from '../model/filter.js';
import type { JobType } from '../model/job.js';

/** What of a filter is a matter of taste: all but what was cleared away. */
export type FilterParts = Omit<JobFilter, 'cleared'>;

/** Every status and every type, in the order in which they are offered. */
export const jobStatuses: readonly ListedStatus[] = Object.keys({
  queued: true,
  running: true,
  complete: true,
  failed: true,
  gone: true,
  silent: true,
  cancelled: true,
  other: true,
} satisfies Record<ListedStatus, true>) as ListedStatus[];
export const jobTypes: readonly JobType[] = Object.keys({
  scan: true,
  parse: true,
  export: true,
  backtest: true,
  other: true,
} satisfies Record<JobType, true>) as JobType[];

/** Longer names than this are nobody's. */
export const longestName = 200;

/** What settings say of a filter; what they don't say is as usual. Null where they say nothing at all. */
export function filterFrom(said: Partial<FilterParts>): FilterParts | null {
  const { statuses, types, name } = said;
  if (statuses === undefined && types === undefined && name === undefined) return null;
  return {
    statuses:
      statuses === undefined
        ? defaultFilter.statuses
        : orNull(
            statuses,
            jobStatuses.filter((status) => !isTrouble(status)),
          ),
    types: types === undefined ? defaultFilter.types : orNull(types, jobTypes),
    name: name ?? defaultFilter.name,
  };
}

/** Everything is the same as no restriction. */
function orNull<T>(chosen: readonly T[] | null, all: readonly T[]): readonly T[] | null {
  return chosen === null || all.every((item) => chosen.includes(item)) ? null : chosen;
}
