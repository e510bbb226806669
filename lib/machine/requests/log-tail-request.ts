import type { LogRequest } from '../../model/log.js';
import { isAtRest, mostTailLines, tailOf } from '../state/log-tail.js';
import { selectedJob } from '../state/selection.js';
import type { JobsState } from '../state/state.js';
import { logRequestFor } from './log-request.js';

/**
 * What to read for the end of the log in the detail panel; null if the panel isn't on the screen, or nothing more is
 * expected.
 */
export function tailRequestFor(state: JobsState): LogRequest | null {
  const { mode, below, room, detailId } = state;
  // A question covers only a part of the panel.
  const isShown = (mode === 'CONFIRM' ? below.at(-1) : mode) === 'DETAIL_PANEL';
  if (!isShown || room.tooSmall === true || detailId === null) return null;
  const job = selectedJob(state);
  if (job === null || isAtRest(tailOf(state), job)) return null;
  return { jobId: detailId, place: { kind: 'end' }, before: mostTailLines, after: 0, purpose: 'tail' };
}

/** What to read of logs now: for the viewer, else for the detail panel; null for nothing. */
export function anyLogRequestFor(state: JobsState): LogRequest | null {
  return logRequestFor(state) ?? tailRequestFor(state);
}
