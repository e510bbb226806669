import { narrows } from '../../model/filter.js';
import { pictureOf } from '../state/job-window.js';
import { digestIn } from '../state/news.js';
import type { JobsState } from '../state/state.js';
import {
  asOneEntry,
  type Binding,
  binder,
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
