import { binder } from './bind.js';
import type { Binding } from './binding.js';
import { noSizes } from './reasons.js';

const bind = binder('Sort dialog', ['SORT_DIALOG']);

/** Keys of the dialog of the list's order. */
export const sortDialogKeys: readonly Binding[] = [
  bind(
    'j Down Tab',
    'Next value to sort by',
    { type: 'choose', by: 1 },
    { hint: { keys: 'j/k', text: 'Choose', rank: 5 } },
  ),
  bind('k Up Shift-Tab', 'Previous value', { type: 'choose', by: -1 }),
  bind(
    'Enter',
    'Sort the list, and show its top',
    { type: 'accept' },
    { hint: { keys: 'Enter', text: 'Sort', rank: 1 }, unavailable: noSizes },
  ),
  bind(
    'r',
    'Turn the direction round',
    { type: 'sort', what: 'reverse' },
    { hint: { keys: 'r', text: 'Reverse', rank: 2 } },
  ),
  bind(
    't Space',
    'Failed jobs on top, or among the others',
    { type: 'sort', what: 'failed-first' },
    { hint: { keys: 't', text: 'Failed on top', brief: 'Top', rank: 3 } },
  ),
  bind(
    'Escape q s',
    'Cancel: leave the order as it was',
    { type: 'close' },
    { hint: { keys: 'Esc', text: 'Cancel', rank: 99 } },
  ),
];
