import type { LogPiece, LogRequest } from '../../../model/log.js';
import { positionOf, reachesEnd } from '../../lines/log-piece.js';
import { logRequestFor, wantsRead } from '../../requests/log-request.js';
import type { Step } from '../../state/action.js';
import type { JobsEvent } from '../../state/event.js';
import { isOfOtherFilter, type LogMove, type LogViewer, troubleOf } from '../../state/log-viewer.js';
import type { JobsState } from '../../state/state.js';
import { goTo, type Transition, type ViewMetrics } from '../../transition.js';
import { fitViewer } from './fit-viewer.js';

/** The state with a changed viewer, fitted into its screen; requests what that needs. */
export function withViewer(state: JobsState, viewer: LogViewer, { logLook }: ViewMetrics): Transition {
  const next = { ...state, log: fitViewer(viewer, state.room.log, logLook) };
  return wantsRead(next) ? goTo(next, { type: 'read-log' }) : goTo(next);
}

/** Moves the text. Up stops following; down to the last row follows again. */
export function scrollLog(state: JobsState, step: Step, view: ViewMetrics): Transition {
  const { log } = state;
  if (log === null) return goTo(state);
  switch (step.kind) {
    case 'first':
      return withViewer(state, movingTo(log, { at: { offset: 0, row: 0 }, by: 0, purpose: 'stay' }), view);
    case 'last':
      return follow(state, view);
    case 'items':
      return scrollBy(state, log, step.by, view);
    case 'screens': {
      const rows = Math.max(1, Math.floor(Math.abs(step.by) * state.room.log.lines));
      return scrollBy(state, log, Math.sign(step.by) * rows, view);
    }
  }
}

/** Goes to the end and follows it. */
export function follow(state: JobsState, view: ViewMetrics): Transition {
  if (state.log === null) return goTo(state);
  return withViewer(state, { ...state.log, following: true, move: null }, view);
}

/** The viewer, no longer following, on its way to another row. */
export function movingTo(log: LogViewer, move: LogMove): LogViewer {
  const seenTo = log.following ? (log.piece?.size ?? 0) : log.seenTo;
  return { ...log, following: false, seenTo, move };
}

function scrollBy(state: JobsState, log: LogViewer, by: number, view: ViewMetrics): Transition {
  if (log.following && by > 0) return goTo(state);
  // Rows still owed are added, so that keys pressed while a piece is on its way aren't lost.
  const { at, by: owed } = log.move ?? { at: log.top, by: 0 };
  return withViewer(state, movingTo(log, { at, by: owed + by, purpose: 'scroll' }), view);
}

/** Scrolls sideways by half a screen; to the right only if a visible line continues there. */
export function scrollSideways(state: JobsState, by: 1 | -1, { logLook }: ViewMetrics): Transition {
  const { log, room } = state;
  if (log === null) return goTo(state);
  const half = Math.max(1, Math.floor(room.log.columns / 2));
  if (by < 0) return goTo({ ...state, log: { ...log, left: Math.max(0, log.left - half) } });
  const isMore = linesInSight(log, room.log.lines).some(
    (line) => logLook.cells(line, log) > log.left + room.log.columns,
  );
  return goTo(isMore ? { ...state, log: { ...log, left: log.left + half } } : state);
}

/** The lines on the screen, as if each took one row: a few too many if lines are wrapped. */
export function linesInSight({ piece, top }: LogViewer, screenLines: number) {
  const first = piece === null ? null : positionOf(piece, top, () => Number.MAX_SAFE_INTEGER);
  return piece === null || first === null ? [] : piece.lines.slice(first.index, first.index + screenLines);
}

/**
 * Takes the result of a read of the log. A piece that answers an older request, and so can't show what the
 * operator sees or wants by now, is dropped, and a new one requested. The answer to the current request is always
 * taken, so that when a log is truncated or rewritten, the operator is moved to what is left.
 */
export function takeLog(
  state: JobsState,
  { reading, request }: Extract<JobsEvent, { type: 'log' }>,
  view: ViewMetrics,
): Transition {
  const { log } = state;
  if (log === null || request.jobId !== log.job.id) return goTo(state);
  if (reading.kind !== 'piece') return goTo({ ...state, log: { ...log, trouble: troubleOf(reading) } });
  const { piece } = reading;
  if (piece.jobId !== log.job.id) return goTo(state);
  if (isOfOtherFilter(log, piece)) return goTo(state, { type: 'read-log' });
  const isAnswer = isSamePlace(request, logRequestFor(state));
  if (!isAnswer && log.piece !== null && !serves(log, piece)) return goTo(state, { type: 'read-log' });

  const taken = fitViewer(withPiece(log, piece), state.room.log, view.logLook);
  const isDone = piece.filtered?.isDone ?? true;
  // An answer to the current request that gets no closer ends the move, unless the reader ran out of time.
  const isStuck = isAnswer && isDone && taken.move !== null && isSameMove(taken, log);
  const next = { ...state, log: isStuck ? { ...taken, move: null } : taken };
  // It is older than the piece that it would replace: either it was overtaken, or the clock was set back. Only a
  // new read can tell.
  const isOlder = piece.asOf < (log.piece?.asOf ?? piece.asOf);
  const isBehind = taken.following ? !isAnswer && !reachesEnd(piece) : next.log.move !== null;
  if (isOlder || isBehind || !isDone) return goTo(next, { type: 'read-log' });
  // The screen has its lines: the others are counted when there is time.
  return piece.filtered?.isWhole === false ? goTo(next, { type: 'read-log', when: 'in-time' }) : goTo(next);
}

function withPiece(log: LogViewer, piece: LogPiece): LogViewer {
  return { ...log, piece, trouble: null, seenTo: Math.min(log.seenTo, piece.size) };
}

/** Whether a piece holds the row that the operator wants or, without a move, sees. */
function serves({ following, move, top }: LogViewer, piece: LogPiece): boolean {
  if (following) return reachesEnd(piece);
  return piece.size === 0 || positionOf(piece, move?.at ?? top, () => 1) !== null;
}

function isSamePlace({ place: one }: LogRequest, now: LogRequest | null): boolean {
  if (now === null || one.kind !== now.place.kind) return false;
  return one.kind === 'end' || (now.place.kind === 'offset' && one.offset === now.place.offset);
}

function isSameMove({ move: one }: LogViewer, { move: other }: LogViewer): boolean {
  return (
    one !== null &&
    other !== null &&
    one.by === other.by &&
    one.at.offset === other.at.offset &&
    one.at.row === other.at.row
  );
}
