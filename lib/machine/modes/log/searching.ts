import type { LogSearch } from '../../../model/log.js';
import type { Command, JobsEvent } from '../../state/event.js';
import { type LogTextSearch, type LogViewer, onlyOf } from '../../state/log-viewer.js';
import { back, over } from '../../state/mode-stack.js';
import type { JobsState } from '../../state/state.js';
import type { Notice } from '../../state/write-order.js';
import { goTo, type Transition, type ViewMetrics } from '../../transition.js';
import { searching } from '../typing.js';
import { linesAboveMatch } from './fit-viewer.js';
import { linesInSight, movingTo, withViewer } from './moving.js';

/** Starts typing a search, from the top row downwards, or with `?` upwards. */
export function enterLogSearch(state: JobsState, sign: LogTextSearch['sign'] = '/'): Transition {
  const { log } = state;
  if (log === null) return goTo(back(state));
  const { top, left, following, search } = log;
  const before = search === null ? null : ended({ ...search, origin: null });
  const begun: LogTextSearch = {
    text: '',
    phase: 'idle',
    request: null,
    found: null,
    wrapped: false,
    sign,
    direction: following || sign === '?' ? 'backward' : 'forward',
    owed: 0,
    matches: null,
    origin: { top, left, following, search: before },
  };
  return goTo({ ...state, log: { ...log, search: begun } });
}

export const logTyping = searching(({ log }) => log?.search, searchAgain);

/** Stays at the match and keeps the text for finding the next and previous one. Without text, ends the search. */
export function takeLogSearch(state: JobsState): Transition {
  const { log } = state;
  if (log === null) return goTo(back(state));
  const search = log.search === null || log.search.text === '' ? null : { ...log.search, origin: null };
  const notice = search === null ? state.notice : (noticeOf(search, search.direction) ?? state.notice);
  return goTo({ ...back(state), notice, log: { ...log, search } });
}

/** Ends the search being typed, and goes back to where it began; `state.mode` is already the one below. */
export function giveUpLogSearch(state: JobsState, view: ViewMetrics): Transition {
  const { log } = state;
  if (log === null) return goTo(state);
  const given = { ...atOrigin(log), search: log.search?.origin?.search ?? null };
  return withCommand(withViewer(state, given, view), { type: 'stop-log-search' });
}

/**
 * Continues in the search's direction, or back: from the last match if it is in view, else from the screen. While
 * a search is under way, the step is owed.
 */
export function searchOnInLog(state: JobsState, by: 1 | -1): Transition {
  const { log } = state;
  if (log === null || log.search === null) return goTo(state);
  if (log.search.phase === 'searching') {
    return goTo({ ...state, log: { ...log, search: { ...log.search, owed: log.search.owed + by } } });
  }
  const { found } = log.search;
  const direction = by === 1 ? log.search.direction : opposite[log.search.direction];
  const isInSight = linesInSight(log, state.room.log.lines).some(({ start }) => start === found);
  return isInSight
    ? fromMatch(state, log, log.search, direction)
    : lookFor(state, log, { ...log.search, matches: null }, log.top.offset, direction);
}

/** Continues from the last match, so the place of the next one among all matches is known too. */
function fromMatch(
  state: JobsState,
  log: LogViewer,
  search: LogTextSearch,
  direction: Direction,
): Transition {
  const found = search.found ?? 0;
  return lookFor(state, log, search, direction === 'forward' ? found + 1 : found, direction);
}

type Direction = LogSearch['direction'];

const opposite = { forward: 'backward', backward: 'forward' } as const;

/** Takes the result of a search, unless something else was searched for in the meantime. */
export function takeLogFound(
  state: JobsState,
  { search: answered, result }: Extract<JobsEvent, { type: 'log-found' }>,
  view: ViewMetrics,
): Transition {
  const { log } = state;
  const search = log?.search;
  if (log === null || !search || !isSame(search.request, answered)) return goTo(state);
  const isTyped = state.mode === 'LOG_SEARCH';
  switch (result.kind) {
    case 'found': {
      const next: LogTextSearch = {
        ...search,
        phase: 'found',
        request: null,
        found: result.start,
        wrapped: result.wrapped,
        matches: nextPlace(search, answered.direction, result.wrapped, log.piece?.size ?? 0),
      };
      const notice = isTyped ? state.notice : (noticeOf(next, answered.direction) ?? state.notice);
      const by = -linesAboveMatch(state.room.log.lines);
      const viewer = movingTo(
        { ...log, search: next },
        { at: { offset: result.start, row: 0 }, by, purpose: 'match' },
      );
      const shown = withViewer({ ...state, notice }, viewer, view);
      return next.owed === 0 ? counted(shown, answered, result.start) : owing(shown);
    }
    case 'none': {
      const next: LogTextSearch = { ...ended(search), phase: 'none', wrapped: false };
      const notice = isTyped ? state.notice : noticeOf(next);
      return withViewer({ ...state, notice }, { ...atOrigin({ ...log, search: next }) }, view);
    }
    case 'stopped':
      return goTo({ ...state, log: { ...log, search: ended(search) } });
    case 'problem': {
      const text = `${result.problem.sentence} ${result.problem.advice}`;
      const notice: Notice = { tone: 'failed', text, at: null };
      return goTo({ ...state, notice, log: { ...log, search: ended(search) } });
    }
  }
}

/** Takes the number of matching lines, unless another match was found in the meantime. */
export function takeLogCounted(
  state: JobsState,
  { search: answered, at, result }: Extract<JobsEvent, { type: 'log-counted' }>,
): Transition {
  const { log } = state;
  const search = log?.search;
  if (log === null || !search || result.kind !== 'counted') return goTo(state);
  const isSameText = search.text === answered.text && onlyOf(log).only === answered.only;
  const isWanted = log.job.id === answered.jobId && isSameText && search.found === at;
  if (!isWanted) return goTo(state);
  const { total, before, size } = result;
  const matches = { total, index: Math.min(before + 1, total), size };
  return goTo({ ...state, log: { ...log, search: { ...search, matches } } });
}

/** Adds a request for the number of matches if it isn't known. */
function counted(transition: Transition, search: LogSearch, at: number): Transition {
  if (transition.state.log?.search?.matches !== null) return transition;
  return withCommand(transition, { type: 'count-log-matches', search, at });
}

/** Moves on by one of the matches that are owed. */
function owing({ state, commands }: Transition): Transition {
  const { log } = state;
  if (log === null || log.search === null) return { state, commands };
  const { owed } = log.search;
  const search = { ...log.search, owed: owed - Math.sign(owed) };
  const direction = owed > 0 ? search.direction : opposite[search.direction];
  const on = fromMatch(state, log, search, direction);
  return { state: on.state, commands: [...commands, ...on.commands] };
}

/**
 * The place among all matches of the one after a match whose place is known; null if the log has grown since they
 * were counted.
 */
function nextPlace(
  { matches }: LogTextSearch,
  direction: Direction,
  wrapped: boolean,
  size: number,
): LogTextSearch['matches'] {
  if (matches === null || matches.size !== size) return null;
  if (wrapped) return { ...matches, index: direction === 'forward' ? 1 : matches.total };
  const index = matches.index + (direction === 'forward' ? 1 : -1);
  return index < 1 || index > matches.total ? null : { ...matches, index };
}

/** Whether a search is under way. */
export function isSearching(log: LogViewer | null): boolean {
  return log?.search?.phase === 'searching';
}

/** Escape while a search is under way ends only the search; `state.mode` is already the one below. */
export function withSearchEnded(state: JobsState): JobsState {
  const { log } = state;
  return { ...over(state, 'LOG_VIEWER'), log: log && { ...log, search: log.search && ended(log.search) } };
}

function searchAgain(state: JobsState, text: string, view: ViewMetrics): Transition {
  const { log } = state;
  if (log === null || log.search === null) return goTo(state);
  const search: LogTextSearch = {
    ...ended(log.search),
    text,
    found: null,
    wrapped: false,
    matches: null,
  };
  if (text === '') {
    const viewer = atOrigin({ ...log, search });
    return withCommand(withViewer(state, viewer, view), { type: 'stop-log-search' });
  }
  const { direction } = search;
  const { following, top } = search.origin ?? log;
  const from = following ? (log.piece?.size ?? 0) : top.offset;
  return lookFor(state, log, search, from, direction);
}

/** Looks for the next match from an offset of the log on. */
function lookFor(
  state: JobsState,
  log: LogViewer,
  search: LogTextSearch,
  from: number,
  direction: Direction,
): Transition {
  const { text } = search;
  const request: LogSearch = { jobId: log.job.id, text, from, direction, ...onlyOf(log) };
  const next = { ...log, search: { ...search, phase: 'searching' as const, request } };
  return withCommand(goTo({ ...state, log: next }), { type: 'search-log', search: request });
}

/** The viewer back where the typed search began. */
function atOrigin(log: LogViewer): LogViewer {
  const origin = log.search?.origin ?? null;
  if (origin === null) return log;
  if (origin.following) return { ...log, left: origin.left, following: true, move: null };
  return { ...movingTo(log, { at: origin.top, by: 0, purpose: 'stay' }), left: origin.left };
}

/** The search with nothing under way. */
export function ended(search: LogTextSearch): LogTextSearch {
  return { ...search, phase: search.phase === 'searching' ? 'idle' : search.phase, request: null, owed: 0 };
}

/** What to say of a search that wrapped around an end of the log. */
export const wrappedWords = { forward: 'wrapped to the top', backward: 'wrapped to the bottom' } as const;

/** What to say of a search outside of its prompt; null if the screen shows it anyway. */
function noticeOf({ text, phase, wrapped }: LogTextSearch, direction: Direction = 'forward'): Notice | null {
  if (phase === 'none') return { tone: 'nothing', text: `Not found: \u201c${text}\u201d`, at: null };
  if (phase !== 'found' || !wrapped) return null;
  return { tone: 'aside', text: wrappedWords[direction], at: null };
}

function withCommand({ state, commands }: Transition, command: Command): Transition {
  return { state, commands: [...commands, command] };
}

function isSame(one: LogSearch | null, other: LogSearch): boolean {
  return (
    one !== null &&
    one.text === other.text &&
    one.only === other.only &&
    one.from === other.from &&
    one.direction === other.direction &&
    one.jobId === other.jobId
  );
}
