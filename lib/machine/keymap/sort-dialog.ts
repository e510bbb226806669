import { binder, cancelKey, menuKeys } from './bind.js';
import type { Binding } from './binding.js';
import { noSizes } from './reasons.js';

const bind = binder('Sort dialog', ['SORT_DIALOG']);

/** Keys of the dialog of the list's order. */
export const sortDialogKeys: readonly Binding[] = [
  ...menuKeys(bind, { next: 'Next value to sort by', previous: 'Previous value', rank: 5 }),
  bind(
    'Enter',
    'Sort the list, and show its top',
    { type: 'accept' },
    { hint: { keys: 'Enter', text: 'Sort', rank: 1 }, unavailable: noSizes },
  ),
  bind(
    'r',
    'Reverse the direction',
    { type: 'sort', what: 'reverse' },
    { hint: { keys: 'r', text: 'Reverse', rank: 2 } },
  ),
  bind(
    't Space',
    'Failed jobs on top, or among the others',
    { type: 'sort', what: 'failed-first' },
    { hint: { keys: 't', text: 'Failed on top', brief: 'Top', rank: 3 } },
  ),
  cancelKey(bind, 'Escape q s', 'Cancel: leave the order as it was'),
];
