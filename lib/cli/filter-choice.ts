import {
  isTrouble,
  type JobFilter,
  type ListedStatus,
  listedStatuses,
  listedTypes,
} from '../model/filter.js';
import type { JobStatus, JobType } from '../model/job.js';
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
  /** Ids of jobs; absent: any. Without statuses, jobs of every status are meant. */
  readonly ids?: readonly string[];
}

/** Each with the name that the screen shows, by the word that the command line takes. */
const statuses: Readonly<Record<string, ListedStatus>> = Object.fromEntries(
  listedStatuses.flatMap((status) => [
    ...(status === 'complete' ? [['done', status] as const] : []),
    [status, status] as const,
  ]),
);

/** The words for statuses on the command line, those of workers in trouble included. */
export const listedStatusChoices: readonly string[] = Object.keys(statuses);

/** The words for statuses that don't depend on workers. */
export const jobStatusChoices: readonly string[] = listedStatusChoices.filter(
  (word) => statuses[word] === undefined || !isTrouble(statuses[word]),
);

/** The words for types on the command line. */
export const typeChoices: readonly string[] = listedTypes;

/** The statuses in a text such as `failed,gone`, or null if any of the words is no status. */
export function listedStatusesIn(text: string): readonly ListedStatus[] | null {
  return chosen(text, statuses);
}

/**
 * The same without the statuses of workers in trouble: whether a worker is in trouble isn't known at the first
 * look.
 */
export function jobStatusesIn(text: string): readonly JobStatus[] | null {
  const found = listedStatusesIn(text);
  const statuses = found?.filter((status) => !isTrouble(status)) ?? null;
  return statuses?.length === found?.length ? statuses : null;
}

/** The types in a text such as `scan,parse`, or null if any of the words is no type. */
export function typesIn(text: string): readonly JobType[] | null {
  return chosen(text, Object.fromEntries(listedTypes.map((type) => [type, type])));
}

/** The ids in a text such as `7,12`, or null if there is none. */
export function idsIn(text: string): readonly string[] | null {
  const ids = new Set(text.split(',').map((id) => id.trim()));
  ids.delete('');
  return ids.size === 0 ? null : [...ids];
}

/** The filter, with its parts replaced by those that were chosen. */
export function withChoice(filter: JobFilter, choice: FilterChoice): JobFilter {
  return {
    ...filter,
    statuses: choice.statuses ?? (choice.ids === undefined ? filter.statuses : null),
    types: choice.types ?? filter.types,
    name: choice.name ?? filter.name,
    ...(choice.text === null || choice.text === '' ? {} : { text: choice.text }),
    ...(choice.cause === null ? {} : { cause: { key: null, text: choice.cause } }),
    ...(choice.worker === null || asksForNobody(choice.worker) ? {} : { worker: choice.worker }),
    ...(choice.ids === undefined ? {} : { ids: choice.ids }),
  };
}

/** Whether a choice leaves every job in. */
export function choosesNothing(choice: FilterChoice): boolean {
  return Object.values(choice).every((part) => part === null);
}

function chosen<T>(text: string, known: Readonly<Record<string, T>>): readonly T[] | null {
  const found = new Set<T>();
  for (const word of text.split(',')) {
    const key = word.trim().toLowerCase();
    const value = Object.hasOwn(known, key) ? known[key] : undefined;
    if (value === undefined) return null;
    found.add(value);
  }
  return [...found];
}
