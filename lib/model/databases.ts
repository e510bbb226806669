import type { Picture } from './picture.js';

/** Whether two pictures count the jobs of the same databases: otherwise their counts say nothing about what happened. */
export function countsSame(one: Picture, other: Picture): boolean {
  return JSON.stringify(includedIn(one)) === JSON.stringify(includedIn(other));
}

/** Whether a picture counts the jobs of all its databases that could ever be read: not if one is shown alone. */
export function countsAll({ databases = [] }: Picture): boolean {
  return databases.every(({ isIncluded, asOf }) => isIncluded || asOf === null);
}

function includedIn({ databases }: Picture): readonly string[] | undefined {
  return databases?.filter(({ isIncluded }) => isIncluded).map(({ name }) => name);
}
