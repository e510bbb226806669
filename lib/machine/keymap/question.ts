import { binder } from './bind.js';
import type { Binding } from './binding.js';
import { questionUnseen } from './reasons.js';

const bind = binder('Question', ['CONFIRM']);

/** For keys that answer, and for letters, which may be the rest of something typed or pasted in one go. */
const answering = { unavailable: questionUnseen };

/** Keys of a dialog that asks for confirmation. */
export const questionKeys: readonly Binding[] = [
  bind(
    'Left h Up k Shift-Tab',
    'Select No',
    { type: 'choose', by: -1 },
    { ...answering, shown: 'Left h Shift-Tab', hint: { keys: 'h/l', text: 'Select' } },
  ),
  bind(
    'Right l Down j Tab',
    'Select the action',
    { type: 'choose', by: 1 },
    { ...answering, shown: 'Right l Tab' },
  ),
  bind(
    'Enter Space',
    'Confirm what is selected',
    { type: 'accept' },
    { ...answering, hint: { keys: 'Enter', text: 'Confirm' } },
  ),
  bind('y', 'Yes, do it', { type: 'answer', yes: true }, { ...answering, hint: { keys: 'y', text: 'Yes' } }),
  bind(
    'n',
    'No, change nothing',
    { type: 'answer', yes: false },
    { ...answering, hint: { keys: 'n', text: 'No' } },
  ),
  bind(
    'Escape',
    'Close and change nothing',
    { type: 'close' },
    { shown: 'Escape q', hint: { keys: 'Esc', text: 'Back', rank: 99 } },
  ),
  bind('q', 'Close and change nothing', { type: 'close' }, { ...answering, isUnlisted: true }),
];
