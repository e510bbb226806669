import type { Job, JobId } from './job.js';

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

/** The order as a part of a request, which leaves out the usual one. */
export function sortAsked(sort: JobSort): { readonly sort?: JobSort } {
  return isDefaultSort(sort) ? {} : { sort };
}

/** Whether the greatest value comes first. */
export function isDescending({ by, reversed }: JobSort): boolean {
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

/** What may follow the value to sort by, in any order. */
const turned = 'reverse';
const mixed = 'mixed';

/** How an order is written on the command line and in settings, for messages. */
export const sortForms = `${sortKeys.slice(0, -1).join(', ')} or ${sortKeys.at(-1)}, which :${turned} and :${mixed} may follow`;

/** Every order, written out. */
export const sortTexts: readonly string[] = sortKeys.flatMap((key) =>
  ['', `:${turned}`, `:${mixed}`, `:${turned}:${mixed}`].map((rest) => key + rest),
);

/**
 * An order written as `KEY`, with `:reverse` to turn its direction round and `:mixed` to let failed jobs stand among
 * the others; null if it isn't one.
 */
export function sortIn(text: string): JobSort | null {
  const [word, ...rest] = text.trim().toLowerCase().split(':');
  const by = sortKeys.find((key) => key === word);
  if (by === undefined || rest.some((each) => each !== turned && each !== mixed)) return null;
  if (new Set(rest).size < rest.length) return null;
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
  if (typeof one === 'string' && typeof other === 'string') return sign * compareTexts(one, other);
  return one === other ? 0 : one < other ? -sign : sign;
}

/** By characters, as SQLite compares the bytes of texts: UTF-16 has some characters in another order. */
function compareTexts(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one.charCodeAt(at) === other.charCodeAt(at)) at += 1;
  // The second halves of pairs differ as the characters do.
  return (one.codePointAt(at) ?? -1) - (other.codePointAt(at) ?? -1);
}

/** What to return about places in the list, for merging it with the lists of other databases. */
export interface PlacesRequest {
  /** 0-based positions whose jobs' keys are wanted. */
  readonly at: readonly number[];
  /** Keys of which to count the jobs that come before them. */
  readonly of: readonly ListKey[];
  /** A job whose position and key are wanted. */
  readonly job?: JobId;
}

/** A job's 0-based position in the list, and its key. */
export interface JobPlace {
  readonly position: number;
  readonly key: ListKey;
}

/** Places in the list at the picture's instant. */
export interface Places {
  /** The keys of the jobs at the requested positions; null where there is no job. */
  readonly keys: readonly (ListKey | null)[];
  /** For each requested key how many jobs have a lesser one, and how many a lesser one or the same. */
  readonly counts: readonly { readonly less: number; readonly upTo: number }[];
  /** The requested job's position and key; null if it isn't in the list, absent if none was requested. */
  readonly job?: JobPlace | null;
}
