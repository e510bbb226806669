import type { Connection } from '../machine/state.js';
import { type Appearance, shownPath } from './appearance.js';
import { countText } from './format/count.js';
import { clip } from './width.js';

/** What a terminal may show above the screen: which database, and whether something failed. Clean, short text. */
export function windowTitle(connection: Connection, appearance: Appearance): string {
  const path = shownPath(appearance.databaseLabel, appearance).replace(/\/+$/, '');
  const name = clip(path.slice(path.lastIndexOf('/') + 1), 40, '...');
  const database = name === '' ? 'Jobs' : `Jobs: ${name}`;
  if (connection.kind === 'loading' || connection.kind === 'down') return database;
  const { failed, running } = connection.picture.counts;
  return `${database} (${countText(failed)} failed, ${countText(running)} running)`;
}
