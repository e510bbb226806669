import type { JobFilter } from '../../model/filter.js';
import type { Picture, PicturedDatabase } from '../../model/picture.js';
import type { Question } from './write-order.js';

/**
 * The names of the databases that a filter lets through and whose jobs are in the list; absent if there is a single
 * database.
 */
export function listedIn(
  { databases }: Picture,
  filter: JobFilter,
): { readonly databases?: readonly string[] } {
  if (databases === undefined) return {};
  const listed = databases.filter((each) => isWanted(each, filter) && each.isListed);
  return { databases: listed.map(({ name }) => name) };
}

/**
 * How many more databases the filter lets through whose jobs are unknown because they can't be read; absent if none.
 */
export function leftOutOf({ databases = [] }: Picture, filter: JobFilter): Pick<Question, 'leftOut'> {
  const others = databases.filter((each) => isWanted(each, filter) && !each.isListed);
  return others.length === 0 ? {} : { leftOut: others.length };
}

function isWanted({ name }: PicturedDatabase, { database }: JobFilter): boolean {
  return database === undefined || database === name;
}
