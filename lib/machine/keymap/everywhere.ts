import { sidePanels } from '../state/list-panel.js';
import type { JobsState, Mode } from '../state/state.js';
import {
  asOneEntry,
  type Binding,
  backKey,
  binder,
  type HintWords,
  lineKeys,
  matchKeys,
  pageKeys,
  searchModes,
} from './binding.js';
import { helpNotSearched, questionUnseen } from './reasons.js';

const dialogs: readonly Mode[] = [
  'CONFIRM',
  'FILTER_DIALOG',
  'SORT_DIALOG',
  'VIEWS_DIALOG',
  'COLUMNS_DIALOG',
];

/** Modes that show more about the jobs of the list. */
const panels: readonly Mode[] = ['DETAIL_PANEL', ...sidePanels];

/** Modes in which letters are keys rather than text. */
const notTyping: readonly Mode[] = ['JOB_LIST', 'LOG_VIEWER', ...panels, 'COPY_VIEW', 'HELP', ...dialogs];

/** In a dialog the way out of it matters more, so the help's hint comes last. */
function helpHint({ mode, draft }: JobsState): HintWords | null {
  const isDialog = dialogs.includes(mode);
  return draft?.typing ? null : { text: 'Help', rank: isDialog ? 98 : 99 };
}

/** If there is no queue to look at, all that is left is to quit. */
function quitHint({ connection }: JobsState): HintWords | null {
  return connection.kind === 'down' ? { text: 'Quit', rank: 98 } : null;
}

const bind = binder('Everywhere', [...notTyping, ...searchModes]);

/** Keys that do the same in every mode in which they do something. */
export const everywhereKeys: readonly Binding[] = [
  bind(
    '? F1',
    'Help (in the log viewer: H)',
    { type: 'open', mode: 'HELP' },
    {
      hint: helpHint,
      unavailable: questionUnseen,
      modes: notTyping.filter((mode) => mode !== 'HELP' && mode !== 'LOG_VIEWER'),
    },
  ),
  bind(
    ':',
    'Do what a line of help says, or go to a job: :17',
    { type: 'command' },
    { unavailable: questionUnseen, modes: notTyping },
  ),
  ...asOneEntry('q Ctrl-c', 'Quit from the job list (elsewhere q: back)', [
    bind('q', 'Quit', { type: 'quit' }, { hint: quitHint, modes: ['JOB_LIST'], unseen: true }),
    bind(
      'Ctrl-c',
      'Quit (while typing a search: cancel it)',
      { type: 'quit' },
      { modes: notTyping, unseen: true },
    ),
  ]),
  ...asOneEntry('Ctrl-l Ctrl-z B', 'Redraw, suspend (fg to return), mute the bell', [
    bind('Ctrl-l', 'Redraw', { type: 'redraw' }, { unseen: true }),
    bind('B', 'Mute or unmute the bell', { type: 'mute' }, { modes: ['JOB_LIST', ...panels] }),
    bind('Ctrl-z', 'Suspend (fg to return)', { type: 'suspend' }, { unseen: true }),
  ]),
  bind('t', "Ages, times in UTC or in this host's zone", { type: 'cycle-times' }, { modes: panels }),
];

const bindHelp = binder('Help', ['HELP']);

/** Keys of the help. */
export const helpKeys: readonly Binding[] = [
  bindHelp('Enter', 'Do what the line says', { type: 'accept' }, { hint: { text: 'Do it', rank: 1 } }),
  bindHelp(
    'Escape ? H F1 q',
    'Back',
    { type: 'close' },
    { shown: 'Escape ? q', hint: { keys: 'Esc/q', text: 'Back', rank: 1 } },
  ),
  ...lineKeys(bindHelp, ['Next line', 'Previous line'], { hint: { keys: 'j/k', text: 'Navigate', rank: 2 } }),
  ...pageKeys(bindHelp),
  bindHelp('/', 'Search', { type: 'open', mode: 'HELP_SEARCH' }, { hint: { text: 'Search' } }),
  ...matchKeys(bindHelp, {
    all: { unavailable: helpNotSearched },
    hint: ({ helpSearch }) => (helpSearch === null ? null : { keys: 'n/N', text: 'Matches' }),
  }),
];

const bindDetail = binder('Detail panel', ['DETAIL_PANEL']);

/** Keys of the detail panel that the list doesn't have. */
export const detailPanelKeys: readonly Binding[] = [
  ...pageKeys(bindDetail, { type: 'scroll', hint: { text: 'Scroll', rank: 3, scrolls: true } }),
  backKey(bindDetail, 'Escape Enter q'),
];
