import type { Binding } from '../binding.js';

/** Keys of the view that shows a path alone. */
export const copyViewKeys: readonly Binding[] = [
  {
    keys: ['y'],
    label: 'y',
    group: 'Path to copy',
    description: 'Copy it',
    hint: { keys: 'y', text: 'Copy' },
    modes: ['COPY_VIEW'],
    action: { type: 'copy' },
  },
  {
    keys: ['s'],
    label: 's',
    group: 'Path to copy',
    description: 'Save it to a file, exactly as it is',
    hint: { keys: 's', text: 'Save' },
    modes: ['COPY_VIEW'],
    action: { type: 'save-copy' },
  },
  {
    keys: ['Escape', 'Enter', 'Y', 'q'],
    label: 'Esc / Enter / Y / q',
    group: 'Path to copy',
    description: 'Back',
    hint: { keys: 'Esc/q', text: 'Back' },
    modes: ['COPY_VIEW'],
    action: { type: 'close' },
  },
];
