import type { Binding } from '../binding.js';

/** Keys of what is typed: searches and the name in the filter dialog. */
export const typingKeys: readonly Binding[] = [
  {
    keys: ['Backspace', 'Ctrl-h'],
    label: 'Backspace',
    group: 'While typing',
    description: 'Delete a character',
    modes: ['SEARCH', 'LOG_SEARCH', 'LOG_FILTER', 'HELP_SEARCH', 'FILTER_DIALOG'],
    action: { type: 'erase', what: 'character' },
  },
  {
    keys: ['Ctrl-w'],
    label: 'Ctrl-w',
    group: 'While typing',
    description: 'Delete a word',
    modes: ['SEARCH', 'LOG_SEARCH', 'LOG_FILTER', 'HELP_SEARCH', 'FILTER_DIALOG'],
    action: { type: 'erase', what: 'word' },
  },
  {
    keys: ['Ctrl-u'],
    label: 'Ctrl-u',
    group: 'While typing',
    description: 'Delete everything',
    modes: ['SEARCH', 'LOG_SEARCH', 'LOG_FILTER', 'HELP_SEARCH', 'FILTER_DIALOG'],
    action: { type: 'erase', what: 'all' },
  },
  {
    keys: ['Enter'],
    label: 'Enter',
    group: 'While typing',
    description: 'Keep the match (n and N go to the others)',
    hint: { keys: 'Enter', text: 'Accept' },
    modes: ['SEARCH', 'LOG_SEARCH', 'HELP_SEARCH'],
    action: { type: 'accept' },
  },
  {
    keys: ['Enter'],
    label: 'Enter',
    group: 'While typing',
    description: 'After &: show only matching lines (nothing typed: all)',
    hint: ({ log }) => ({ keys: 'Enter', text: log?.filterTyped ? 'Only these lines' : 'All lines' }),
    modes: ['LOG_FILTER'],
    action: { type: 'accept' },
  },
  {
    keys: ['Escape', 'Ctrl-c'],
    label: 'Esc / Ctrl-c',
    group: 'While typing',
    description: 'Cancel the search or the filter',
    hint: { keys: 'Esc', text: 'Cancel' },
    modes: ['SEARCH', 'LOG_SEARCH', 'LOG_FILTER', 'HELP_SEARCH'],
    action: { type: 'close' },
  },
];
