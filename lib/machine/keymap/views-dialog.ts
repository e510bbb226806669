import { binder, cancelKey, menuKeys } from './bind.js';
import type { Binding } from './binding.js';

const bind = binder('Views', ['VIEWS_DIALOG']);

/** Keys of the menu of views. */
export const viewsDialogKeys: readonly Binding[] = [
  ...menuKeys(bind, { next: 'Next view', previous: 'Previous view', rank: 2 }),
  bind(
    'Enter Space',
    'Show the view',
    { type: 'accept' },
    { hint: { keys: 'Enter', text: 'Show', rank: 1 } },
  ),
  ...Array.from({ length: 9 }, (_, index) =>
    bind(
      String(index + 1),
      'Show the view with that number',
      { type: 'show-view', index },
      {
        // The first speaks for all of them.
        ...(index === 0
          ? { shown: '1-9', hint: { keys: '1-9', text: 'By number', rank: 3 } }
          : { isUnlisted: true as const }),
        unavailable: ({ views }) => (index < views.length ? null : 'there is no such view'),
      },
    ),
  ),
  cancelKey(bind, 'Escape q v', 'Cancel: leave the list as it was'),
];
