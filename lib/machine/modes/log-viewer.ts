import { wantsRead } from '../requests/log-request.js';
import type { LogAction } from '../state/action.js';
import { selectedJob } from '../state/job-window.js';
import { type LogViewer, opened } from '../state/log-viewer.js';
import { back, over } from '../state/mode-stack.js';
import type { JobsState } from '../state/state.js';
import { goTo, type Transition, type ViewMetrics } from '../transition.js';
import { fitViewer } from './log/fit-viewer.js';
import { follow, movingTo, scrollSideways, withViewer } from './log/moving.js';
import { ended, enterLogSearch, isSearching, withSearchEnded } from './log/searching.js';
import type { Typing } from './typing.js';

/** Opens the log of the selected job at its end. */
export function enterLog(state: JobsState): Transition {
  const job = selectedJob(state);
  if (job === null) return goTo(back(state));
  return goTo({ ...state, log: opened(job, state.room.log.columns) }, { type: 'read-log' });
}

/**
 * Closes the viewer; if a search is under way, or else a filter set, ends only that. `state.mode` is already the
 * one below.
 */
export function leaveLog(state: JobsState, view: ViewMetrics): Transition {
  const { log } = state;
  if (log !== null && log.filter !== null && !isSearching(log)) return endLogFilter(state, log, view);
  const next = isSearching(log) ? withSearchEnded(state) : { ...state, log: null };
  return goTo(next, { type: 'stop-log-search' });
}

const handlers: {
  readonly [A in LogAction]: (state: JobsState, view: ViewMetrics) => Transition;
} = {
  follow,
  wrap: (state, view) =>
    state.log === null
      ? goTo(state)
      : withViewer(state, { ...state.log, ...fromItsBeginning(state.log.top), wrap: !state.log.wrap }, view),
  timestamps: (state, view) =>
    state.log === null
      ? goTo(state)
      : withViewer(state, { ...state.log, timestamps: !state.log.timestamps }, view),
  left: (state, view) => scrollSideways(state, -1, view),
  right: (state, view) => scrollSideways(state, 1, view),
  'search-up': (state) => enterLogSearch(over(state, 'LOG_SEARCH'), '?'),
  save: (state) => handingOver(state, 'save-log', 'Saving the log'),
  edit: (state) => handingOver(state, 'edit-log', 'Opening the log'),
};

/** Performs an action of the viewer's keys. */
export function actOnLog(state: JobsState, what: LogAction, view: ViewMetrics): Transition {
  return handlers[what](state, view);
}

/** Fits the text into its part of the screen. */
export function fitLog(state: JobsState, { logLook }: ViewMetrics): Transition {
  if (state.log === null) return goTo(state);
  const next = { ...state, log: fitViewer(state.log, state.room.log, logLook) };
  return wantsRead(next) ? goTo(next, { type: 'read-log' }) : goTo(next);
}

function fromItsBeginning({ offset }: { readonly offset: number }) {
  return { top: { offset, row: 0 }, left: 0 };
}

function handingOver(state: JobsState, type: 'save-log' | 'edit-log', text: string): Transition {
  if (state.log === null) return goTo(state);
  const notice = { tone: 'working', text, at: null } as const;
  return goTo({ ...state, notice }, { type, jobId: state.log.job.id });
}

/** Starts typing the filter for lines. */
export function enterLogFilter(state: JobsState): Transition {
  const { log } = state;
  return goTo(log === null ? back(state) : { ...state, log: { ...log, filterTyped: '' } });
}

/** Nothing is filtered before Enter: a half-typed pattern would hide nearly every line. */
export const logFilterTyping: Typing = {
  text: ({ log }) => log?.filterTyped ?? '',
  take: (state, filterTyped) => goTo({ ...state, log: state.log && { ...state.log, filterTyped } }),
};

/** Shows only lines that match what was typed; all lines if nothing was. */
export function takeLogFilter(state: JobsState, view: ViewMetrics): Transition {
  const { log } = state;
  if (log === null) return goTo(back(state));
  return filteredBy(back(state), log, log.filterTyped || null, view);
}

/** Leaves the filter as it was; `state.mode` is already the one below. */
export function giveUpLogFilter(state: JobsState): Transition {
  const { log } = state;
  return goTo({ ...state, log: log && { ...log, filterTyped: null } });
}

/** Escape ends a filter before it leaves the viewer; `state.mode` is already the one below. */
function endLogFilter(state: JobsState, log: LogViewer, view: ViewMetrics): Transition {
  return filteredBy(over(state, 'LOG_VIEWER'), log, null, view);
}

/** The place is kept: the line at the top or, if that is no longer shown, the next one that is. */
function filteredBy(state: JobsState, log: LogViewer, filter: string | null, view: ViewMetrics): Transition {
  const taken = { ...log, filterTyped: null };
  if (filter === log.filter) return goTo({ ...state, log: taken });
  // Answers to the earlier search no longer count, because they are about other lines.
  const search = log.search && { ...ended(log.search), matches: null };
  const changed = { ...taken, filter, search };
  const moved = log.following
    ? changed
    : movingTo(changed, { at: log.move?.at ?? log.top, by: 0, purpose: 'stay' });
  const { state: next, commands } = withViewer(state, moved, view);
  return { state: next, commands: [...commands, { type: 'stop-log-search' }] };
}
