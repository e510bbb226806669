import { binder } from './bind.js';
import type { Binding } from './binding.js';

const bind = binder('While typing', [
  'SEARCH',
  'LOG_SEARCH',
  'LOG_FILTER',
  'HELP_SEARCH',
  'PANEL_SEARCH',
  'FILTER_DIALOG',
]);

/** Keys for typing: in searches, and in the filter dialog's text. */
export const typingKeys: readonly Binding[] = [
  bind(
    'Backspace Ctrl-h',
    'Delete a character',
    { type: 'erase', what: 'character' },
    { shown: 'Backspace' },
  ),
  bind('Ctrl-w', 'Delete a word', { type: 'erase', what: 'word' }),
  bind('Ctrl-u', 'Delete everything', { type: 'erase', what: 'all' }),
  bind(
    'Enter',
    'Keep the match (n and N go to the others)',
    { type: 'accept' },
    {
      hint: { keys: 'Enter', text: 'Accept' },
      modes: ['SEARCH', 'LOG_SEARCH', 'HELP_SEARCH', 'PANEL_SEARCH'],
    },
  ),
  bind(
    'Enter',
    'After &: show only matching lines (nothing typed: all)',
    { type: 'accept' },
    {
      hint: ({ log }) => ({ keys: 'Enter', text: log?.filterTyped ? 'Only these lines' : 'All lines' }),
      modes: ['LOG_FILTER'],
    },
  ),
  bind(
    'Escape Ctrl-c',
    'Cancel the search or the filter',
    { type: 'close' },
    {
      hint: { keys: 'Esc', text: 'Cancel' },
      modes: ['SEARCH', 'LOG_SEARCH', 'LOG_FILTER', 'HELP_SEARCH', 'PANEL_SEARCH'],
    },
  ),
];
