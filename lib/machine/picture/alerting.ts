import { countsSame, failedElsewhere } from '../../model/databases.js';
import { type Changes, changesBetween } from '../../model/feed.js';
import type { Picture } from '../../model/picture.js';
import { passing } from '../../model/problem.js';
import type { Alert } from '../state/alert.js';
import type { Connection, JobsState } from '../state/state.js';
import { goTo, type Transition } from '../transition.js';

/** What a new picture changes of the one on the screen; null for the first picture of a database. */
export function changesOn(before: Connection, picture: Picture): Changes | null {
  const was = pictureBefore(before);
  // The counts of another database are no change.
  return was !== null && countsSame(was, picture) ? changesBetween(was, picture) : null;
}

/** The picture on the screen, if it is of the same databases; null if it may be of others, and if there is none. */
function pictureBefore(before: Connection): Picture | null {
  if (before.kind === 'loading' || before.kind === 'down') return null;
  return before.kind === 'stale' && !passing.has(before.problem.code) ? null : before.picture;
}

/**
 * What failed between the picture on the screen and a new one, including in databases that aren't shown; null if
 * nothing did, and for the first picture of a database.
 */
export function newFailures(before: Connection, picture: Picture): Alert | null {
  const changes = changesOn(before, picture);
  const was = pictureBefore(before);
  const count = (changes?.failed ?? 0) + (was === null ? 0 : failedElsewhere(was, picture));
  return count === 0 ? null : { count, names: changes?.failedJobs.map((job) => job.name) ?? [] };
}

/** Alerts are at least so far apart, ms. */
export const quietMs = 60_000;

/**
 * Alerts the operator to new failures: to the first ones at once, then at most once a minute, to all that failed since
 * the last time.
 */
export function alerting(state: JobsState, before: Connection, picture: Picture): Transition {
  const fresh = newFailures(before, picture);
  if (fresh === null) return goTo(state);
  const { alerted } = state;
  const unheard = alerted?.since ?? { count: 0, names: [] };
  const alert = {
    count: fresh.count + unheard.count,
    names: [...fresh.names, ...unheard.names].slice(0, namesHeld),
  };
  // A clock that was set back doesn't silence anything.
  const passed = alerted === null ? null : picture.asOf - alerted.at;
  if (alerted !== null && passed !== null && passed >= 0 && passed < quietMs) {
    return goTo({ ...state, alerted: { ...alerted, since: alert } });
  }
  return goTo({ ...state, alerted: { at: picture.asOf, since: null } }, { type: 'alert', alert });
}

/** More names than any alert shows. */
const namesHeld = 10;
