import { countsAll } from '../../model/databases.js';
import type { Job } from '../../model/job.js';
import { type Digest, digestOf, isNewSince } from '../../model/look.js';
import { isCounted } from '../../model/picture.js';
import { pictureOf } from './job-window.js';
import type { JobsState } from './state.js';

/** If the terminal doesn't report the focus, the operator is taken to be there for this long after a key, ms. */
const stayMs = 60_000;

/** Whether the operator looks at the screen at an instant, ms, as far as is known. */
export function isLooking({ looking, pressedAt }: JobsState, at: number): boolean {
  const { focused, leftAt, cameAt } = looking;
  if (focused === true) return true;
  const isLate = (sign: number | null) => sign !== null && Math.abs(at - sign) < stayMs;
  // A key that comes after the focus went shows that the report was wrong.
  if (focused === false) return isLate(pressedAt) && (pressedAt ?? 0) > (leftAt ?? at);
  return isLate(pressedAt) || isLate(cameAt);
}

/** What is new since the operator looked last; null if nothing is, or until that is known. */
export function digestIn({ looking, connection }: Pick<JobsState, 'looking' | 'connection'>): Digest | null {
  const picture = pictureOf(connection);
  if (looking.since === null || picture === null || !countsAll(picture)) return null;
  return digestOf(looking.since, picture);
}

/** Whether jobs failed that the operator hasn't seen, as far as is known. */
export function hasNewFailures(state: Pick<JobsState, 'looking' | 'connection' | 'alerted'>): boolean {
  const { looking, connection, alerted } = state;
  const picture = pictureOf(connection);
  if (looking.last === null || picture === null || !isCounted(picture) || !countsAll(picture)) return false;
  const { at, counts } = looking.last;
  // A job that was retried in the meantime is missing from the count.
  return (
    picture.counts.failed > counts.failed || (alerted?.at ?? at) > at || (digestIn(state)?.failed ?? 0) > 0
  );
}

/** Whether a job ended since the operator looked last, and they haven't selected it yet. */
export function isNewJob(state: Pick<JobsState, 'looking' | 'connection'>, job: Job): boolean {
  const { since, seen } = state.looking;
  const asOf = pictureOf(state.connection)?.asOf;
  if (since === null || asOf === undefined || seen.has(job.id)) return false;
  return isNewSince(since, job, asOf);
}
