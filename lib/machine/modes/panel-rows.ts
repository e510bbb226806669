import { type CauseGroup, type Causes, causeText } from '../../model/causes.js';
import { type FeedEntry, feedSentence } from '../../model/feed.js';
import { type JobFilter, jobsOfParser, jobsOfWorker, onlyJobs } from '../../model/filter.js';
import type { JobId } from '../../model/job.js';
import type { ParserRow } from '../../model/parsers.js';
import { parserWord } from '../../model/picture.js';
import { grouped } from '../../model/text.js';
import type { WorkerRow } from '../../model/worker.js';
import { pictureOf } from '../state/job-window.js';
import { chosenIndex, chosenKey } from '../state/list-panel.js';
import type { JobsState } from '../state/state.js';
import { goTo, readAgain, type Transition, toClipboard } from '../transition.js';
import { backToListOf, inList } from './relisting.js';

/** The causes that the panel shows; null until they have been read. */
export function causesOf({ connection }: JobsState): Causes | null {
  return pictureOf(connection)?.causes ?? null;
}

/** The cause that keys act on; null if there is none. */
export function chosenCause(state: JobsState): CauseGroup | null {
  const index = chosenIndex(state);
  return index === null ? null : (causesOf(state)?.groups[index] ?? null);
}

/** The filter for the failed jobs of a cause, among those that the panel counts. */
export function filterOf({ filter }: JobsState, { key, text }: CauseGroup): JobFilter {
  return { ...filter, statuses: ['failed'], cause: { key, text } };
}

/** Goes to the list, showing only the chosen cause's jobs. */
export function showCause(state: JobsState): Transition {
  const group = chosenCause(state);
  if (group === null) return goTo(state);
  return backToListOf(state, filterOf(state, group));
}

/**
 * Copies the chosen cause with its count: `7,048 × SchemaViolation at row <n>`; `at least 4,021 × …` while causes are
 * still being read.
 */
export function copyCause(state: JobsState): Transition {
  const group = chosenCause(state);
  if (group === null) return goTo(state);
  const least = causesOf(state)?.unread === 0 ? '' : 'at least ';
  const text = `${least}${grouped(group.count)} \u00d7 ${causeText(group)}`;
  return toClipboard(state, text, 'cause with its count');
}

/** The parser version that keys act on; null if there is none. */
export function chosenParser(state: JobsState): ParserRow | null {
  const index = chosenIndex(state);
  return index === null ? null : (pictureOf(state.connection)?.parsers?.rows[index] ?? null);
}

/** The filter that lets through the failed jobs of a parser. */
export function failedOfParser({ filter }: JobsState, { name }: ParserRow): JobFilter {
  return { ...jobsOfParser(name, filter.cleared), statuses: ['failed'] };
}

/** Goes to the list, showing only the chosen parser's jobs. */
export function showParser(state: JobsState): Transition {
  const parser = chosenParser(state);
  if (parser === null) return goTo(state);
  return backToListOf(state, jobsOfParser(parser.name, state.filter.cleared));
}

/** Copies the chosen parser's name. */
export function copyParser(state: JobsState): Transition {
  const parser = chosenParser(state);
  if (parser === null) return goTo(state);
  return toClipboard(state, parser.name, `name of the ${parserWord(pictureOf(state.connection))}`);
}

/** The worker that keys act on; null if there is none. */
export function chosenWorker(state: JobsState): WorkerRow | null {
  const index = chosenIndex(state);
  return index === null ? null : (pictureOf(state.connection)?.workers?.rows[index] ?? null);
}

/** Goes to the list, showing only the jobs that the chosen worker has taken up. */
export function showWorker(state: JobsState): Transition {
  const worker = chosenKey(state);
  if (worker === null) return goTo(state);
  return backToListOf(state, jobsOfWorker(worker, state.filter.cleared));
}

/** Copies the chosen worker's name. */
export function copyWorker(state: JobsState): Transition {
  const text = chosenKey(state);
  if (text === null) return goTo(state);
  return toClipboard(state, text, 'name of the worker');
}

/** Goes to the list, showing only the chosen database; all databases if only that one was shown already. */
export function showDatabase(state: JobsState): Transition {
  const chosen = chosenKey(state);
  if (chosen === null) return goTo(state);
  const { database, ...filter } = state.filter;
  return backToListOf(state, database === chosen ? filter : { ...filter, database: chosen });
}

/** Copies the path of the chosen database. */
export function copyDatabase(state: JobsState): Transition {
  const chosen = chosenKey(state);
  const text = pictureOf(state.connection)?.databases?.find(({ name }) => name === chosen)?.path;
  if (text === undefined) return goTo(state);
  return toClipboard(state, text, 'path of the database');
}

/** The entry of the feed that keys act on; null if there is none. */
function chosenEntry(state: JobsState): FeedEntry | null {
  const index = chosenIndex(state);
  return index === null ? null : (state.feed[index] ?? null);
}

/** Goes to the chosen entry's job in the list, or lists its jobs if it is about several. */
export function showEntry(state: JobsState): Transition {
  const { kind, count = 0, ids = [] } = chosenEntry(state) ?? {};
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

/** Copies the chosen entry as a sentence. */
export function copyEntry(state: JobsState): Transition {
  const entry = chosenEntry(state);
  if (entry === null) return goTo(state);
  const text = `${new Date(entry.at).toISOString()} ${feedSentence(entry)}`;
  return toClipboard(state, text, 'entry');
}
