import { pictureOf } from '../../machine/state/job-window.js';
import { hasNewFailures } from '../../machine/state/news.js';
import type { Alert, Connection, JobsState } from '../../machine/state/state.js';
import { shareDone } from '../../model/progress.js';
import { type Appearance, glyphsOf, shownPath, shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { countOf, countText } from '../format/numbers.js';
import type { TerminalProgress } from '../frame.js';
import { clip } from '../text/width.js';

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

/** How far the running jobs of the list have come, and whether there are new failures; null if nothing runs. */
export function terminalProgress(state: JobsState): TerminalProgress | null {
  const picture = pictureOf(state.connection);
  if (picture === null) return null;
  const share = shareDone(picture.window.jobs);
  const percent = Math.round(100 * (share ?? 0));
  if (hasNewFailures(state)) return { kind: 'failed', percent: share === null ? 100 : percent };
  if (share !== null) return { kind: 'share', percent };
  return (picture.counts?.running ?? 0) === 0 ? null : { kind: 'busy', percent };
}

/** How many names are listed, and how wide each may be, in cells. */
const namesShown = 3;
const nameWidth = 40;

/**
 * What a notification says of new failures, as one clean line: `Jobs View: 3 jobs failed: alpha, beta, …`. It
 * begins with a letter, because some terminals take a leading number for a command.
 */
export function alertText({ count, names }: Alert, appearance: Appearance): string {
  const { ellipsis } = glyphsOf(appearance);
  const shown = names
    .map((name) => clip(shownText(name, appearance), nameWidth, ellipsis))
    .filter((name) => name !== '')
    .slice(0, namesShown);
  const list = shown.length > 0 && shown.length < count ? [...shown, ellipsis] : shown;
  const what = `Jobs View: ${countOf(count, 'job')} failed`;
  return list.length === 0 ? what : `${what}: ${list.join(', ')}`;
}
