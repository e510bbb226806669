import type { JobId } from './job.js';

/**
 * The first character of a made-up id, for a row whose id is NULL or shared; see
 * `schema/fragments/row_identity.sql`.
 */
const sign = '\u001f';

/** Before and after the name of the database, in the id of a job where there are several databases. */
const mark = '\u001e';

/** A job's id where there are several databases: that of its database, and the database's name. */
export function idAmong(database: string, id: JobId): JobId {
  return mark + database + mark + id;
}

/** The name of a job's database; null where there is only one. */
export function databaseOf(id: JobId): string | null {
  const end = endOfName(id);
  return end < 0 ? null : id.slice(mark.length, end);
}

/** A job's id in its own database. */
export function idWithin(id: JobId): JobId {
  const end = endOfName(id);
  return end < 0 ? id : id.slice(end + mark.length);
}

function endOfName(id: JobId): number {
  return id.startsWith(mark) ? id.indexOf(mark, mark.length) : -1;
}

/**
 * Whether a job's row has an id that no other row has: without one, nothing can be written to it or looked up for
 * it.
 */
export function hasOwnId(id: JobId): boolean {
  return !idWithin(id).startsWith(sign);
}

/** The id as the database holds it; null if it has none. */
export function storedId(id: JobId): string | null {
  const own = idWithin(id);
  if (hasOwnId(own)) return own;
  const end = own.indexOf(sign, sign.length);
  return end < 0 ? null : own.slice(end + sign.length);
}

/** `job 6`, `job 6 of archive` or `a job without id`: ids and names of databases are untrusted. */
export function jobInWords(id: JobId, shown: (stored: string) => string = (stored) => stored): string {
  const stored = storedId(id);
  const database = databaseOf(id);
  const words = stored === null ? 'a job without id' : `job ${shown(stored)}`;
  return database === null ? words : `${words} of ${shown(database)}`;
}
