import { binder } from './bind.js';
import type { Binding } from './binding.js';

const bind = binder('Question', ['CONFIRM']);

/** Keys of a dialog that asks for confirmation. */
export const questionKeys: readonly Binding[] = [
  bind(
    'Left h Up k Shift-Tab',
    'Select No',
    { type: 'choose', by: -1 },
    { shown: 'Left h Shift-Tab', hint: { keys: 'h/l', text: 'Select' } },
  ),
  bind('Right l Down j Tab', 'Select the action', { type: 'choose', by: 1 }, { shown: 'Right l Tab' }),
  bind(
    'Enter Space',
    'Confirm what is selected',
    { type: 'accept' },
    { hint: { keys: 'Enter', text: 'Confirm' } },
  ),
  bind('y', 'Yes, do it', { type: 'answer', yes: true }, { hint: { keys: 'y', text: 'Yes' } }),
  bind('n', 'No, change nothing', { type: 'answer', yes: false }, { hint: { keys: 'n', text: 'No' } }),
  bind(
    'Escape q',
    'Close and change nothing',
    { type: 'close' },
    { hint: { keys: 'Esc', text: 'Back', rank: 99 } },
  ),
];
