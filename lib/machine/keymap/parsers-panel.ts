import { binder } from './bind.js';
import type { Binding } from './binding.js';
import { panelKeys, periodKeys } from './list-panel.js';
import { noParsers, nothingToRetryOfParser } from './reasons.js';

const bind = binder('Parsers', ['PARSERS_PANEL']);

/** Keys of the panel that says how parsers do (behaviour 16.3). */
export const parsersPanelKeys: readonly Binding[] = [
  ...panelKeys(bind, { closes: 'Escape p q', noRows: noParsers, noun: 'parser' }),
  bind(
    'Enter',
    'List the jobs of the parser, of all its versions',
    { type: 'row', what: 'jobs' },
    { hint: { keys: 'Enter', text: 'List its jobs', brief: 'Jobs', rank: 2 }, unavailable: noParsers },
  ),
  ...periodKeys(bind, '1 hour, 24 hours, 7 days, all'),
  bind(
    'R A',
    'Retry all failed jobs of the parser (asks first)',
    { type: 'row', what: 'retry' },
    {
      hint: { keys: 'R', text: 'Retry its failed jobs', brief: 'Retry', rank: 3 },
      unavailable: nothingToRetryOfParser,
    },
  ),
  bind(
    'y',
    'Copy the name of the parser',
    { type: 'row', what: 'copy' },
    { hint: { keys: 'y', text: 'Copy its name', brief: 'Copy', rank: 5 }, unavailable: noParsers },
  ),
];
