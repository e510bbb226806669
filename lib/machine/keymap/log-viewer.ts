import type { JobsState } from '../state/state.js';
import { type Binding, binder, type HintIn, type HintWords, matchKeys, stepKey } from './binding.js';
import { isFiltered, isWrapped, noLog, nothingSought } from './reasons.js';

const bind = binder('Log viewer', ['LOG_VIEWER']);

/** The hint of a key that changes how a log is shown: none where there is no log to show. */
function ofLog(hint: (state: JobsState) => HintWords): HintIn {
  return (state) => (noLog(state) === null ? hint(state) : null);
}

/** Keys of the log viewer. */
export const logViewerKeys: readonly Binding[] = [
  stepKey(bind, 'j Down Enter', 'Line down', { kind: 'items', by: 1 }),
  stepKey(bind, 'k Up', 'Line up; stops following', { kind: 'items', by: -1 }),
  stepKey(bind, 'Ctrl-d', 'Half a page down', { kind: 'screens', by: 0.5 }),
  stepKey(bind, 'Ctrl-u', 'Half a page up', { kind: 'screens', by: -0.5 }),
  stepKey(bind, 'PageDown Space', 'Page down', { kind: 'screens', by: 1 }),
  stepKey(bind, 'PageUp b', 'Page up', { kind: 'screens', by: -1 }),
  stepKey(bind, 'g Home', 'To the beginning', { kind: 'first' }),
  stepKey(bind, 'G End', 'To the end, and follow it', { kind: 'last' }),
  bind(
    'F',
    'Follow the end',
    { type: 'log', what: 'follow' },
    {
      hint: { text: 'Follow' },
      unavailable: ({ log }) => (log?.following ? 'the end is followed already' : null),
    },
  ),
  bind('h Left', 'Half a page to the left', { type: 'log', what: 'left' }, { unavailable: isWrapped }),
  bind('l Right', 'Half a page to the right', { type: 'log', what: 'right' }, { unavailable: isWrapped }),
  bind(
    '/',
    'Search by regular expression (a capital: case-sensitive)',
    { type: 'open', mode: 'LOG_SEARCH' },
    { hint: { text: 'Search' }, unavailable: noLog },
  ),
  bind('?', 'Search upwards', { type: 'log', what: 'search-up' }, { unavailable: noLog }),
  ...matchKeys(bind, { all: { unavailable: nothingSought }, hint: { keys: 'n/N', text: 'Matches' } }, [
    'Next match, in the direction of the search',
    'Next match, in the other direction',
  ]),
  bind(
    '&',
    'Only matching lines (& and Enter: all lines)',
    { type: 'open', mode: 'LOG_FILTER' },
    { hint: { text: 'Filter' }, unavailable: noLog },
  ),
  bind(
    'w',
    'Wrap or cut long lines',
    { type: 'log', what: 'wrap' },
    { hint: ofLog(({ log }) => ({ text: log?.wrap ? 'Unwrap' : 'Wrap' })) },
  ),
  bind(
    't',
    'Show or hide timestamps',
    { type: 'log', what: 'timestamps' },
    {
      hint: ofLog(({ log }) => ({
        text: log?.timestamps === false ? 'Show times' : 'Hide times',
      })),
    },
  ),
  bind(
    's',
    'Save the whole log to a file',
    { type: 'log', what: 'save' },
    { hint: { text: 'Save' }, unavailable: noLog },
  ),
  bind('e', 'Open the whole log in $PAGER or $EDITOR', { type: 'log', what: 'edit' }, { unavailable: noLog }),
  bind('H F1', 'Help', { type: 'open', mode: 'HELP' }, { hint: { text: 'Help', rank: 99 } }),
  bind(
    'Escape q',
    'Back (first ends a running search, then a filter)',
    { type: 'close' },
    { hint: ({ log }) => ({ keys: 'Esc/q', text: isFiltered(log) ? 'All lines' : 'Back', rank: 1 }) },
  ),
];
