import { binder } from './bind.js';
import type { Binding } from './binding.js';
import { copyRowKey, goToJobsKey, panelKeys, retryRowKey } from './list-panel.js';
import { noCauses, nothingToRetryOfCause } from './reasons.js';

const bind = binder('Causes of failures', ['CAUSES_PANEL']);

/** Keys of the panel that groups failed jobs by cause (behaviour 16.1). */
export const causesPanelKeys: readonly Binding[] = [
  ...panelKeys(bind, { closes: 'Escape e q', noRows: noCauses, noun: 'cause' }),
  goToJobsKey(bind, 'List the jobs of the cause', { text: 'Jobs' }, noCauses),
  retryRowKey(bind, 'Retry all jobs of the cause (asks first)', 'Retry all of them', nothingToRetryOfCause),
  copyRowKey(bind, 'Copy the cause with its count', 'Copy the cause', noCauses),
];
