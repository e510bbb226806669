import type { Connection } from '../machine/state/state.js';
import { type Appearance, glyphsOf, shownPath } from './appearance.js';
import { countText } from './format/count.js';
import { clip } from './text/width.js';

/**
 * What a terminal shows above the screen, and tmux in its list of windows, which has room for some 20 characters: how
 * many jobs failed and how many run comes first, then which database. `jobs 2✗ 5↻ orders.db`; clean, short text.
 */
export function windowTitle(connection: Connection, appearance: Appearance): string {
  const path = shownPath(appearance.databaseLabel, appearance).replace(/\/+$/, '');
  const name = clip(path.slice(path.lastIndexOf('/') + 1), 40, '...');
  return ['jobs', ...countWords(connection, appearance), name].filter((word) => word !== '').join(' ');
}

/** A count of none says nothing. */
function countWords(connection: Connection, appearance: Appearance): string[] {
  if (connection.kind === 'loading' || connection.kind === 'down') return [];
  const { counts } = connection.picture;
  if (counts === null) return [];
  const { failed, running } = counts;
  const { statuses } = glyphsOf(appearance);
  return [
    failed > 0 ? `${countText(failed)}${statuses.failed}` : '',
    running > 0 ? `${countText(running)}${statuses.running}` : '',
  ];
}
