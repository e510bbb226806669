import { namesJobs, type TypedFilter } from '../model/filter/filter-text.js';
import { defaultFilter, isTrouble, type JobFilter, listedStatuses, listedTypes } from '../model/filter.js';
import { asksForNobody } from '../model/worker.js';

/** The parts of a filter that can be settings: all but what was cleared away. */
export type FilterParts = Omit<JobFilter, 'cleared'>;

/** What settings say about the filter; absent: nothing. */
export interface FilterSettings extends Partial<Pick<FilterParts, 'statuses' | 'types' | 'name' | 'text'>> {
  /** A cause's key, or a part of its words; empty for any cause. */
  readonly cause?: string;
  /** What workers' names contain, or after `=` the whole name of one; empty for any. */
  readonly worker?: string;
  /** A filter as the dashboard takes it; the parts above override it. */
  readonly where?: TypedFilter;
}

/** The longest name or cause to filter by, in characters. */
export const longestName = 200;

/**
 * The filter that settings ask for; parts that they leave out have their default. Null if they say nothing about
 * it.
 */
export function filterFrom(given: FilterSettings): FilterParts | null {
  const { where, text = '', cause = '', worker = '' } = given;
  const everyStatus = where !== undefined && namesJobs(where) ? null : undefined;
  const { statuses = where?.statuses ?? everyStatus, types = where?.types, name } = given;
  const saysNothing = statuses === undefined && types === undefined && name === undefined;
  const isAnybody = asksForNobody(worker);
  if (saysNothing && text === '' && cause === '' && isAnybody && where === undefined) return null;
  const { statuses: _, types: __, ...typed }: TypedFilter = where ?? { name: '' };
  return {
    ...typed,
    statuses:
      statuses === undefined
        ? defaultFilter.statuses
        : orNull(
            statuses,
            listedStatuses.filter((status) => !isTrouble(status)),
          ),
    types: types === undefined ? defaultFilter.types : orNull(types, listedTypes),
    name: name ?? typed.name,
    ...(text === '' ? {} : { text }),
    ...(cause === '' ? {} : { cause: { key: null, text: cause } }),
    ...(isAnybody ? {} : { worker }),
  };
}

/** Choosing everything is the same as no restriction. */
function orNull<T>(chosen: readonly T[] | null, all: readonly T[]): readonly T[] | null {
  return chosen === null || all.every((item) => chosen.includes(item)) ? null : chosen;
}
