import type { Binding } from '../binding.js';

/** Keys of the filter dialog; on the name's row, letters are typed instead. */
export const filterDialogKeys: readonly Binding[] = [
  {
    keys: ['j', 'Down', 'Tab'],
    label: 'j / ↓ / Tab',
    asciiLabel: 'j / Down / Tab',
    group: 'Filter dialog',
    description: 'Next row',
    hint: { keys: 'Tab', text: 'Next' },
    modes: ['FILTER_DIALOG'],
    action: { type: 'choose', by: 1 },
  },
  {
    keys: ['k', 'Up', 'Shift-Tab'],
    label: 'k / ↑ / Shift-Tab',
    asciiLabel: 'k / Up / Shift-Tab',
    group: 'Filter dialog',
    description: 'Previous row',
    modes: ['FILTER_DIALOG'],
    action: { type: 'choose', by: -1 },
  },
  {
    keys: ['Space'],
    label: 'Space',
    group: 'Filter dialog',
    description: 'Check or uncheck',
    hint: { keys: 'Space', text: 'Check' },
    modes: ['FILTER_DIALOG'],
    action: { type: 'toggle' },
  },
  {
    keys: ['Enter'],
    label: 'Enter',
    group: 'Filter dialog',
    description: 'Apply the filter',
    hint: { keys: 'Enter', text: 'Apply' },
    modes: ['FILTER_DIALOG'],
    action: { type: 'accept' },
  },
  {
    keys: ['Escape', 'q'],
    label: 'Esc / q',
    group: 'Filter dialog',
    description: 'Cancel: leave the filter as it was',
    hint: { keys: 'Esc', text: 'Cancel' },
    modes: ['FILTER_DIALOG'],
    action: { type: 'close' },
  },
];
