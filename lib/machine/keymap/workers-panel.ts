import { binder } from './bind.js';
import type { Binding } from './binding.js';
import { copyRowKey, goToJobsKey, panelKeys, periodKeys } from './list-panel.js';
import { noWorkers } from './reasons.js';

const bind = binder('Workers', ['WORKERS_PANEL']);

/** Keys of the workers panel (behaviour 16.2). */
export const workersPanelKeys: readonly Binding[] = [
  ...panelKeys(bind, { closes: 'Escape w q', noRows: noWorkers, noun: 'worker' }),
  goToJobsKey(bind, 'List the jobs of the worker', { text: 'Jobs' }, noWorkers),
  ...periodKeys(bind, '5 minutes, 1 hour, 24 hours, all'),
  copyRowKey(bind, 'Copy the name of the worker', 'Copy its name', noWorkers),
];
