import { binder } from './bind.js';
import type { Binding } from './binding.js';
import { panelKeys, periodKeys } from './list-panel.js';
import { noWorkers } from './reasons.js';

const bind = binder('Workers', ['WORKERS_PANEL']);

/** Keys of the panel that says who works (behaviour 16.2). */
export const workersPanelKeys: readonly Binding[] = [
  ...panelKeys(bind, { closes: 'Escape w q', noRows: noWorkers, noun: 'worker' }),
  bind(
    'Enter',
    'List the jobs of the worker',
    { type: 'row', what: 'jobs' },
    { hint: { keys: 'Enter', text: 'List its jobs', brief: 'Jobs', rank: 2 }, unavailable: noWorkers },
  ),
  ...periodKeys(bind, '5 minutes, 1 hour, 24 hours, all'),
  bind(
    'y',
    'Copy the name of the worker',
    { type: 'row', what: 'copy' },
    { hint: { keys: 'y', text: 'Copy its name', brief: 'Copy', rank: 5 }, unavailable: noWorkers },
  ),
];
