import { type ArgumentName, argumentsName, isArgument } from './filter/column-filter.js';
import type { Job } from './job.js';

/** What the list can be sorted by, in the order of the dialog; `time` is that of {@link timeOf}. */
export const sortKeys = ['time', 'end', 'duration', 'size', 'name', 'start'] as const;
export type SortKey = (typeof sortKeys)[number];

/** Columns that the list can be sorted by as well. Of numbers the greatest comes first, of texts the first. */
export const sortColumns = ['retries', 'priority', 'files', 'failed', 'source', 'worker'] as const;
export type SortColumn = (typeof sortColumns)[number];

/** What the list is sorted by; an argument's name is one that `isArgument` accepts. */
export type SortedBy = SortKey | SortColumn | ArgumentName;

/** Whether the list is sorted by what every job has its place by in memory, not by a column that has to be read. */
export function isSortKey(by: string): by is SortKey {
  return sortKeys.some((key) => key === by);
}

/** Whether a list can be sorted by this. */
export function isSortedBy(by: string): by is SortedBy {
  return isSortKey(by) || sortColumns.some((column) => column === by) || isArgument(by);
}

/**
 * The order of the list. Jobs without the value come last in either direction; of jobs with the same value the latest
 * time comes first, then the greatest id. Queued jobs have neither times nor values but a name, and stand in the order
 * of their turns.
 */
export interface JobSort {
  readonly by: SortedBy;
  /** Whether the direction is turned round: by {@link textsUp} from Z to A, by anything else from the least up. */
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

/** The order as a part of a request, which leaves out the usual one. */
export function sortAsked(sort: JobSort): { readonly sort?: JobSort } {
  return isDefaultSort(sort) ? {} : { sort };
}

/** What is sorted from A to Z unless it is reversed. */
const textsUp: readonly SortedBy[] = ['name', 'source', 'worker'];

/** Whether the greatest value comes first. */
export function isDescending({ by, reversed }: JobSort): boolean {
  return textsUp.includes(by) === reversed;
}

/**
 * The time (ms) that the list is sorted by and that a row shows: when the job ended, as recorded or as well as its
 * record tells, or when it started if it is running. Null for a queued job, and if the record has no time at all.
 */
export function timeOf({ status, startedAt, completedAt }: Job): number | null {
  if (status === 'queued') return null;
  return status === 'running' ? startedAt : (completedAt ?? startedAt);
}

/** What may follow the value to sort by, in any order. */
const turned = 'reverse';
const mixed = 'mixed';
const ordered = new RegExp(`^(.*?)((?::(?:${turned}|${mixed}))*)$`, 'i');

/** How an order is written on the command line and in settings, for messages. */
export const sortForms = `${[...sortKeys, ...sortColumns].join(', ')}, or ${argumentsName} with a path in JSON, as in ${argumentsName}.user, which :${turned} and :${mixed} may follow`;

/**
 * An order written as `KEY`, with `:reverse` to turn its direction round and `:mixed` to let failed jobs stand among
 * the others; null if it isn't one.
 */
export function sortIn(text: string): JobSort | null {
  const [, name = '', ending = ''] = ordered.exec(text.trim()) ?? [];
  const rest = ending.toLowerCase().split(':').slice(1);
  // Letter case counts in the path of an argument.
  const by = [name.replace(/^args/i, argumentsName), name.toLowerCase()].find(isSortedBy);
  if (by === undefined || new Set(rest).size < rest.length) return null;
  return { ...defaultSort, by, reversed: rest.includes(turned), failedFirst: !rest.includes(mixed) };
}

/**
 * What decides a job's place in the list: jobs of different databases are compared by it. Two jobs of one database with
 * the same key stand in the order of their ids.
 */
export interface ListKey {
  /** What comes before all values: failed jobs, running ones that stand apart, other running ones, queued ones, the rest. */
  readonly rank: number;
  /** What the list is sorted by; null for a job that has no such value. */
  readonly value: number | string | null;
  /** When it ended or, if it is running, started, ms; null if it is queued, or if its record doesn't tell. */
  readonly time: number | null;
  /** Its place in its own queue, see {@link turnKey}; null unless it is queued. */
  readonly turn: number | null;
}

/**
 * The key of a queued job's turn: `turn` as the SQL fragment of that name has it, and how many of its queue's jobs with
 * the same come before it. So the jobs of several queues that are next in line are listed first, then those after them.
 */
export function turnKey(turn: number, before: number): number {
  return turn * 2 ** 40 + before;
}

/** Less than 0 if the first key comes before the second in a list with this order; 0 if the two are the same. */
export function compareKeys(sort: JobSort, one: ListKey, other: ListKey): number {
  if (one.rank !== other.rank) return one.rank - other.rank;
  const sign = isDescending(sort) ? -1 : 1;
  return (
    nullsLast(one.value, other.value, sign) ||
    nullsLast(one.time, other.time, -1) ||
    (one.turn ?? -1) - (other.turn ?? -1)
  );
}

function nullsLast(one: ListKey['value'], other: ListKey['value'], sign: 1 | -1): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return sign * compareValues(one, other);
}

/** Less than 0 if the first value comes before the second in ascending order: numbers come before texts. */
export function compareValues(one: number | string, other: number | string): number {
  if (typeof one === 'number' && typeof other === 'number') return one < other ? -1 : Number(one > other);
  if (typeof one === 'string' && typeof other === 'string') return compareTexts(one, other);
  return typeof one === 'number' ? -1 : 1;
}

/** By characters, as SQLite compares the bytes of texts: UTF-16 has some characters in another order. */
function compareTexts(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one.charCodeAt(at) === other.charCodeAt(at)) at += 1;
  // The second halves of pairs differ as the characters do.
  return (one.codePointAt(at) ?? -1) - (other.codePointAt(at) ?? -1);
}

/** A place in a list: before the first job whose key isn't less than this one or, with `isAfter`, whose key is greater. */
export interface KeyPlace {
  readonly key: ListKey;
  readonly isAfter: boolean;
}

/** What to return besides the window's jobs, for merging the list with those of other databases. */
export interface PlacesRequest {
  /** 0-based positions whose jobs' keys are wanted. */
  readonly at: readonly number[];
}

/** Places in the list at the picture's instant. */
export interface Places {
  /** How many jobs come before the anchor; before the job where the search begins, if the anchor is one. */
  readonly anchor: number;
  /** The keys of the jobs just before and just after the window; null where there is none. */
  readonly before: ListKey | null;
  readonly after: ListKey | null;
  /** The keys of the jobs at the requested positions; null where there is no job. */
  readonly keys: readonly (ListKey | null)[];
}
