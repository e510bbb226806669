import { binder, pageKeys } from './bind.js';
import type { Binding } from './binding.js';
import { helpNotSearched } from './reasons.js';

const bind = binder('Help', ['HELP']);

/** Keys of the help. */
export const helpKeys: readonly Binding[] = [
  bind(
    'Escape ? H F1 Enter q',
    'Back',
    { type: 'close' },
    { shown: 'Escape ? q', hint: { keys: 'Esc/q', text: 'Back' } },
  ),
  bind(
    'j Down',
    'Line down',
    { type: 'navigate', step: { kind: 'items', by: 1 } },
    { hint: { keys: 'j/k', text: 'Scroll', scrolls: true } },
  ),
  bind('k Up', 'Line up', { type: 'navigate', step: { kind: 'items', by: -1 } }),
  ...pageKeys(bind),
  bind('/', 'Search', { type: 'open', mode: 'HELP_SEARCH' }, { hint: { keys: '/', text: 'Search' } }),
  bind(
    'n',
    'Next match',
    { type: 'find-help', by: 1 },
    {
      hint: ({ helpSearch }) => (helpSearch === null ? null : { keys: 'n/N', text: 'Matches' }),
      unavailable: helpNotSearched,
    },
  ),
  bind('N', 'Previous match', { type: 'find-help', by: -1 }, { unavailable: helpNotSearched }),
];
