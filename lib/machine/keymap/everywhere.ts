import type { Binding, Hint } from '../binding.js';
import type { JobsState, Mode } from '../state.js';

/** Where letters aren't typed. */
const notTyping: readonly Mode[] = [
  'JOB_LIST',
  'DETAIL_PANEL',
  'LOG_VIEWER',
  'MONITORING_PANEL',
  'COPY_VIEW',
  'HELP',
  'CONFIRM',
  'FILTER_DIALOG',
];
const everyMode: readonly Mode[] = [...notTyping, 'SEARCH', 'LOG_SEARCH', 'LOG_FILTER', 'HELP_SEARCH'];

/** In a dialog the way out of it matters more, and stands last. */
function helpHint({ mode, draft }: JobsState): Hint | null {
  const isDialog = mode === 'CONFIRM' || mode === 'FILTER_DIALOG';
  return draft?.typing ? null : { keys: '?', text: 'Help', rank: isDialog ? 98 : 99 };
}

/** Keys that mean the same wherever they mean anything. */
export const everywhereKeys: readonly Binding[] = [
  {
    keys: ['?'],
    label: '?',
    group: 'Everywhere',
    description: 'Help (in the log viewer: H)',
    hint: helpHint,
    modes: notTyping.filter((mode) => mode !== 'HELP' && mode !== 'LOG_VIEWER'),
    action: { type: 'open', mode: 'HELP' },
  },
  {
    keys: ['q'],
    label: 'q',
    group: 'Everywhere',
    description: 'Quit from the job list; elsewhere: back',
    modes: ['JOB_LIST'],
    action: { type: 'quit' },
    unseen: true,
  },
  {
    keys: ['Ctrl-c'],
    label: 'Ctrl-c',
    group: 'Everywhere',
    description: 'Quit (while typing a search: cancel it)',
    modes: notTyping,
    action: { type: 'quit' },
    unseen: true,
  },
  {
    keys: ['Ctrl-l'],
    label: 'Ctrl-l',
    group: 'Everywhere',
    description: 'Redraw the screen',
    modes: everyMode,
    action: { type: 'redraw' },
    unseen: true,
  },
  {
    keys: ['Ctrl-z'],
    label: 'Ctrl-z',
    group: 'Everywhere',
    description: 'Suspend (fg to return)',
    modes: everyMode,
    action: { type: 'suspend' },
    unseen: true,
  },
];
