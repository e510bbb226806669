import { binder } from './bind.js';
import type { Binding } from './binding.js';
import { copyRowKey, goToJobsKey, panelKeys } from './list-panel.js';
import { oneDatabase } from './reasons.js';

const bind = binder('Databases', ['DATABASES_PANEL']);

/** Keys of the panel that lists several databases (behaviour 16.5). */
export const databasesPanelKeys: readonly Binding[] = [
  ...panelKeys(bind, { closes: 'Escape D q', noRows: oneDatabase, noun: 'database' }),
  goToJobsKey(bind, 'Show the database alone, or all again', { text: 'Alone' }, oneDatabase),
  copyRowKey(bind, 'Copy the path of the database', 'Copy its path', oneDatabase),
];
