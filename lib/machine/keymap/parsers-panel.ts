import { binder } from './bind.js';
import type { Binding } from './binding.js';
import { copyRowKey, goToJobsKey, panelKeys, periodKeys, retryRowKey } from './list-panel.js';
import { noParsers, nothingToRetryOfParser } from './reasons.js';

const bind = binder('Parsers', ['PARSERS_PANEL']);

/** Keys of the parsers panel (behaviour 16.3). */
export const parsersPanelKeys: readonly Binding[] = [
  ...panelKeys(bind, { closes: 'Escape p q', noRows: noParsers, noun: 'parser' }),
  goToJobsKey(bind, 'List the jobs of the parser, of all its versions', { text: 'Jobs' }, noParsers),
  ...periodKeys(bind, '1 hour, 24 hours, 7 days, all'),
  retryRowKey(
    bind,
    'Retry all failed jobs of the parser (asks first)',
    'Retry its failed jobs',
    nothingToRetryOfParser,
  ),
  copyRowKey(bind, 'Copy the name of the parser', 'Copy its name', noParsers),
];
