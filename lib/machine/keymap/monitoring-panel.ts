import { type Binding, backKey, binder, lineKeys, ofQueue, pageKeys } from './binding.js';
import {
  atLongestPeriod,
  atShortestPeriod,
  noSinks,
  noThroughput,
  nothingToMonitor,
  nothingToReset,
  nothingToScroll,
} from './reasons.js';

const modes = ['MONITORING_PANEL'] as const;

/** What the key shows next. */
const nextUnit = { rows: 'Bytes', bytes: 'Jobs', jobs: 'Rows' } as const;

const bind = binder('Monitoring panel', modes);

/** Keys of the monitoring panel (behaviour 7.2). */
export const monitoringPanelKeys: readonly Binding[] = [
  backKey(bind, 'Escape m q'),
  bind(
    'p',
    'Pause or resume updates',
    { type: 'monitor', what: 'pause' },
    {
      hint: ({ monitor }) => ({
        text: monitor.paused === null ? 'Pause updates' : 'Resume',
        rank: 2,
      }),
      unavailable: nothingToMonitor,
    },
  ),
  bind(
    'r',
    'Reset statistics (in this view only)',
    { type: 'monitor', what: 'reset' },
    { hint: { text: 'Reset stats', rank: 3 }, unavailable: nothingToReset },
  ),
  bind('Tab', 'Next panel', { type: 'choose', by: 1 }, { hint: ofQueue({ text: 'Focus', rank: 4 }) }),
  bind('Shift-Tab', 'Previous panel', { type: 'choose', by: -1 }),
  ...lineKeys(bind, ['Scroll Sinks down', 'Scroll Sinks up'], { all: { unavailable: nothingToScroll } }),
  ...pageKeys(bind, { all: { unavailable: nothingToScroll } }),
  bind(
    '+ =',
    'Longer period: 1 minute to 7 days',
    { type: 'monitor', what: 'longer' },
    { shown: '+', hint: ofQueue({ keys: '+/-', text: 'Period', rank: 5 }), unavailable: atLongestPeriod },
  ),
  bind(
    '- _',
    'Shorter period',
    { type: 'monitor', what: 'shorter' },
    { shown: '-', unavailable: atShortestPeriod },
  ),
  bind(
    'b',
    'Rows or bytes a second, or jobs a minute',
    { type: 'monitor', what: 'unit' },
    {
      hint: ({ monitor }) => ({ text: nextUnit[monitor.unit], rank: 6 }),
      unavailable: noThroughput,
    },
  ),
  bind(
    's',
    'Sort the sinks: name, errors, rate',
    { type: 'monitor', what: 'sort' },
    { hint: { text: 'Sort', rank: 7 }, unavailable: noSinks },
  ),
];
