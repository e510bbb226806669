import { binder } from './bind.js';
import type { Binding } from './binding.js';

const bind = binder('Path to copy', ['COPY_VIEW']);

/** Keys of the view that shows a path alone. */
export const copyViewKeys: readonly Binding[] = [
  bind('y', 'Copy it', { type: 'copy' }, { hint: { keys: 'y', text: 'Copy' } }),
  bind(
    's',
    'Save it to a file, exactly as it is',
    { type: 'save-copy' },
    { hint: { keys: 's', text: 'Save' } },
  ),
  bind('Escape Enter Y q', 'Back', { type: 'close' }, { hint: { keys: 'Esc/q', text: 'Back' } }),
];
