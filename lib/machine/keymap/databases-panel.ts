import { binder } from './bind.js';
import type { Binding } from './binding.js';
import { panelKeys } from './list-panel.js';
import { oneDatabase } from './reasons.js';

const bind = binder('Databases', ['DATABASES_PANEL']);

/** Keys of the panel that tells several databases apart (behaviour 16.5). */
export const databasesPanelKeys: readonly Binding[] = [
  ...panelKeys(bind, { closes: 'Escape D q', noRows: oneDatabase, noun: 'database' }),
  bind(
    'Enter',
    'Show the database alone, or all again',
    { type: 'row', what: 'jobs' },
    {
      hint: { keys: 'Enter', text: 'Alone or all', brief: 'Alone', rank: 2 },
      unavailable: oneDatabase,
    },
  ),
  bind(
    'y',
    'Copy the path of the database',
    { type: 'row', what: 'copy' },
    { hint: { keys: 'y', text: 'Copy its path', brief: 'Copy', rank: 5 }, unavailable: oneDatabase },
  ),
];
