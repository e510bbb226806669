import { isTrouble, type ListedStatus, listedStatuses, listedTypes } from '../filter.js';
import type { JobStatus, JobType } from '../job.js';

/** Each with the name that the screen shows, by the word that operators type. */
const statuses: Readonly<Record<string, ListedStatus>> = Object.fromEntries(
  listedStatuses.flatMap((status) => [
    ...(status === 'complete' ? [['done', status] as const] : []),
    [status, status] as const,
  ]),
);

/** The words for statuses that operators type, those of workers in trouble included. */
export const listedStatusChoices: readonly string[] = Object.keys(statuses);

/** The words for statuses that don't depend on workers. */
export const jobStatusChoices: readonly string[] = listedStatusChoices.filter(
  (word) => statuses[word] === undefined || !isTrouble(statuses[word]),
);

/** The words for types that operators type. */
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
