import type { JobId } from './job.js';

/**
 * The first character of a made-up id, for a row whose id is NULL or shared; see
 * `schema/fragments/row_identity.sql`.
 */
const sign = '\u001f';

/**
 * Whether a job's row has an id that no other row has: without one, nothing can be written to it or looked up for
 * it.
 */
export function hasOwnId(id: JobId): boolean {
  return !id.startsWith(sign);
}

/** The id as the database holds it; null if it has none. */
export function storedId(id: JobId): string | null {
  if (hasOwnId(id)) return id;
  const end = id.indexOf(sign, sign.length);
  return end < 0 ? null : id.slice(end + sign.length);
}

/** `job 6`, or `a job without id`: the id is the database's, and so untrusted. */
export function jobInWords(id: JobId, shown: (stored: string) => string = (stored) => stored): string {
  const stored = storedId(id);
  return stored === null ? 'a job without id' : `job ${shown(stored)}`;
}
