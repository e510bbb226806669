import type { Connection } from '../machine/state/state.js';
import { shownPath } from './appearance.js';
import type { ViewContext } from './context.js';
import { countText } from './format/count.js';
import { clip } from './text/width.js';

/**
 * The title that a terminal shows above the screen, and tmux in its list of windows, which has room for some 20
 * characters: first how many jobs failed and how many are running, then which database. `jobs 2✗ 5↻ orders.db`;
 * clean, short text.
 */
export function terminalTitle(connection: Connection, context: ViewContext): string {
  const path = shownPath(context.titleLabel ?? context.databaseLabel, context).replace(/\/+$/, '');
  const name = clip(path.slice(path.lastIndexOf('/') + 1), 40, '...');
  return ['jobs', ...countWords(connection, context), name].filter((word) => word !== '').join(' ');
}

/** Counts of zero are left out. */
function countWords(connection: Connection, context: ViewContext): string[] {
  if (connection.kind === 'loading' || connection.kind === 'down') return [];
  const { counts } = connection.picture;
  if (counts === null) return [];
  const { failed, running } = counts;
  const { statuses } = context.glyphs;
  return [
    failed > 0 ? `${countText(failed)}${statuses.failed}` : '',
    running > 0 ? `${countText(running)}${statuses.running}` : '',
  ];
}
