import { waitEndText } from '../../machine/state/job-wait.js';
import { pictureOf } from '../../machine/state/job-window.js';
import { hasNewFailures } from '../../machine/state/news.js';
import type { Alert, Connection, JobsState, WaitAlert } from '../../machine/state/state.js';
import { type Appearance, glyphsOf, shownPath, shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { countOf, countText } from '../format/numbers.js';
import type { TerminalProgress } from '../frame.js';
import { clip } from '../text/width.js';
import { waitWords } from '../words/connection-words.js';

/**
 * The title that a terminal shows above the screen, and tmux in its list of windows, which has room for some 20
 * characters: first how many jobs failed and how many are running, then what is waited for and which database, as in
 * `jobs 2✗ 5↻ orders.db`; before all of these how a wait ended, until a key is pressed. Clean, short text.
 */
export function terminalTitle(state: TitledState, context: ViewContext): string {
  const { connection, waitEnded } = state;
  const path = shownPath(context.titleLabel ?? context.databaseLabel, context).replace(/\/+$/, '');
  const name = clip(path.slice(path.lastIndexOf('/') + 1), 40, '...');
  const waits = waitWords(state, context);
  const [ended, awaited] = waitEnded === null ? ['', waits] : [`${waits},`, ''];
  return [ended, 'jobs', ...countWords(connection, context), awaited, name]
    .filter((word) => word !== '')
    .join(' ');
}

/** What the title is made of. */
type TitledState = Pick<JobsState, 'connection' | 'wait' | 'waitEnded'>;

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

/** How far the running jobs have come on average, wherever the list stands, and whether there are new failures; null if nothing runs. */
export function terminalProgress(state: JobsState): TerminalProgress | null {
  const picture = pictureOf(state.connection);
  if (picture === null) return null;
  const { jobs, thousandths } = picture.progress ?? { jobs: 0, thousandths: 0 };
  const share = jobs === 0 ? null : thousandths / (1000 * jobs);
  const percent = Math.round(100 * (share ?? 0));
  if (hasNewFailures(state)) return { kind: 'failed', percent: share === null ? 100 : percent };
  if (share !== null) return { kind: 'share', percent };
  return (picture.counts?.running ?? 0) === 0 ? null : { kind: 'busy', percent };
}

/** How many names are listed, and how wide each may be, in cells. */
const namesShown = 3;
const nameWidth = 40;

/**
 * What a notification says of new failures, or of what was waited for, as one clean line: `Jobs View: 3 jobs failed:
 * alpha, beta, …`, `Jobs View: job 17 failed: alpha`. It begins with a letter, because some terminals take a leading number for a command.
 */
export function alertText(alert: Alert | WaitAlert, appearance: Appearance): string {
  const { ellipsis } = glyphsOf(appearance);
  if ('ended' in alert) return `Jobs View: ${endText(alert, appearance)}`;
  const { count, names } = alert;
  const shown = names
    .map((name) => clip(shownText(name, appearance), nameWidth, ellipsis))
    .filter((name) => name !== '')
    .slice(0, namesShown);
  const list = shown.length > 0 && shown.length < count ? [...shown, ellipsis] : shown;
  const what = `Jobs View: ${countOf(count, 'job')} failed`;
  return list.length === 0 ? what : `${what}: ${list.join(', ')}`;
}

/** Of a single job, its name too. */
function endText({ ended }: WaitAlert, appearance: Appearance): string {
  const { ellipsis } = glyphsOf(appearance);
  const [only] = ended.kind === 'jobs' && ended.jobs.length === 1 ? ended.jobs : [];
  const name = only === undefined ? '' : clip(shownText(only.name, appearance), nameWidth, ellipsis);
  const words = clip(shownText(waitEndText(ended), appearance), 2 * nameWidth, ellipsis);
  return name === '' ? words : `${words}: ${name}`;
}
