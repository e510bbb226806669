import { defaultFilter, isTrouble, type JobFilter, listedStatuses, listedTypes } from '../model/filter.js';

/** What of a filter is a matter of taste: all but what was cleared away. */
export type FilterParts = Omit<JobFilter, 'cleared'>;

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
            listedStatuses.filter((status) => !isTrouble(status)),
          ),
    types: types === undefined ? defaultFilter.types : orNull(types, listedTypes),
    name: name ?? defaultFilter.name,
  };
}

/** Everything is the same as no restriction. */
function orNull<T>(chosen: readonly T[] | null, all: readonly T[]): readonly T[] | null {
  return chosen === null || all.every((item) => chosen.includes(item)) ? null : chosen;
}
