import { type CauseGroup, causeText } from '../../model/causes.js';
import { type FeedEntry, feedSentence } from '../../model/feed.js';
import { type JobFilter, jobsOfParser, jobsOfWorker, onlyJobs } from '../../model/filter.js';
import type { JobId } from '../../model/job.js';
import { type Picture, parserWord } from '../../model/picture.js';
import { grouped } from '../../model/text.js';
import { pictureOf } from '../state/job-window.js';
import { chosenIndex, type ListPanel, openPanel } from '../state/list-panel.js';
import type { JobsState } from '../state/state.js';
import { goTo, readAgain, type Transition, toClipboard } from '../transition.js';
import { backToListOf, inList } from './relisting.js';

/** The jobs that the operator asks to retry: those that pass a filter. */
export interface AskedRetry {
  readonly filter: JobFilter;
  /** How many they are; null if that isn't known yet. */
  readonly count: number | null;
  /** The worker that left them when it ended; absent: they have failed. */
  readonly worker?: string;
}

/** What keys do with the chosen row of a panel. */
interface RowKeys {
  readonly jobs: () => Transition;
  /** What is copied, and what that is. */
  readonly copy: () => readonly [text: string, what: string];
  readonly retry?: () => AskedRetry;
}

/** What keys do with the row at a position of each panel; null if it isn't there. */
const keysOfRow: {
  readonly [P in ListPanel]: (state: JobsState, picture: Picture, index: number) => RowKeys | null;
} = {
  CAUSES_PANEL: (state, { causes }, index) => {
    const group = causes?.groups[index];
    if (!causes || group === undefined) return null;
    const { count } = group;
    const filter = failedOf(state, group);
    // While causes are still being read, their counts are too low to ask about.
    const isWhole = causes.unread === 0;
    return {
      jobs: () => backToListOf(state, filter),
      // `7,048 × SchemaViolation at row <n>`; `at least 4,021 × …` while causes are still being read.
      copy: () => [
        `${isWhole ? '' : 'at least '}${grouped(count)} \u00d7 ${causeText(group)}`,
        'cause with its count',
      ],
      retry: () => ({ filter, count: isWhole ? count : null }),
    };
  },
  WORKERS_PANEL: (state, { workers }, index) => {
    const worker = workers?.rows[index];
    if (worker === undefined) return null;
    const { name, running } = worker;
    return {
      jobs: () => backToListOf(state, jobsOfWorker(name, state.filter.cleared)),
      copy: () => [name, 'name of the worker'],
      retry: () => ({
        filter: { ...jobsOfWorker(name, null), statuses: ['gone'] },
        count: running,
        worker: name,
      }),
    };
  },
  PARSERS_PANEL: (state, picture, index) => {
    const parser = picture.parsers?.rows[index];
    if (parser === undefined) return null;
    const { name, retriable } = parser;
    const filter = jobsOfParser(name, state.filter.cleared);
    return {
      jobs: () => backToListOf(state, filter),
      copy: () => [name, `name of the ${parserWord(picture)}`],
      retry: () => ({ filter: { ...filter, statuses: ['failed'] }, count: retriable }),
    };
  },
  DATABASES_PANEL: (state, { databases }, index) => {
    const chosen = databases?.[index];
    if (chosen === undefined) return null;
    const { database, ...filter } = state.filter;
    return {
      // All databases if only that one was shown already.
      jobs: () =>
        backToListOf(state, database === chosen.name ? filter : { ...filter, database: chosen.name }),
      copy: () => [chosen.path, 'path of the database'],
    };
  },
  ACTIVITY_PANEL: (state, _, index) => {
    const entry = state.feed[index];
    if (entry === undefined) return null;
    return {
      jobs: () => showJobs(state, entry),
      copy: () => [`${new Date(entry.at).toISOString()} ${feedSentence(entry)}`, 'entry'],
    };
  },
};

function chosenRow(state: JobsState): RowKeys | null {
  const [panel, picture, index] = [openPanel(state), pictureOf(state.connection), chosenIndex(state)];
  return panel === null || picture === null || index === null
    ? null
    : keysOfRow[panel](state, picture, index);
}

/** Goes from the chosen row to its jobs in the list, or copies it. */
export function onRow(state: JobsState, what: 'jobs' | 'copy'): Transition {
  const row = chosenRow(state);
  if (row === null) return goTo(state);
  return what === 'jobs' ? row.jobs() : toClipboard(state, ...row.copy());
}

/** What to retry of the chosen row; null where it has nothing for that. */
export function retryAsked(state: JobsState): AskedRetry | null {
  return chosenRow(state)?.retry?.() ?? null;
}

/** The filter for the failed jobs of a cause, among those that the panel counts. */
function failedOf({ filter }: JobsState, { key, text }: CauseGroup): JobFilter {
  return { ...filter, statuses: ['failed'], cause: { key, text } };
}

/** Goes to the job of an entry of the feed in the list, or lists its jobs if it is about several. */
function showJobs(state: JobsState, { kind, count = 0, ids }: FeedEntry): Transition {
  const [id] = ids;
  if (id === undefined) return goTo(state);
  if (ids.length === 1) return goToJob(inList(state), id);
  // An entry about workers counts these.
  const isAll = kind === 'gone' || kind === 'silent' || ids.length >= count;
  const text = `Of the ${grouped(count)} jobs, these ${ids.length} are known`;
  const noted: JobsState = isAll ? state : { ...state, notice: { tone: 'aside', text, at: null } };
  return backToListOf(noted, onlyJobs(ids));
}

/** Selects a job in the list; one that the filter hides is listed alone, and of one that isn't there a notice says so. */
export function goToJob(state: JobsState, id: JobId): Transition {
  const viewport = { ...state.viewport, pinned: false };
  return readAgain({
    ...state,
    viewport,
    pending: { kind: 'job', id, index: state.selection.index, isSought: true },
  });
}
