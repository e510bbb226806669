import type { LogPiece, LogRequest } from '../../../model/log.js';
import { positionOf, reachesEnd } from '../../lines/log-piece.js';
import { logRequestFor } from '../../requests/log-request.js';
import type { JobsEvent } from '../../state/event.js';
import { isOfOtherFilter, type LogViewer, troubleOf } from '../../state/log-viewer.js';
import type { JobsState } from '../../state/state.js';
import { goTo, type Transition, type ViewMetrics } from '../../transition.js';
import { fitViewer } from './fit-viewer.js';

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
