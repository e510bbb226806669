import { databaseOf, type JobId, qualifiedId } from '../model/job.js';
import type { PicturedDatabase } from '../model/picture.js';
import { wordList } from '../model/text.js';
import { sanitize } from '../view/text/sanitize.js';

/** A database with the names that it may have in `NAME:ID`. */
interface Called {
  readonly name: string;
  readonly path: string;
}

/**
 * The id that a word asks for: `NAME:ID` names its database, by name or path; any other word is an id that may be in
 * any of the databases.
 */
export function askedJob(word: string, databases: readonly Called[]): JobId {
  const beginnings = databases.flatMap(({ name, path }) => [name, path].map((called) => ({ name, called })));
  const named = beginnings
    .filter(({ called }) => word.startsWith(`${called}:`))
    .sort((one, other) => other.called.length - one.called.length)[0];
  return named === undefined ? word : qualifiedId(named.name, word.slice(named.called.length + 1));
}

/** The ids to look for: an id without a database is looked for in each of them. */
export function possibleIds(asked: readonly JobId[], databases: readonly Called[]): readonly JobId[] {
  return asked.flatMap((id) =>
    databaseOf(id) === null ? databases.map(({ name }) => qualifiedId(name, id)) : [id],
  );
}

/**
 * For each id that doesn't clearly mean one job, a sentence that says why. `found` are the ids that the databases have;
 * a database that can't be read may have any of them. An id that none has and that has a name before it is taken for
 * one of a database that isn't there.
 */
export function unclear(
  asked: readonly JobId[],
  found: ReadonlySet<JobId>,
  databases: readonly Pick<PicturedDatabase, 'name' | 'problem'>[],
): readonly string[] {
  return asked
    .filter((id) => databaseOf(id) === null)
    .flatMap((id) => {
      const shown = sanitize(id, shownLimit);
      const having = databases.filter(({ name }) => found.has(qualifiedId(name, id)));
      const unread = databases.filter(({ problem }) => problem !== null);
      const [, name, idThere] = having.length === 0 ? (nameAndId.exec(id) ?? []) : [];
      if (name !== undefined && idThere !== undefined) return [unknownName(name, idThere, databases)];
      if (having.length > 1)
        return [`There is a job ${shown} in ${listed(having, 'and')}. Ask for ${wordsFor(having, shown)}.`];
      if (unread.length === 0) return [];
      return [
        `There may be a job ${shown} in ${listed(unread, 'or')}, which cannot be read. Ask for ${wordsFor(having.length > 0 ? having : databases, shown)}.`,
      ];
    });
}

/** The ids with the databases that have them; an id that no database has stays as it was given. */
export function qualifiedIds(
  asked: readonly JobId[],
  found: ReadonlySet<JobId>,
  databases: readonly Pick<Called, 'name'>[],
): readonly JobId[] {
  return asked.map((id) => {
    const having = databases.find(({ name }) => found.has(qualifiedId(name, id)));
    return having === undefined ? id : qualifiedId(having.name, id);
  });
}

/** As `NAME:ID` is written: what stands before the last colon, and after it. */
const nameAndId = /^(.+):([^:]+)$/s;

function unknownName(name: string, id: string, databases: readonly Pick<Called, 'name'>[]): string {
  const [called, shown] = [sanitize(name, shownLimit), sanitize(id, shownLimit)];
  const there = `there ${databases.length === 1 ? 'is' : 'are'} ${listed(databases, 'and')}`;
  return `None of these databases is called ${called}: ${there}. Ask for ${wordsFor(databases, shown)}.`;
}

const shownLimit = 100;
/** At most this many databases are named in a sentence. */
const mostNamed = 10;

function listed(databases: readonly Pick<Called, 'name'>[], word: 'and' | 'or'): string {
  const names = databases.slice(0, mostNamed).map(({ name }) => sanitize(name, shownLimit));
  const more = databases.length - names.length;
  return wordList(more > 0 ? [...names, `${more} more`] : names, word);
}

/** `a:17 or b:17` */
function wordsFor(databases: readonly Pick<Called, 'name'>[], id: string): string {
  return listed(
    databases.map(({ name }) => ({ name: `${name}:${id}` })),
    'or',
  );
}
