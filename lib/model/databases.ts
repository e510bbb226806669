import type { Job } from './job.js';
import type { Picture } from './picture.js';

/** Whether two pictures count the jobs of the same databases: otherwise their counts say nothing about what happened. */
export function countsSame(one: Picture, other: Picture): boolean {
  return JSON.stringify(includedIn(one)) === JSON.stringify(includedIn(other));
}

/** Whether a picture counts the jobs of all its databases that could ever be read: not if one is shown alone. */
export function countsAll({ databases = [] }: Picture): boolean {
  return databases.every(({ isIncluded, asOf }) => isIncluded || asOf === null);
}

/** The jobs of a picture's window by the instant that they are of, ms: each database is read at one of its own. */
export function jobsByInstant({
  asOf,
  databases = [],
  window,
}: Picture): ReadonlyMap<number, readonly Job[]> {
  const instants = new Map(databases.map((database) => [database.name, database.asOf ?? asOf]));
  const groups = new Map<number, Job[]>();
  for (const job of window.jobs) {
    const at = instants.get(job.database ?? '') ?? asOf;
    const known = groups.get(at);
    if (known === undefined) groups.set(at, [job]);
    else known.push(job);
  }
  return groups;
}

function includedIn({ databases }: Picture): readonly string[] | undefined {
  return databases?.filter(({ isIncluded }) => isIncluded).map(({ name }) => name);
}
