import { scrolledTo } from '../lines/viewport.js';
import { tailRequestFor } from '../requests/log-request.js';
import type { Step } from '../state/action.js';
import type { JobsEvent } from '../state/event.js';
import { selectedJob } from '../state/job-window.js';
import { rowOf, tailOf, troubleOf } from '../state/log-viewer.js';
import { isBeside, isPanelOpen } from '../state/mode-stack.js';
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
  const detailTop = scrolledTo(step, state.detailTop, linesOf(state), view.detailLines(state));
  if (detailTop === state.detailTop) return goTo(state);
  const next = { ...state, detailTop };
  return readAgain(next);
}

/** How many lines the details have on the screen: beside the list as many as that. */
function linesOf(state: JobsState): number {
  return isBeside(state) ? state.viewport.lines : state.room.panel;
}

/** The details beside the list are those of the selected job; where they come or change, they are read. */
export function followedBeside(before: JobsState, { state, commands }: Transition): Transition {
  if (!isBeside(state)) return { state, commands };
  const { id } = state.selection;
  if (id === state.detailId && isBeside(before)) return { state, commands };
  const next = id === state.detailId ? state : { ...state, detailId: id, detailTop: 0 };
  const isRead = commands.some(({ type }) => type === 'read');
  return goTo(next, ...commands, ...(isRead ? [] : [{ type: 'read' } as const]));
}

/** The state with the panel scrolled no further than its end. */
export function clampDetail(state: JobsState, { detailLines }: ViewMetrics): JobsState {
  if (state.mode !== 'DETAIL_PANEL' && !isBeside(state)) return state;
  const detailTop = Math.max(0, Math.min(state.detailTop, detailLines(state) - linesOf(state)));
  return detailTop === state.detailTop ? state : { ...state, detailTop };
}

/** Takes the end of a log for the detail panel. While it can't be read, the lines that were read before stay. */
export function takeTail(
  state: JobsState,
  { reading, request }: Extract<JobsEvent, { type: 'log' }>,
  view: ViewMetrics,
): Transition {
  const { jobId } = request;
  const job = selectedJob(state);
  const isShown = isPanelOpen(state) || isBeside(state);
  if (!isShown || jobId !== state.detailId || job === null) return goTo(state);
  const before = tailOf(state);
  const row = rowOf(job);
  const last = reading.kind === 'problem' ? (before?.piece ?? null) : null;
  const tail = {
    jobId,
    piece: reading.kind === 'piece' ? reading.piece : last,
    trouble: reading.kind === 'piece' ? null : troubleOf(reading),
    row,
    looks: (before?.row === row ? before.looks : 0) + (reading.kind === 'problem' ? 0 : 1),
  };
  return goTo(clampDetail({ ...state, tail }, view));
}

/** A transition after which the end of another log is on the screen, or may have changed, also reads it at once. */
export function readingTail(before: JobsState, { state, commands }: Transition): Transition {
  if (state === before) return { state, commands };
  const { toRun } = state;
  const wanted = tailRequestFor(state);
  const isNew = wanted?.jobId !== tailRequestFor(before)?.jobId || (toRun !== null && toRun !== before.toRun);
  return { state, commands: wanted !== null && isNew ? [...commands, { type: 'read-log' }] : commands };
}
