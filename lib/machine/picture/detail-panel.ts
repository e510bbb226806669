import { pictureOf } from '../state/job-window.js';
import { isPanelOpen } from '../state/mode-stack.js';
import { isAtMatch } from '../state/selection.js';
import type { JobsState } from '../state/state.js';
import type { Arrival } from './arrival.js';

/** The panel goes where the operator went, once the list is there. */
export function panelFollowing(state: JobsState, { before }: Arrival): JobsState {
  const isOnTheWay = state.pending !== null && !isAtMatch(state);
  if (!isPanelOpen(state) || before.pending === null || isOnTheWay) return state;
  return { ...state, detailId: state.selection.id, detailTop: 0 };
}

/** Whether the panel shows a job of which this picture doesn't tell everything. */
export function isPanelBehind(state: JobsState): boolean {
  if (!isPanelOpen(state) || state.detailId === null) return false;
  const told = pictureOf(state.connection)?.detail;
  return told === undefined || (told !== null && told.job.id !== state.detailId);
}
