import type { Job } from './job.js';
import { aheadOf } from './limits.js';
import type { Picture } from './picture.js';

/**
 * Whether two pictures count the jobs of the same databases: otherwise their counts say nothing about what happened.
 */
export function countsSame(one: Picture, other: Picture): boolean {
  return countedIn(one) === countedIn(other);
}

/** Which databases' jobs a picture counts: equal for the same ones, empty where there is only one. */
export function countedIn({ databases }: Picture): string {
  const included = databases?.filter(({ isIncluded }) => isIncluded).map(({ name }) => name);
  return included === undefined ? '' : JSON.stringify(included);
}

/** Whether a picture counts the jobs of all its databases that could ever be read: not if one is shown alone. */
export function countsAll({ databases = [] }: Picture): boolean {
  return databases.every(({ isIncluded, asOf }) => isIncluded || asOf === null);
}

/** Whether a picture counts any jobs: not if the only database that is shown could never be read. */
export function countsAny({ databases }: Picture): boolean {
  return databases?.some(({ isIncluded }) => isIncluded) ?? true;
}

/**
 * How many jobs failed between two pictures in databases that the pictures' own counts leave out, such as while another
 * one is shown alone: by how much the failed jobs of each of those have grown.
 */
export function failedElsewhere(one: Picture, other: Picture): number {
  const before = new Map(one.databases?.map((database) => [database.name, database]));
  const isCounted = countsSame(one, other);
  return (other.databases ?? []).reduce((sum, { name, counts, isIncluded }) => {
    const known = before.get(name)?.counts;
    const isElsewhere = !(isCounted && isIncluded);
    return isElsewhere && known && counts ? sum + Math.max(0, counts.failed - known.failed) : sum;
  }, 0);
}

/**
 * The jobs of a picture's window, grouped by the instant at which their database was read, ms by that database's clock.
 */
export function jobsByInstant({
  asOf,
  databases = [],
  window,
  limits,
}: Picture): ReadonlyMap<number, readonly Job[]> {
  const instants = new Map(
    databases.map((database) => [database.name, (database.asOf ?? asOf) + aheadOf(database)]),
  );
  const single = asOf + aheadOf({ ...(limits && { limits }) });
  const groups = new Map<number, Job[]>();
  for (const job of window.jobs) {
    const at = instants.get(job.database ?? '') ?? single;
    const known = groups.get(at);
    if (known === undefined) groups.set(at, [job]);
    else known.push(job);
  }
  return groups;
}
