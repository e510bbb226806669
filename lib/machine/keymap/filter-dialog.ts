import { binder } from './bind.js';
import type { Binding } from './binding.js';
import { noBoxes } from './reasons.js';

const modes = ['FILTER_DIALOG'] as const;

const bind = binder('Filter dialog', modes);

/** Keys of the filter dialog; while the text is typed, letters are text instead. */
export const filterDialogKeys: readonly Binding[] = [
  bind('j Down', 'Row down', { type: 'choose', by: 1 }),
  bind('k Up', 'Row up', { type: 'choose', by: -1 }),
  bind('h Left', 'Column to the left', { type: 'cross', by: -1 }),
  bind('l Right', 'Column to the right', { type: 'cross', by: 1 }),
  bind('Tab', 'Next part: types, statuses, text; while typing, complete', { type: 'next-field', by: 1 }),
  bind('Shift-Tab', 'Previous part; while typing, the suggestion before', { type: 'next-field', by: -1 }),
  bind('Enter', 'Apply the filter', { type: 'accept' }, { hint: { keys: 'Enter', text: 'Apply', rank: 1 } }),
  bind(
    'Space',
    'Check or uncheck; on the text, type it',
    { type: 'toggle' },
    { hint: (state) => (state.draft?.typing ? null : { keys: 'Space', text: 'Check', rank: 2 }) },
  ),
  bind(
    'o',
    'Only this one',
    { type: 'check', what: 'only' },
    { hint: { keys: 'o', text: 'Only', rank: 3 }, unavailable: noBoxes },
  ),
  bind(
    'a',
    'All in the column',
    { type: 'check', what: 'all' },
    { hint: { keys: 'a', text: 'All', rank: 4 }, unavailable: noBoxes },
  ),
  bind(
    'n',
    'None in the column (same as all)',
    { type: 'check', what: 'none' },
    { hint: { keys: 'n', text: 'None', rank: 4 }, unavailable: noBoxes },
  ),
  bind(
    '/ i',
    'Type a text, or id: name: worker: parser: cause:',
    { type: 'type-text' },
    { hint: (state) => (state.draft?.typing ? null : { keys: '/', text: 'Text', rank: 6 }) },
  ),
  bind(
    'Escape q',
    'Cancel: leave the filter as it was',
    { type: 'close' },
    { hint: ({ draft }) => ({ keys: 'Esc', text: draft?.typing ? 'Stop typing' : 'Cancel', rank: 99 }) },
  ),
];
