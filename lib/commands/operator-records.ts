import { join, resolve } from 'node:path';
import type { RecordLocation } from '../model/follow-event.js';
import { ActJournal } from '../settings/act-journal.js';
import { isAddress } from '../settings/databases.js';
import { memoryFolder, memoryName } from '../settings/operator-memory.js';
import { sanitize } from '../view/text/sanitize.js';
import type { World } from './world.js';

/** That nothing is kept, because the disk of the folder doesn't answer. */
export function notRemembered(folder: string): string {
  return `The disk of ${folder} does not answer: nothing is remembered.`;
}

/** Where it is noted what this operator does to a database, given by its path or address; null for nowhere. */
export function actJournal(
  given: string,
  { environment, home, folder: base, isSilent = () => false }: World,
): ActJournal | null {
  const folder = memoryFolder(environment, home);
  if (folder === null || isSilent(folder)) return null;
  const database = isAddress(given) ? given : resolve(base, given);
  return new ActJournal(join(folder, `${memoryName(database, isSilent(database))}.acts`));
}

/**
 * Where runs of `follow` on a database are recorded: in the operator's own folder; null without one. `shown` names the
 * database in the record, for people who read it.
 */
export function recordLocation(
  database: string,
  { environment, home, host, isSilent = () => false, error }: World,
  shown = database,
): RecordLocation | null {
  const folder = memoryFolder(environment, home);
  if (folder === null) return null;
  if (isSilent(folder)) {
    error.write(`jobs-view: ${sanitize(notRemembered(folder), 5000)}\n`);
    return null;
  }
  return { folder: join(folder, 'follow'), name: memoryName(database), database: shown, host };
}
