import { binder, pageKeys } from './bind.js';
import type { Binding } from './binding.js';

const bind = binder('Detail panel', ['DETAIL_PANEL']);

/** Keys of the detail panel that the list doesn't have. */
export const detailPanelKeys: readonly Binding[] = [
  ...pageKeys(bind, { type: 'scroll', hint: { keys: 'PgDn', text: 'Scroll', rank: 3, scrolls: true } }),
  bind(
    'Escape Enter q',
    'Back to the job list',
    { type: 'close' },
    { hint: { keys: 'Esc/q', text: 'Back', rank: 1 } },
  ),
];
