import type { JobId } from '../model/job.js';
import { databaseOf, idAmong } from '../model/job-id.js';
import type { PicturedDatabase } from '../model/picture.js';
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
  const said = beginnings
    .filter(({ called }) => word.startsWith(`${called}:`))
    .sort((one, other) => other.called.length - one.called.length)[0];
  return said === undefined ? word : idAmong(said.name, word.slice(said.called.length + 1));
}

/** The ids to look for: an id without a database is looked for in each of them. */
export function possibleIds(asked: readonly JobId[], databases: readonly Called[]): readonly JobId[] {
  return asked.flatMap((id) =>
    databaseOf(id) === null ? databases.map(({ name }) => idAmong(name, id)) : [id],
  );
}

/**
 * For each id that doesn't clearly mean one job, a sentence that says why. `found` are the ids that the databases have;
 * a database that can't be read may have any of them.
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
      const having = databases.filter(({ name }) => found.has(idAmong(name, id)));
      const unread = databases.filter(({ problem }) => problem !== null);
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
    const having = databases.find(({ name }) => found.has(idAmong(name, id)));
    return having === undefined ? id : idAmong(having.name, id);
  });
}

const shownLimit = 100;
/** At most this many databases are named in a sentence. */
const mostNamed = 10;

function listed(databases: readonly Pick<Called, 'name'>[], word: 'and' | 'or'): string {
  const names = databases.slice(0, mostNamed).map(({ name }) => sanitize(name, shownLimit));
  const more = databases.length - names.length;
  const parts = more > 0 ? [...names, `${more} more`] : names;
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1)}`;
}

/** `a:17 or b:17` */
function wordsFor(databases: readonly Pick<Called, 'name'>[], id: string): string {
  return listed(
    databases.map(({ name }) => ({ name: `${name}:${id}` })),
    'or',
  );
}
