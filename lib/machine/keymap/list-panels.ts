import { type Bind, type Binding, binder, type Hint, ofQueue, pageKeys } from './binding.js';
import {
  atLongestPanelPeriod,
  atShortestPanelPeriod,
  noCauses,
  noEntries,
  noJobOfEntry,
  noParsers,
  nothingToRetryOfCause,
  nothingToRetryOfParser,
  noWorkers,
  oneDatabase,
  panelNotSearched,
  type Reason,
} from './reasons.js';

/** What differs between panels of rows, in the keys that all of them have. */
interface PanelWords {
  /** Keys that close it. */
  readonly closes: string;
  /** Why there is no row to act on; null if there is one. */
  readonly noRows: Reason;
  /** What a row is. */
  readonly noun: string;
}

/** Keys that every panel of rows has: to move, to search, to close it. */
function panelKeys(bind: Bind, { closes, noRows, noun }: PanelWords): readonly Binding[] {
  const all = { unavailable: noRows };
  return [
    bind(
      closes,
      'Back to the job list',
      { type: 'close' },
      { hint: { keys: 'Esc/q', text: 'Back', rank: 1 } },
    ),
    bind(
      'j Down',
      `Next ${noun}`,
      { type: 'navigate', step: { kind: 'items', by: 1 } },
      { ...all, hint: { keys: 'j/k', text: 'Navigate', rank: 1 } },
    ),
    bind('k Up', `Previous ${noun}`, { type: 'navigate', step: { kind: 'items', by: -1 } }, all),
    ...pageKeys(bind, { all }),
    bind(
      '/ :',
      'Search',
      { type: 'open', mode: 'PANEL_SEARCH' },
      { ...all, shown: '/', hint: { keys: '/', text: 'Search', rank: 4 } },
    ),
    bind('n', 'Next match', { type: 'find-row', by: 1 }, { unavailable: panelNotSearched }),
    bind('N', 'Previous match', { type: 'find-row', by: -1 }, { unavailable: panelNotSearched }),
  ];
}

/** The key that goes from the chosen row to jobs; `text` is its hint. */
function goToJobsKey(
  bind: Bind,
  description: string,
  { text }: Pick<Hint, 'text'>,
  unavailable: Reason,
): Binding {
  return bind(
    'Enter',
    description,
    { type: 'row', what: 'jobs' },
    { hint: { keys: 'Enter', text, rank: 2 }, unavailable },
  );
}

/** The key that retries what failed in the chosen row; `text` is its hint. */
function retryRowKey(bind: Bind, description: string, text: string, unavailable: Reason): Binding {
  return bind(
    'R A',
    description,
    { type: 'row', what: 'retry' },
    { hint: { keys: 'R', text, brief: 'Retry', rank: 3 }, unavailable },
  );
}

/** The key that copies the chosen row, or a part of it; `text` is its hint. */
function copyRowKey(bind: Bind, description: string, text: string, unavailable: Reason): Binding {
  return bind(
    'y',
    description,
    { type: 'row', what: 'copy' },
    { hint: { keys: 'y', text, brief: 'Copy', rank: 5 }, unavailable },
  );
}

/** Keys of panels that look back over a period of time: these periods. */
function periodKeys(bind: Bind, periods: string): readonly Binding[] {
  return [
    bind(
      '+ =',
      `Longer period: ${periods}`,
      { type: 'panel-period', by: 1 },
      {
        shown: '+',
        hint: ofQueue({ keys: '+/-', text: 'Period', rank: 3 }),
        unavailable: atLongestPanelPeriod,
      },
    ),
    bind(
      '- _',
      'Shorter period',
      { type: 'panel-period', by: -1 },
      { shown: '-', unavailable: atShortestPanelPeriod },
    ),
  ];
}

const bindCauses = binder('Causes of failures', ['CAUSES_PANEL']);

/** Keys of the panel that groups failed jobs by cause (behaviour 16.1). */
export const causesPanelKeys: readonly Binding[] = [
  ...panelKeys(bindCauses, { closes: 'Escape e q', noRows: noCauses, noun: 'cause' }),
  goToJobsKey(bindCauses, 'List the jobs of the cause', { text: 'Jobs' }, noCauses),
  retryRowKey(
    bindCauses,
    'Retry all jobs of the cause (asks first)',
    'Retry all of them',
    nothingToRetryOfCause,
  ),
  copyRowKey(bindCauses, 'Copy the cause with its count', 'Copy the cause', noCauses),
];

const bindParsers = binder('Parsers', ['PARSERS_PANEL']);

/** Keys of the parsers panel (behaviour 16.3). */
export const parsersPanelKeys: readonly Binding[] = [
  ...panelKeys(bindParsers, { closes: 'Escape p q', noRows: noParsers, noun: 'parser' }),
  goToJobsKey(bindParsers, 'List the jobs of the parser, of all its versions', { text: 'Jobs' }, noParsers),
  ...periodKeys(bindParsers, '1 hour, 24 hours, 7 days, all'),
  retryRowKey(
    bindParsers,
    'Retry all failed jobs of the parser (asks first)',
    'Retry its failed jobs',
    nothingToRetryOfParser,
  ),
  copyRowKey(bindParsers, 'Copy the name of the parser', 'Copy its name', noParsers),
];

const bindWorkers = binder('Workers', ['WORKERS_PANEL']);

/** Keys of the workers panel (behaviour 16.2). */
export const workersPanelKeys: readonly Binding[] = [
  ...panelKeys(bindWorkers, { closes: 'Escape w q', noRows: noWorkers, noun: 'worker' }),
  goToJobsKey(bindWorkers, 'List the jobs of the worker', { text: 'Jobs' }, noWorkers),
  ...periodKeys(bindWorkers, '5 minutes, 1 hour, 24 hours, all'),
  copyRowKey(bindWorkers, 'Copy the name of the worker', 'Copy its name', noWorkers),
];

const bindDatabases = binder('Databases', ['DATABASES_PANEL']);

/** Keys of the panel that lists several databases (behaviour 16.5). */
export const databasesPanelKeys: readonly Binding[] = [
  ...panelKeys(bindDatabases, { closes: 'Escape D q', noRows: oneDatabase, noun: 'database' }),
  goToJobsKey(bindDatabases, 'Show the database alone, or all again', { text: 'Alone' }, oneDatabase),
  copyRowKey(bindDatabases, 'Copy the path of the database', 'Copy its path', oneDatabase),
];

const bindActivity = binder('Activity', ['ACTIVITY_PANEL']);

/** Keys of the panel that lists what happened (behaviour 16.4). */
export const activityPanelKeys: readonly Binding[] = [
  ...panelKeys(bindActivity, { closes: 'Escape a q', noRows: noEntries, noun: 'entry' }),
  goToJobsKey(bindActivity, 'Go to its job in the list', { text: 'Job' }, noJobOfEntry),
  copyRowKey(bindActivity, 'Copy the entry', 'Copy the entry', noEntries),
];
