import {
  columnKeyWords,
  filterKeys,
  filterTyped,
  keyWithoutValue,
  keyWord,
  mistakeTyped,
  namesJobs,
  type TypedFilter,
} from '../model/filter/filter-text.js';
import { defaultFilter, type JobFilter, type ListedStatus, narrows, type Took } from '../model/filter.js';
import { given } from '../model/given.js';
import type { JobType } from '../model/job.js';
import { asksForNobody } from '../model/worker.js';

/** The parts of the filter that the command line sets; null for those that it doesn't. */
export interface FilterChoice {
  readonly statuses: readonly ListedStatus[] | null;
  readonly types: readonly JobType[] | null;
  readonly name: string | null;
  /** What a job contains. */
  readonly text: string | null;
  /** A cause's key, or a part of its words. */
  readonly cause: string | null;
  /** What workers' names contain, or after `=` the whole name of one. */
  readonly worker: string | null;
  /** A filter as it is typed in the dashboard, and when jobs ran and for how long; the parts above override it. */
  readonly where?: TypedFilter;
  /** Ids of jobs; absent: any. Without statuses, jobs of every status are meant. */
  readonly ids?: readonly string[];
}

/** The ids in a text such as `7,12`, or null if there is none. */
export function idsIn(text: string): readonly string[] | null {
  const ids = new Set(text.split(',').map((id) => id.trim()));
  ids.delete('');
  return ids.size === 0 ? null : [...ids];
}

/** `>1h`, `<10m`, or both: how long jobs took; null for anything else. */
export function tookIn(text: string): Took | null {
  const words = `took${text.trim().replace(/\s+/g, ' took')}`;
  return mistakeTyped(words) === null ? (filterTyped(words, undefined).took ?? null) : null;
}

/** A filter as the dashboard takes it; or why it is none. A value that a script left empty would let everything through. */
export function whereIn(text: string): TypedFilter | string {
  if (text.trim() === '') return 'It is empty.';
  const empty = keyWithoutValue(text);
  if (empty !== null) return `There is no value behind ${empty}`;
  const mistake = mistakeTyped(text);
  if (mistake === null) return filterTyped(text, undefined);
  return `In it: ${mistake}. The keys are ${[...filterKeys.map((key) => keyWord(key)), ...columnKeyWords].join(' ')}`;
}

type Times = Pick<TypedFilter, 'since' | 'until' | 'took'>;

/** What `--where` and options of their own say of a filter. */
export function whereOf(
  where: TypedFilter | undefined,
  times: { readonly [K in keyof Times]: Times[K] | undefined },
): Pick<FilterChoice, 'where'> {
  const bounds: Times = given(times);
  const isEmpty = where === undefined && Object.keys(bounds).length === 0;
  return isEmpty ? {} : { where: { name: '', ...where, ...bounds } };
}

/** The filter, with its parts replaced by those that were chosen. */
export function withChoice(filter: JobFilter, choice: FilterChoice): JobFilter {
  const { name, statuses, types, ...typed }: TypedFilter = choice.where ?? { name: '' };
  const ids = choice.ids ?? typed.ids;
  // What retries failed jobs does so with those of an argument, too.
  const isListed = !narrows({ ...defaultFilter, statuses: filter.statuses });
  const isNamed = ids !== undefined || (isListed && namesJobs(typed));
  return {
    ...filter,
    ...typed,
    statuses: choice.statuses ?? statuses ?? (isNamed ? null : filter.statuses),
    types: choice.types ?? types ?? filter.types,
    name: choice.name ?? (name || filter.name),
    ...(choice.text === null || choice.text === '' ? {} : { text: choice.text }),
    ...(choice.cause === null ? {} : { cause: { key: null, text: choice.cause } }),
    ...(choice.worker === null || asksForNobody(choice.worker) ? {} : { worker: choice.worker }),
    ...(ids === undefined ? {} : { ids }),
  };
}

/** Whether a choice leaves every job in. */
export function choosesNothing(choice: FilterChoice): boolean {
  return Object.values(choice).every((part) => part === null);
}
