import { type Changes, changesBetween } from '../../model/changes.js';
import { countsSame, failedElsewhere } from '../../model/databases.js';
import type { Picture } from '../../model/picture.js';
import { passing } from '../../model/problem.js';
import type { Alert } from '../state/alert.js';
import type { Command } from '../state/command.js';
import type { Connection } from '../state/state.js';

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

/** The command that tells the operator, if there are new failures. */
export function alerting(before: Connection, picture: Picture): readonly Command[] {
  const alert = newFailures(before, picture);
  return alert === null ? [] : [{ type: 'alert', alert }];
}
