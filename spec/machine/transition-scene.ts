import { transition } from '../../lib/machine/events.js';
import { initialState } from '../../lib/machine/jobs-state-machine.js';
import { type Binding, listedOf } from '../../lib/machine/keymap/binding.js';
import { keymap } from '../../lib/machine/keymap/keymap.js';
import { logRequestFor } from '../../lib/machine/requests/log-request.js';
import { defaultLineMetrics, opened } from '../../lib/machine/state/log-viewer.js';
import type { JobsState, Mode } from '../../lib/machine/state/state.js';
import { seen } from '../../lib/machine/state/write-order.js';
import type { HelpLook, ViewMetrics } from '../../lib/machine/transition.js';
import type { Causes } from '../../lib/model/causes.js';
import type { FeedEntry } from '../../lib/model/feed.js';
import { utcClocks } from '../../lib/model/filter/point-in-time.js';
import type { Job } from '../../lib/model/job.js';
import type { ParserList } from '../../lib/model/panels/parsers.js';
import type { NamedView } from '../../lib/model/saved-view.js';
import type { WorkerList } from '../../lib/model/worker.js';
import { monitoring } from '../screens/monitoring-scene.js';
import { logEvent, numberedLog } from './log-in-memory.js';
import { databaseRow, parserRow, workerRow } from './panel-rows.js';
import { heightOf, makeJobs, makePicture } from './queue-in-memory.js';

/** A help with a line for each entry of the keymap, or for each of its bindings. */
const helpOf = (keys: readonly Binding[]): HelpLook => {
  const entries = keys.map((binding, row) => {
    const text = binding.description.toLowerCase();
    return { row, height: 1, text, description: text, binding };
  });
  return { lines: entries.length, entries };
};
const [helpLook, helpByKey] = [helpOf(listedOf(keymap)), helpOf(keymap)];

/** Modes in which a key opens the help. */
export const helpedModes: readonly Mode[] = keymap.flatMap(({ action, modes }) =>
  action.type === 'open' && action.mode === 'HELP' ? modes : [],
);

/** A list whose jobs are as high as they say, and a panel of 60 lines. */
export const viewMetrics: ViewMetrics = {
  heightOf,
  heightIn: () => heightOf,
  recordProgress: (log) => log,
  helpLook: (state) => (state.helpByKey ? helpByKey : helpLook),
  detailLines: () => 60,
  panelLines: () => 5,
  monitorSinks: () => ({ visible: 5, lines: 30 }),
  clocks: () => utcClocks,
  logLook: defaultLineMetrics,
};

/** Twenty rows of a panel. */
const twenty = <T>(row: (index: number, isSecond: boolean) => T): readonly T[] =>
  Array.from({ length: 20 }, (_, index) => row(index, index % 10 === 1));

/** Twenty causes, of which the second and each tenth are full disks. */
const causes: Causes = {
  groups: twenty((index, isSecond) => ({
    ...{ key: `cause ${index}`, text: isSecond ? 'DiskFull' : `Error${index}`, count: 20 - index },
    ...{ names: ['fix_parser'], moreNames: 0, firstAt: 1, lastAt: 2, sample: '4' },
  })),
  ...{ total: 20, failed: 210, unread: 0, sample: null },
};

/** Twenty workers, of which the second and each tenth are on another host. */
const workers: WorkerList = {
  periodMs: 3_600_000,
  rows: twenty((index, isSecond) => workerRow(`${isSecond ? 'far' : 'vm'}:${index}`)),
  ...{ total: 20, others: 0, jobs: null },
};

/** Twenty parsers, of which the second and each tenth are for another exchange. */
const parsers: ParserList = {
  periodMs: 86_400_000,
  rows: twenty((index, isSecond) =>
    parserRow(`parser ${index}`, `${isSecond ? 'itch' : 'fix'}${index}`, index),
  ),
  ...{ total: 20, lastFailed: null },
};

/** Twenty databases, of which the second and each tenth are archives. */
const databases = twenty((index, isSecond) => databaseRow(`${isSecond ? 'archive' : 'queue'}${index}`));

/** Twenty entries, of which each second one is about a job. */
const feed: readonly FeedEntry[] = twenty((index) => ({
  ...{ id: 20 - index, kind: 'failed', from: 0, at: 0, words: [`Error${index}`] },
  ...(index % 2 === 0 ? { count: 2, ids: [] } : { count: 1, ids: ['4'] }),
}));

/** Two views, of which the second is compact and in another order. */
const views: readonly NamedView[] = [
  { name: 'failures', filter: { statuses: ['failed'], types: null, name: '' } },
  {
    name: 'fix',
    filter: { statuses: null, types: ['parse'], name: 'fix' },
    sort: { by: 'end', reversed: false, failedFirst: true },
    density: 'compact',
  },
];

/** Every key that some mode has, and one letter that none has. */
export const everyKey: readonly string[] = [
  ...new Set([...keymap.flatMap((binding) => binding.keys), 'u']),
].sort();

/** A log of a hundred lines, and where each of them begins. */
export const sceneLog = numberedLog(100);
export const lineStarts = sceneLog.lines().map(({ start }) => start);

/** Keys that lead from the list into each mode, or from the log viewer into its own. */
const ways: Readonly<Record<Mode, readonly string[]>> = {
  ...{ JOB_LIST: [], DETAIL_PANEL: ['Enter'], LOG_VIEWER: [], LOG_SEARCH: ['/', '9'] },
  ...{ LOG_FILTER: ['&', '9'], FILTER_DIALOG: ['f'], SORT_DIALOG: ['s', 'j'], VIEWS_DIALOG: ['v', 'j'] },
  ...{ MONITORING_PANEL: ['m', 'Shift-Tab'], CAUSES_PANEL: ['e', 'j', 'j'], WORKERS_PANEL: ['w', 'j', 'j'] },
  ...{ PARSERS_PANEL: ['p', 'j', 'j'], DATABASES_PANEL: ['D', 'j', 'j'], ACTIVITY_PANEL: ['a', 'j'] },
  ...{ PANEL_SEARCH: ['e', 'j', '/', '1'], COPY_VIEW: ['Y'], CONFIRM: ['c'], SEARCH: ['/', 'j', 'o'] },
  ...{ COLUMNS_DIALOG: ['C', 'j'], HELP: ['?'], HELP_SEARCH: ['?', '/', 'j'] },
};

/**
 * Twenty jobs of three lines on a screen of twelve; the sixth is selected, the second on the screen: a running
 * backtest with an output. The one before it has failed. The help and the panel are scrolled by four lines. The log has
 * ten lines and twenty columns, and is stopped at its fiftieth line; `5` was looked for.
 */
export function stateIn(mode: Mode): JobsState {
  const jobs = makeJobs(20).map((job, index): Job => {
    if (index === 4) return { ...job, status: 'failed', errorMessage: 'no' };
    return index === 5 ? { ...job, type: 'backtest', outputPath: '/output/5' } : job;
  });
  const picture = {
    ...{ ...makePicture(jobs), failedMatching: 1, monitoring, causes, workers, parsers, databases },
  };
  const failed = jobs[4];
  let state: JobsState = {
    ...initialState(),
    views,
    feed,
    connection: { kind: 'live', picture: { ...picture, counts: { ...picture.counts, complete: 2 } } },
    selection: { id: '5', index: 5 },
    room: { list: 12, listBelowPipeline: 8, panel: 12, log: { lines: 10, columns: 20 } },
    viewport: { lines: 12, selectedLine: 3, pinned: false },
    filter: { statuses: null, types: ['backtest', 'parse'], name: '', cleared: { until: 1, except: [] } },
  };
  if (mode.startsWith('LOG_')) state = viewingLog(state);
  for (const key of ways[mode]) state = transition(state, { type: 'key', key }, viewMetrics).state;
  state = transition(state, { type: 'question-seen', asked: 1 }, viewMetrics).state;
  const marks = mode === 'JOB_LIST' && failed ? new Map([[failed.id, seen(failed)]]) : state.marked;
  return {
    ...state,
    marked: marks,
    ...(mode === 'HELP' ? { helpTop: 4, helpChosen: 10 } : {}),
    ...(mode === 'DETAIL_PANEL' ? { detailTop: 4 } : {}),
  };
}

function viewingLog(state: JobsState): JobsState {
  const found = { phase: 'found', request: null, found: lineStarts[53] ?? 0, wrapped: false } as const;
  const begun: JobsState = {
    ...state,
    mode: 'LOG_VIEWER',
    log: {
      ...opened(makeJobs(6)[5] as Job, 20),
      following: false,
      top: { offset: lineStarts[50] ?? 0, row: 0 },
      search: { ...found, text: '5', sign: '/', direction: 'forward', owed: 0, matches: null, origin: null },
    },
  };
  const request = logRequestFor(begun);
  if (request === null) throw new Error('nothing of the log is wanted');
  return transition(begun, logEvent(sceneLog.read(request), request), viewMetrics).state;
}
