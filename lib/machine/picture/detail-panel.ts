import { pictureOf } from '../state/job-window.js';
import { isPanelOpen } from '../state/mode-stack.js';
import { isAtMatch } from '../state/selection.js';
import type { JobsState } from '../state/state.js';
import type { Arrival } from './arrival.js';

/** Once the list has arrived, the panel moves to the job that the operator went to. */
export function panelFollowing(state: JobsState, { before }: Arrival): JobsState {
  const isOnTheWay = state.pending !== null && !isAtMatch(state);
  if (!isPanelOpen(state) || before.pending === null || isOnTheWay) return state;
  return { ...state, detailId: state.selection.id, detailTop: 0 };
}

/** Whether the panel shows a job whose details this picture lacks. */
export function isPanelBehind(state: JobsState): boolean {
  if (!isPanelOpen(state) || state.detailId === null) return false;
  const told = pictureOf(state.connection)?.detail;
  return told === undefined || (told !== null && told.job.id !== state.detailId);
}
