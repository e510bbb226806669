import { narrows } from '../../model/filter.js';
import { parserWord } from '../../model/picture.js';
import { pictureOf } from '../state/job-window.js';
import { sidePanels } from '../state/list-panel.js';
import { digestIn } from '../state/news.js';
import type { JobsState, Mode } from '../state/state.js';
import {
  asOneEntry,
  type Binding,
  type BindingExtras,
  binder,
  type HintIn,
  type HintWords,
  lineKeys,
  matchKeys,
  ofQueue,
  stepKey,
} from './binding.js';
import {
  atListTop,
  noJobs,
  noNextGroup,
  noneCleared,
  noneComplete,
  noPipeline,
  noRoomBeside,
  notFiltered,
  nothingBeside,
  nothingNew,
  nothingToMark,
  notMarked,
  notSearched,
  noViews,
  oneDatabase,
  stillListing,
} from './reasons.js';

/** When no job is listed, the hint for the key that brings jobs back comes first. */
const clearFilter: HintWords = { text: 'Clear the filter', rank: 0 };
const showAll: HintWords = { text: 'Every status', rank: 0 };

/** There are jobs, but the filter lets none of them through. */
function isNothingListed({ connection }: JobsState): boolean {
  const picture = pictureOf(connection);
  const all = Object.values(picture?.counts ?? {}).reduce((sum: number, count: number) => sum + count, 0);
  return all > 0 && picture?.window.matching === 0;
}

/** The hint of a key that opens a panel; in another panel that one's own keys come first. */
function opening(text: string, rank: number): HintIn {
  return ofQueue(({ mode }) => ({
    text,
    ...(mode === 'JOB_LIST' ? { rank } : { rank: 9, isSpare: true }),
  }));
}

/** Whether the panel of parsers has kinds of jobs. */
function isOfKinds({ connection }: JobsState): boolean {
  return parserWord(pictureOf(connection)) === 'kind';
}

/** What the hint says, in the list before how to move. */
function pinnedInList(hintOf: HintIn): HintIn {
  return (state) => {
    const hint = hintOf(state);
    return hint !== null && state.mode === 'JOB_LIST' ? { ...hint, isPinned: true } : hint;
  };
}

/** While jobs have failed, their causes matter more than how to move. */
function causesHint(state: JobsState): HintWords | null {
  const failed = pictureOf(state.connection)?.counts?.failed ?? 0;
  const hint = opening('Causes', 5);
  return (failed > 0 ? pinnedInList(hint) : hint)(state);
}

const bind = binder('Job list', ['JOB_LIST']);

/** Moves by jobs, by pages and to the ends; each two keys have one entry in the help. */
const movingKeys: readonly Binding[] = [
  ...asOneEntry(
    'j Down k Up',
    'Next job, previous job',
    lineKeys(bind, ['Next job', 'Previous job'], {
      all: { modes: ['JOB_LIST', 'DETAIL_PANEL'], unavailable: noJobs },
      hint: { keys: 'j/k', text: 'Navigate', rank: 1, yields: true },
    }),
  ),
  ...asOneEntry('g G', 'First job, last job (Home, End)', [
    stepKey(bind, 'g Home', 'First job', { kind: 'first' }, { unavailable: noJobs }),
    stepKey(bind, 'G End', 'Last job', { kind: 'last' }, { unavailable: noJobs }),
  ]),
  ...asOneEntry('] [', 'Next group (failed, running, the others), previous', [
    bind(
      ']',
      'Next group (failed, running, the others)',
      { type: 'jump', by: 1 },
      { unavailable: noNextGroup },
    ),
    bind(
      '[',
      'Start of the group, then the previous one',
      { type: 'jump', by: -1 },
      { unavailable: atListTop },
    ),
  ]),
  ...asOneEntry('PageDown PageUp', 'Page down, page up (half of one: Ctrl-d, Ctrl-u)', [
    stepKey(bind, 'PageDown', 'Page down', { kind: 'screens', by: 1 }, { unavailable: noJobs }),
    stepKey(bind, 'PageUp', 'Page up', { kind: 'screens', by: -1 }, { unavailable: noJobs }),
    stepKey(bind, 'Ctrl-d', 'Half a page down', { kind: 'screens', by: 0.5 }, { unavailable: noJobs }),
    stepKey(bind, 'Ctrl-u', 'Half a page up', { kind: 'screens', by: -0.5 }, { unavailable: noJobs }),
  ]),
];

/** Which statuses are listed; one entry in the help. */
const statusKeys: readonly Binding[] = asOneEntry(
  '1-5 0',
  'Only failed, running, queued, done or cancelled; 0: all',
  [
    ...(['failed', 'running', 'queued', 'complete', 'cancelled'] as const).map((status, index) =>
      bind(String(index + 1), `Only ${status === 'complete' ? 'done' : status} jobs`, {
        type: 'show-statuses',
        statuses: [status],
      }),
    ),
    bind(
      '0',
      'Jobs of every status',
      { type: 'show-statuses', statuses: null },
      { hint: (state) => (isNothingListed(state) && !narrows(state.filter) ? showAll : null) },
    ),
  ],
);

/** Keys for the list and what it shows (behaviour 7.1). */
export const jobListKeys: readonly Binding[] = [
  ...movingKeys,
  ...asOneEntry('Enter |', 'Detail panel; |: beside the list (J K scroll it)', [
    bind(
      'Enter',
      'Detail panel',
      { type: 'open', mode: 'DETAIL_PANEL' },
      {
        hint: { text: 'Details', rank: 2 },
        unavailable: noJobs,
      },
    ),
    bind(
      '|',
      'Details beside the list, on a screen of 160 columns',
      { type: 'toggle-beside' },
      {
        hint: ({ room, wantsBeside }) =>
          room.beside === true && !wantsBeside ? { text: 'Details beside', rank: 9, isSpare: true } : null,
        unavailable: noRoomBeside,
      },
    ),
    bind(
      'J',
      'Scroll the details down',
      { type: 'scroll', step: { kind: 'screens', by: 0.5 } },
      { unavailable: nothingBeside },
    ),
    bind(
      'K',
      'Scroll the details up',
      { type: 'scroll', step: { kind: 'screens', by: -0.5 } },
      { unavailable: nothingBeside },
    ),
  ]),
  bind(
    '/',
    'Search names, paths, errors, ids (n, N: matches)',
    { type: 'open', mode: 'SEARCH' },
    { unavailable: noJobs },
  ),
  ...matchKeys(bind, { all: { isUnlisted: true, unavailable: notSearched } }),
  bind(
    '.',
    'Next new job since you last looked',
    { type: 'next-new' },
    {
      hint: (state) => (digestIn(state) === null ? null : { text: 'Next new', brief: 'New', rank: 0 }),
      unavailable: nothingNew,
    },
  ),
  bind(
    'f',
    'Filter by type, status, text, id, worker or cause',
    { type: 'open', mode: 'FILTER_DIALOG' },
    { hint: ofQueue({ text: 'Filter', rank: 7 }) },
  ),
  bind(
    'v',
    'Views: named filters and orders',
    { type: 'open', mode: 'VIEWS_DIALOG' },
    { unavailable: noViews },
  ),
  bind(
    's',
    'Sort by time, end, duration, size, name or a column',
    { type: 'open', mode: 'SORT_DIALOG' },
    { hint: (state) => (noJobs(state) === null ? { text: 'Sort', rank: 7 } : null) },
  ),
  bind(
    'Backspace',
    'Clear the filter',
    { type: 'clear-filter' },
    { hint: (state) => (isNothingListed(state) ? clearFilter : null), unavailable: notFiltered },
  ),
  ...statusKeys,
  ...asOneEntry('P z C t', 'Pipeline; compact list; its columns; ages or times', [
    bind(
      'P',
      'Show or hide the pipeline',
      { type: 'toggle-pipeline' },
      {
        hint: ofQueue((state) =>
          noPipeline(state) === null ? { text: 'Pipeline', rank: 4, yields: true } : null,
        ),
        unavailable: noPipeline,
      },
    ),
    bind('z', 'Compact or comfortable list', { type: 'toggle-density' }),
    bind('C', 'Columns of the compact list', { type: 'open', mode: 'COLUMNS_DIALOG' }),
    bind('t', "Ages, times in UTC or in this host's zone", { type: 'cycle-times' }),
  ]),
  ...asOneEntry('x X', 'Hide completed jobs (never deleted), show them again', [
    bind(
      'x',
      'Hide completed jobs (never deleted)',
      { type: 'clear-completed' },
      { unavailable: noneComplete },
    ),
    bind('X', 'Show hidden jobs again', { type: 'show-cleared' }, { unavailable: noneCleared }),
  ]),
  ...asOneEntry('Space *', 'Mark or unmark the job, all that match the filter', [
    bind('Space', 'Mark or unmark the job', { type: 'mark' }, { unavailable: noJobs }),
    bind(
      '*',
      'Mark all jobs that match the filter, or none',
      { type: 'mark-all' },
      { unavailable: nothingToMark, refused: stillListing },
    ),
  ]),
  bind(
    'Escape',
    'Clear marks, search, or what is new',
    { type: 'unmark' },
    {
      hint: (state) => (digestIn(state) === null ? null : { text: 'Seen', rank: 0 }),
      markedHint: { text: 'Unmark', rank: 3 },
      unavailable: notMarked,
    },
  ),
];

const bindPanel = binder('Panels', ['JOB_LIST']);

/** The key that opens a panel, from the list, from the detail panel, and from all panels but itself. */
function panelKey(key: string, description: string, mode: Mode, extras: BindingExtras): Binding {
  const others = sidePanels.filter((panel) => panel !== mode);
  const modes: readonly Mode[] = ['JOB_LIST', 'DETAIL_PANEL', ...others];
  return bindPanel(key, description, { type: 'open', mode }, { modes, ...extras });
}

/** Keys that open a panel, from the list and from other panels. */
export const panelsKeys: readonly Binding[] = [
  panelKey('e', 'Causes: failed jobs by what went wrong', 'CAUSES_PANEL', { hint: causesHint }),
  panelKey('a', 'Activity: what happened, newest first', 'ACTIVITY_PANEL', {
    hint: opening('Activity', 9),
  }),
  panelKey('w', 'Workers: who is working, and on what', 'WORKERS_PANEL', {
    hint: opening('Workers', 8),
  }),
  panelKey('p', 'Parsers: runs and durations (while monitoring, p pauses)', 'PARSERS_PANEL', {
    hint: (state) => opening(isOfKinds(state) ? 'Kinds' : 'Parsers', 8)(state),
    // The monitoring panel has this key for itself.
    modes: ['JOB_LIST', 'DETAIL_PANEL', 'CAUSES_PANEL', 'WORKERS_PANEL', 'ACTIVITY_PANEL', 'DATABASES_PANEL'],
  }),
  panelKey('m', 'Monitoring panel', 'MONITORING_PANEL', {
    hint: pinnedInList(opening('Monitor', 4)),
  }),
  panelKey('D', 'Databases: show one alone, or all', 'DATABASES_PANEL', {
    hint: (state) =>
      oneDatabase(state) === null && state.mode === 'JOB_LIST' ? { text: 'Databases', rank: 4 } : null,
    unavailable: oneDatabase,
  }),
];
