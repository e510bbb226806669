import { scrolledTo } from '../lines/scrolling.js';
import type { Step } from '../state/action.js';
import type { JobsState } from '../state/state.js';
import { goTo, readAgain, type Transition, type ViewMetrics } from '../transition.js';
import { navigateJobs } from './job-list.js';

/** Opens the panel at its top, and requests the details that the list doesn't have. */
export function enterDetail(state: JobsState): Transition {
  const next = { ...state, detailTop: 0, detailId: state.selection.id };
  return readAgain(next);
}

/**
 * Goes to another job without leaving the panel. If the panel's job is no longer in the list, the job in its place
 * is next.
 */
export function navigateDetail(state: JobsState, step: Step, view: ViewMetrics): Transition {
  const isInPlace = state.selection.id !== state.detailId && step.kind === 'items' && step.by > 0;
  const { state: moved } = isInPlace ? goTo(state) : navigateJobs(state, step, view);
  const detailId = moved.pending === null ? moved.selection.id : moved.detailId;
  const next = { ...moved, detailId, detailTop: detailId === state.detailId ? state.detailTop : 0 };
  return readAgain(next);
}

/** Scrolls the panel, and requests the failures that come into view. */
export function scrollDetail(state: JobsState, step: Step, view: ViewMetrics): Transition {
  const detailTop = scrolledTo(step, state.detailTop, state.room.panel, view.detailLines(state));
  if (detailTop === state.detailTop) return goTo(state);
  const next = { ...state, detailTop };
  return readAgain(next);
}

/** The state with the panel scrolled no further than its end. */
export function clampDetail(state: JobsState, { detailLines }: ViewMetrics): JobsState {
  if (state.mode !== 'DETAIL_PANEL') return state;
  const detailTop = Math.max(0, Math.min(state.detailTop, detailLines(state) - state.room.panel));
  return detailTop === state.detailTop ? state : { ...state, detailTop };
}
