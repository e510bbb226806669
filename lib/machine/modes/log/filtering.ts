import type { LogViewer } from '../../state/log-viewer.js';
import { back, over } from '../../state/mode-stack.js';
import type { JobsState } from '../../state/state.js';
import { goTo, type Transition, type ViewMetrics } from '../../transition.js';
import { erased, type Typing, withCharacter } from '../typing.js';
import { movingTo, withViewer } from './moving.js';
import { ended } from './searching.js';

/** Starts typing the filter for lines. */
export function enterLogFilter(state: JobsState): Transition {
  const { log } = state;
  return goTo(log === null ? back(state) : { ...state, log: { ...log, filterTyped: '' } });
}

/** Nothing is filtered before Enter: a half-typed pattern would hide nearly every line. */
export const logFilterTyping: Typing = {
  isTyping: () => true,
  type: (state, character) => typed(state, (text) => withCharacter(text, character)),
  erase: (state, what) => typed(state, (text) => erased(text, what)),
};

function typed(state: JobsState, change: (text: string) => string): Transition {
  const { log } = state;
  if (log === null) return goTo(state);
  return goTo({ ...state, log: { ...log, filterTyped: change(log.filterTyped ?? '') } });
}

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
export function endLogFilter(state: JobsState, log: LogViewer, view: ViewMetrics): Transition {
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
