import { binder } from './bind.js';
import type { Binding } from './binding.js';
import { copyRowKey, goToJobsKey, panelKeys } from './list-panel.js';
import { noEntries, noJobOfEntry } from './reasons.js';

const bind = binder('Activity', ['ACTIVITY_PANEL']);

/** Keys of the panel that lists what happened (behaviour 16.4). */
export const activityPanelKeys: readonly Binding[] = [
  ...panelKeys(bind, { closes: 'Escape a q', noRows: noEntries, noun: 'entry' }),
  goToJobsKey(bind, 'Go to its job in the list', { text: 'Job' }, noJobOfEntry),
  copyRowKey(bind, 'Copy the entry', 'Copy the entry', noEntries),
];
