import { type Changes, changesBetween } from '../../model/changes.js';
import { countsSame } from '../../model/databases.js';
import type { Picture } from '../../model/picture.js';
import { passing } from '../../model/problem.js';
import type { Alert } from '../state/alert.js';
import type { Command } from '../state/command.js';
import type { Connection } from '../state/state.js';

/** What a new picture changes of the one on the screen; null for the first picture of a database. */
export function changesOn(before: Connection, picture: Picture): Changes | null {
  if (before.kind === 'loading' || before.kind === 'down') return null;
  if (before.kind === 'stale' && !passing.has(before.problem.code)) return null;
  // What another database has counts as no change.
  return countsSame(before.picture, picture) ? changesBetween(before.picture, picture) : null;
}

/** What failed between the picture on the screen and a new one; null for nothing, and for the first picture of a database. */
export function newFailures(before: Connection, picture: Picture): Alert | null {
  const changes = changesOn(before, picture);
  if (changes === null || changes.failed === 0) return null;
  return { count: changes.failed, names: changes.failedJobs.map((job) => job.name) };
}

/** The command that tells the operator, if there are new failures. */
export function alerting(before: Connection, picture: Picture): readonly Command[] {
  const alert = newFailures(before, picture);
  return alert === null ? [] : [{ type: 'alert', alert }];
}
