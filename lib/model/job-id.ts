import type { JobId } from './job.js';

/** Begins the identity of a row whose id is NULL or shared: `schema/fragments/row_identity.sql` puts it there. */
const sign = '\u001f';

/** Whether the row of a job has an id that no other row has: without one nothing can be done to it, or looked up of it. */
export function hasOwnId(id: JobId): boolean {
  return !id.startsWith(sign);
}

/** The id as the database holds it; null where it holds none. */
export function storedId(id: JobId): string | null {
  if (hasOwnId(id)) return id;
  const end = id.indexOf(sign, sign.length);
  return end < 0 ? null : id.slice(end + sign.length);
}

/** `job 6`, or `a job without id`: the id is as the database holds it, untrusted. */
export function jobInWords(id: JobId, shown: (stored: string) => string = (stored) => stored): string {
  const stored = storedId(id);
  return stored === null ? 'a job without id' : `job ${shown(stored)}`;
}
