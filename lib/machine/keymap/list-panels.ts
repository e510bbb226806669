import { type ListPanel, listPanels, openPanel } from '../state/list-panel.js';
import {
  type Bind,
  type Binding,
  backKey,
  binder,
  type HintWords,
  lineKeys,
  matchKeys,
  ofQueue,
  pageKeys,
} from './binding.js';
import {
  atLongestPanelPeriod,
  atShortestPanelPeriod,
  noCauses,
  noEntries,
  noJobOfEntry,
  noParsers,
  nothingToRetryOfCause,
  nothingToRetryOfParser,
  nothingToRetryOfWorker,
  noWorkers,
  oneDatabase,
  panelNotSearched,
  type Reason,
} from './reasons.js';

const bindRows = binder('Rows of a panel', listPanels);

/** There must be a row in the panel that is open. */
const noRows: Reason = (state) => {
  const panel = openPanel(state);
  return panel === null ? null : noRowsOf[panel](state);
};

const noRowsOf: { readonly [P in ListPanel]: Reason } = {
  CAUSES_PANEL: noCauses,
  WORKERS_PANEL: noWorkers,
  PARSERS_PANEL: noParsers,
  ACTIVITY_PANEL: noEntries,
  DATABASES_PANEL: oneDatabase,
};

/** Keys that every panel of rows has: to move, and to search. */
export const panelRowsKeys: readonly Binding[] = [
  ...lineKeys(bindRows, ['Next row', 'Previous row'], {
    all: { unavailable: noRows },
    hint: { keys: 'j/k', text: 'Navigate', rank: 1 },
  }),
  ...pageKeys(bindRows, { all: { unavailable: noRows } }),
  bindRows(
    '/',
    'Search',
    { type: 'open', mode: 'PANEL_SEARCH' },
    { unavailable: noRows, hint: { text: 'Search', rank: 4 } },
  ),
  ...matchKeys(bindRows, { all: { unavailable: panelNotSearched } }),
];

/** The key that goes from the chosen row to jobs; `text` is its hint. */
function goToJobsKey(
  bind: Bind,
  description: string,
  { text }: Pick<HintWords, 'text'>,
  unavailable: Reason,
): Binding {
  return bind('Enter', description, { type: 'row', what: 'jobs' }, { hint: { text, rank: 2 }, unavailable });
}

/** The key that retries what failed in the chosen row; `text` is its hint. */
function retryRowKey(bind: Bind, description: string, text: string, unavailable: Reason): Binding {
  return bind(
    'R A',
    description,
    { type: 'row', what: 'retry' },
    { hint: { text, brief: 'Retry', rank: 3 }, unavailable },
  );
}

/** The key that copies the chosen row, or a part of it; `text` is its hint. */
function copyRowKey(bind: Bind, description: string, text: string, unavailable: Reason): Binding {
  return bind(
    'y',
    description,
    { type: 'row', what: 'copy' },
    { hint: { text, brief: 'Copy', rank: 5 }, unavailable },
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
  backKey(bindCauses, 'Escape e q'),
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
  backKey(bindParsers, 'Escape p q'),
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
  backKey(bindWorkers, 'Escape w q'),
  goToJobsKey(bindWorkers, 'List the jobs of the worker', { text: 'Jobs' }, noWorkers),
  ...periodKeys(bindWorkers, '5 minutes, 1 hour, 24 hours, all'),
  retryRowKey(
    bindWorkers,
    'Put back the jobs that a gone worker left (asks first)',
    'Put back its jobs',
    nothingToRetryOfWorker,
  ),
  copyRowKey(bindWorkers, 'Copy the name of the worker', 'Copy its name', noWorkers),
];

const bindDatabases = binder('Databases', ['DATABASES_PANEL']);

/** Keys of the panel that lists several databases (behaviour 16.5). */
export const databasesPanelKeys: readonly Binding[] = [
  backKey(bindDatabases, 'Escape D q'),
  goToJobsKey(bindDatabases, 'Show the database alone, or all again', { text: 'Alone' }, oneDatabase),
  copyRowKey(bindDatabases, 'Copy the path of the database', 'Copy its path', oneDatabase),
];

const bindActivity = binder('Activity', ['ACTIVITY_PANEL']);

/** Keys of the panel that lists what happened (behaviour 16.4). */
export const activityPanelKeys: readonly Binding[] = [
  backKey(bindActivity, 'Escape a q'),
  goToJobsKey(bindActivity, 'Go to its job in the list, or list its jobs', { text: 'Job' }, noJobOfEntry),
  copyRowKey(bindActivity, 'Copy the entry', 'Copy the entry', noEntries),
];
