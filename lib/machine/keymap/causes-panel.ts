import { binder } from './bind.js';
import type { Binding } from './binding.js';
import { panelKeys } from './list-panel.js';
import { noCauses, nothingToRetryOfCause } from './reasons.js';

const bind = binder('Causes of failures', ['CAUSES_PANEL']);

/** Keys of the panel that groups failed jobs by cause (behaviour 16.1). */
export const causesPanelKeys: readonly Binding[] = [
  ...panelKeys(bind, { closes: 'Escape e q', noRows: noCauses, noun: 'cause' }),
  bind(
    'Enter',
    'List the jobs of the cause',
    { type: 'row', what: 'jobs' },
    { hint: { keys: 'Enter', text: 'List its jobs', brief: 'Jobs', rank: 2 }, unavailable: noCauses },
  ),
  bind(
    'R A',
    'Retry all jobs of the cause (asks first)',
    { type: 'row', what: 'retry' },
    {
      hint: { keys: 'R', text: 'Retry all of them', brief: 'Retry', rank: 3 },
      unavailable: nothingToRetryOfCause,
    },
  ),
  bind(
    'y',
    'Copy the cause with its count',
    { type: 'row', what: 'copy' },
    { hint: { keys: 'y', text: 'Copy the cause', brief: 'Copy', rank: 5 }, unavailable: noCauses },
  ),
];
