import { tailRequestFor } from '../requests/log-tail-request.js';
import type { JobsEvent } from '../state/event.js';
import { rowOf, tailOf } from '../state/log-tail.js';
import { troubleOf } from '../state/log-viewer.js';
import { isPanelOpen } from '../state/mode-stack.js';
import { selectedJob } from '../state/selection.js';
import type { JobsState } from '../state/state.js';
import { goTo, type Transition, type ViewMetrics } from '../transition.js';
import { clampDetail } from './detail.js';

/** Takes the end of a log for the detail panel. While it can't be read, the lines that were read before stay. */
export function takeTail(
  state: JobsState,
  { reading, request }: Extract<JobsEvent, { type: 'log' }>,
  view: ViewMetrics,
): Transition {
  const { jobId } = request;
  const job = selectedJob(state);
  if (!isPanelOpen(state) || jobId !== state.detailId || job === null) return goTo(state);
  const before = tailOf(state);
  const row = rowOf(job);
  const kept = reading.kind === 'problem' ? (before?.piece ?? null) : null;
  const tail = {
    jobId,
    piece: reading.kind === 'piece' ? reading.piece : kept,
    trouble: reading.kind === 'piece' ? null : troubleOf(reading),
    row,
    looks: (before?.row === row ? before.looks : 0) + (reading.kind === 'problem' ? 0 : 1),
  };
  return goTo(clampDetail({ ...state, tail }, view));
}

/** A transition after which the end of another log is on the screen, or may have changed, also reads it at once. */
export function readingTail(before: JobsState, { state, commands }: Transition): Transition {
  if (state === before) return { state, commands };
  const wanted = tailRequestFor(state);
  const isKnown = wanted === null || wanted.jobId === tailRequestFor(before)?.jobId;
  return { state, commands: isKnown ? commands : [...commands, { type: 'read-log' }] };
}
