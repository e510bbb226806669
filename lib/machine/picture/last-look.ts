import { countsAll } from '../../model/databases.js';
import { digestOf, newFrom } from '../../model/look.js';
import { isCounted } from '../../model/picture.js';
import { keeping, looked, withSeen } from '../modes/looking.js';
import { isLooking } from '../state/news.js';
import type { JobsState } from '../state/state.js';
import { goTo } from '../transition.js';
import type { Arrival, Taken } from './arrival.js';

/** Renews what the operator saw last while they are looking, and drops news that turns out not to be new. */
export function renewLook(state: JobsState, arrival: Arrival): Taken {
  const { before, picture } = arrival;
  // If a look covered only some of the databases, jobs of the others would later be reported as new.
  if (!isCounted(picture) || !countsAll(picture)) return goTo(state);
  const { cameAt, keptAt } = state.looking;
  // Nothing is saved right after the start: it has just been loaded.
  const come = cameAt === null ? { cameAt: picture.asOf, keptAt: keptAt ?? picture.asOf } : {};
  const came: JobsState = { ...state, looking: { ...state.looking, ...come } };
  const { since } = came.looking;
  if (since !== null) {
    const isTold = picture.since?.at === newFrom(since);
    if (isTold && digestOf(since, picture) === null)
      return renewLook({ ...came, looking: { ...came.looking, since: null } }, arrival);
    // The job that they went to is selected now.
    const hasArrived = before.pending !== null && came.pending === null;
    return goTo(hasArrived ? withSeen(came, came.selection.id) : came);
  }
  return isLooking(came, picture.asOf) ? keeping(looked(came, picture.asOf), picture.asOf) : goTo(came);
}

/** Whether the news has yet to be read, or to be read to the end. */
export function isNewsMissing({ looking }: JobsState, { picture }: Arrival): boolean {
  const { since } = looking;
  if (since === null || picture.since === null) return false;
  return picture.since?.at !== newFrom(since) || picture.since.unread > 0;
}
