import { binder } from './bind.js';
import type { Binding } from './binding.js';
import { panelKeys } from './list-panel.js';
import { noEntries, noJobOfEntry } from './reasons.js';

const bind = binder('Activity', ['ACTIVITY_PANEL']);

/** Keys of the panel that lists what happened (behaviour 16.4). */
export const activityPanelKeys: readonly Binding[] = [
  ...panelKeys(bind, { closes: 'Escape a q', noRows: noEntries, noun: 'entry' }),
  bind(
    'Enter',
    'Go to its job in the list',
    { type: 'row', what: 'jobs' },
    { hint: { keys: 'Enter', text: 'Go to its job', brief: 'Job', rank: 2 }, unavailable: noJobOfEntry },
  ),
  bind(
    'y',
    'Copy the entry',
    { type: 'row', what: 'copy' },
    { hint: { keys: 'y', text: 'Copy the entry', brief: 'Copy', rank: 5 }, unavailable: noEntries },
  ),
];
