import { databaseOf } from '../../model/job.js';
import { parserWord, queueOf } from '../../model/picture.js';
import { pictureOf } from '../state/job-window.js';
import {
  chosenIndex,
  type ListPanel,
  listPanels,
  nextPeriod,
  openPanel,
  rowsIn,
  sidePanels,
} from '../state/list-panel.js';
import type { JobsState, Mode } from '../state/state.js';
import {
  type Bind,
  type Binding,
  type BindingExtras,
  backKey,
  binder,
  type HintIn,
  lineKeys,
  matchKeys,
  ofQueue,
  pageKeys,
} from './binding.js';
import {
  firstOf,
  noneRetriable,
  notWritable,
  oneDatabase,
  panelNotSearched,
  type Reason,
  stillCounting,
} from './reasons.js';

/** Why there is no row in a panel to act on; `noun` is what its rows are. */
function noRowIn(
  panel: ListPanel,
  noun: (state: JobsState) => string,
  none: (state: JobsState) => string = (state) => `no ${noun(state)} here`,
): Reason {
  return (state) => {
    const rows = rowsIn(panel, state);
    if (rows === null) return stillCounting(state) ?? `the ${noun(state)} are still being read`;
    return rows.length > 0 ? null : none(state);
  };
}

/** What the panel of parsers has: `parser` or `kind`. */
function wordOf({ connection }: JobsState): ReturnType<typeof parserWord> {
  return parserWord(pictureOf(connection));
}

/** There must be a row in each panel to act on. */
const noRowsOf: { readonly [P in ListPanel]: Reason } = {
  CAUSES_PANEL: noRowIn(
    'CAUSES_PANEL',
    () => 'causes',
    ({ connection }) =>
      (pictureOf(connection)?.causes?.unread ?? 0) > 0 ? 'the causes are still being read' : 'no failed jobs',
  ),
  WORKERS_PANEL: noRowIn('WORKERS_PANEL', () => 'workers'),
  PARSERS_PANEL: noRowIn('PARSERS_PANEL', (state) => `${wordOf(state)}s`),
  ACTIVITY_PANEL: ({ feed }) => (feed.length > 0 ? null : 'nothing has happened yet'),
  DATABASES_PANEL: oneDatabase,
};

/** There must be a row in the panel that is open. */
const noRows: Reason = (state) => {
  const panel = openPanel(state);
  return panel === null ? null : noRowsOf[panel](state);
};

const bindRows = binder('Rows of a panel', listPanels);

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

const bindPanel = binder('Panels', ['JOB_LIST']);

/** The key that opens a panel, from the list, from the detail panel, and from all panels but itself. */
function panelKey(key: string, description: string, mode: Mode, extras: BindingExtras): Binding {
  const others = sidePanels.filter((panel) => panel !== mode);
  const modes: readonly Mode[] = ['JOB_LIST', 'DETAIL_PANEL', ...others];
  return bindPanel(key, description, { type: 'open', mode }, { modes, ...extras });
}

/** The hint of a key that opens a panel; in another panel that one's own keys come first. */
function opening(text: string, rank: number): HintIn {
  return ofQueue(({ mode }) => ({
    text,
    ...(mode === 'JOB_LIST' ? { rank } : { rank: 9, isSpare: true }),
  }));
}

/** What the hint says, in the list before how to move. */
function pinnedInList(hintOf: HintIn): HintIn {
  return (state) => {
    const hint = hintOf(state);
    return hint !== null && state.mode === 'JOB_LIST' ? { ...hint, isPinned: true } : hint;
  };
}

/** What a key does with the chosen row: for the help, for the hint, and why it can't if there is a row. */
type RowKey = readonly [description: string, hint: string, unavailable?: Reason];

/** What a panel's keys are called. */
interface PanelKeys {
  readonly group: Binding['group'];
  /** The key that opens the panel, and closes it; what the help says of it, and what else it has. */
  readonly opens: readonly [key: string, description: string, extras: BindingExtras];
  /** The periods that it can look back. */
  readonly periods?: string;
  readonly jobs: RowKey;
  readonly retry?: RowKey;
  readonly copy: RowKey;
}

/** The key that opens a panel, and the panel's own keys. */
function keysOf(panel: ListPanel, { group, opens, periods, jobs, retry, copy }: PanelKeys) {
  const bind = binder(group, [panel]);
  const [key, about, extras] = opens;
  const onRow = (
    keys: string,
    what: 'jobs' | 'retry' | 'copy',
    [description, text, unavailable = noRowsOf[panel]]: RowKey,
    hint: { readonly brief?: string; readonly rank: number },
  ) => bind(keys, description, { type: 'row', what }, { hint: { text, ...hint }, unavailable });
  return {
    open: panelKey(key, about, panel, extras),
    own: [
      backKey(bind, `Escape ${key} q`),
      onRow('Enter', 'jobs', jobs, { rank: 2 }),
      ...(periods === undefined ? [] : periodKeys(bind, periods)),
      ...(retry === undefined ? [] : [onRow('R A', 'retry', retry, { brief: 'Retry', rank: 3 })]),
      onRow('y', 'copy', copy, { brief: 'Copy', rank: 5 }),
    ],
  };
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
        unavailable: (state) => (nextPeriod(state, 1) === undefined ? 'these are all times already' : null),
      },
    ),
    bind(
      '- _',
      'Shorter period',
      { type: 'panel-period', by: -1 },
      {
        shown: '-',
        unavailable: (state) => (nextPeriod(state, -1) === undefined ? 'this is the shortest period' : null),
      },
    ),
  ];
}

/** Keys of the panel that groups failed jobs by cause (behaviour 16.1). */
const causes = keysOf('CAUSES_PANEL', {
  group: 'Causes of failures',
  opens: [
    'e',
    'Causes: failed jobs by what went wrong',
    {
      // While jobs have failed, their causes matter more than how to move.
      hint: (state) => {
        const hasFailed = (pictureOf(state.connection)?.counts?.failed ?? 0) > 0;
        const hint = opening('Causes', 5);
        return (hasFailed ? pinnedInList(hint) : hint)(state);
      },
    },
  ],
  jobs: ['List the jobs of the cause', 'Jobs'],
  retry: [
    'Retry all jobs of the cause (asks first)',
    'Retry all of them',
    firstOf(notWritable, noneRetriable, noRowsOf.CAUSES_PANEL),
  ],
  copy: ['Copy the cause with its count', 'Copy the cause'],
});

/** The chosen worker must have left jobs, and be known to have ended. */
const nothingLeft: Reason = (state) => {
  const worker = pictureOf(state.connection)?.workers?.rows[chosenIndex(state) ?? 0];
  if (worker === undefined || worker.running === 0) return 'this worker left no jobs';
  if (worker.trouble?.kind === 'gone') return busyWithWorker(state, worker.name);
  return worker.trouble === null ? 'this worker is not gone' : 'silent, but not known to be gone';
};

/** Other programs' queues put their jobs back themselves. */
const onlyOwnQueues: Reason = (state) => {
  const picture = pictureOf(state.connection);
  const id = picture?.workers?.rows[chosenIndex(state) ?? 0]?.longest?.id;
  const database = id === undefined ? null : databaseOf(id);
  const queue = picture === null ? undefined : queueOf(picture, database === null ? {} : { database });
  return queue === undefined ? null : `not in ${queue.title}`;
};

function busyWithWorker({ writing }: JobsState, worker: string): string | null {
  const isBusy = writing.some((order) => order.action === 'all-marked' && order.worker === worker);
  return isBusy ? 'already in progress' : null;
}

/** Keys of the workers panel (behaviour 16.2). */
const workers = keysOf('WORKERS_PANEL', {
  group: 'Workers',
  opens: ['w', 'Workers: who is working, and on what', { hint: opening('Workers', 8) }],
  periods: '5 minutes, 1 hour, 24 hours, all',
  jobs: ['List the jobs of the worker', 'Jobs'],
  retry: [
    'Put back the jobs that a gone worker left (asks first)',
    'Put back its jobs',
    firstOf(notWritable, noRowsOf.WORKERS_PANEL, onlyOwnQueues, nothingLeft),
  ],
  copy: ['Copy the name of the worker', 'Copy its name'],
});

/** The chosen parser must have failed jobs. */
const noneFailed: Reason = (state) => {
  const row = pictureOf(state.connection)?.parsers?.rows[chosenIndex(state) ?? 0];
  return (row?.retriable ?? 0) > 0 ? null : `no failed jobs of this ${wordOf(state)}`;
};

/** Keys of the parsers panel (behaviour 16.3). */
const parsers = keysOf('PARSERS_PANEL', {
  group: 'Parsers',
  opens: [
    'p',
    'Parsers: runs and durations (while monitoring, p pauses)',
    {
      hint: (state) => opening(wordOf(state) === 'kind' ? 'Kinds' : 'Parsers', 8)(state),
      // The monitoring panel has this key for itself.
      modes: ['JOB_LIST', 'DETAIL_PANEL', ...listPanels.filter((panel) => panel !== 'PARSERS_PANEL')],
    },
  ],
  periods: '1 hour, 24 hours, 7 days, all',
  jobs: ['List the jobs of the parser, of all its versions', 'Jobs'],
  retry: [
    'Retry all failed jobs of the parser (asks first)',
    'Retry its failed jobs',
    firstOf(notWritable, noneRetriable, noRowsOf.PARSERS_PANEL, noneFailed),
  ],
  copy: ['Copy the name of the parser', 'Copy its name'],
});

/** Keys of the panel that lists what happened (behaviour 16.4). */
const activity = keysOf('ACTIVITY_PANEL', {
  group: 'Activity',
  opens: ['a', 'Activity: what happened, newest first', { hint: opening('Activity', 9) }],
  jobs: [
    'Go to its job in the list, or list its jobs',
    'Job',
    firstOf(noRowsOf.ACTIVITY_PANEL, (state) => {
      const entry = state.feed[chosenIndex(state) ?? -1];
      return (entry?.ids.length ?? 0) > 0 ? null : 'not about a job that is known';
    }),
  ],
  copy: ['Copy the entry', 'Copy the entry'],
});

/** Keys of the panel that lists several databases (behaviour 16.5). */
const databases = keysOf('DATABASES_PANEL', {
  group: 'Databases',
  opens: [
    'D',
    'Databases: show one alone, or all',
    {
      hint: (state) =>
        oneDatabase(state) === null && state.mode === 'JOB_LIST' ? { text: 'Databases', rank: 4 } : null,
      unavailable: oneDatabase,
    },
  ],
  jobs: ['Show the database alone, or all again', 'Alone'],
  copy: ['Copy the path of the database', 'Copy its path'],
});

/** Keys that open a panel, from the list and from other panels. */
export const panelsKeys: readonly Binding[] = [
  ...[causes, activity, workers, parsers].map(({ open }) => open),
  panelKey('m', 'Monitoring panel', 'MONITORING_PANEL', { hint: pinnedInList(opening('Monitor', 4)) }),
  databases.open,
];

/** The keys of each panel of rows that other panels don't have, or not so. */
export const listPanelKeys = [causes, workers, parsers, activity, databases].flatMap(({ own }) => own);
