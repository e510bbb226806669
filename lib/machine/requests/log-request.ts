import type { JobId } from '../../model/job.js';
import type { LogRequest } from '../../model/log.js';
import { reachesEnd, reachesStart } from '../lines/log-piece.js';
import { selectedJob } from '../state/job-window.js';
import {
  isAtRest,
  isOfOtherFilter,
  type LogViewer,
  mostTailLines,
  onlyOf,
  tailOf,
} from '../state/log-viewer.js';
import { isBeside } from '../state/mode-stack.js';
import type { JobsState } from '../state/state.js';

/**
 * How many screens of lines are read on either side of the top row, and how many must be loaded there for the next
 * key.
 */
const screensRead = 4;
const screensNeeded = 1;
/** Of the rows owed, those beyond this many are read piece by piece. */
const mostOwed = 500;

/** What to read of the log that is open; null if none is open. */
export function logRequestFor(state: Pick<JobsState, 'log' | 'room'>): LogRequest | null {
  const { log, room } = state;
  if (log === null) return null;
  const reach = screensRead * Math.max(1, room.log.lines);
  const jobId = log.job.id;
  const only = onlyOf(log);
  if (log.following) return { jobId, place: { kind: 'end' }, before: reach, after: 1, ...only };
  const { at, by } = log.move ?? { at: log.top, by: 0 };
  return {
    jobId,
    place: { kind: 'offset', offset: at.offset },
    before: reach + Math.min(mostOwed, Math.max(0, -by)),
    // One screen more, because the row is at the top of a screen.
    after: reach + Math.max(1, room.log.lines) + Math.min(mostOwed, Math.max(0, by)),
    countFrom: log.seenTo,
    ...only,
  };
}

/** Whether a read could bring what the operator wants now, or may want with the next key. */
export function wantsRead({ log, room }: Pick<JobsState, 'log' | 'room'>): boolean {
  if (log === null || log.piece === null) return false;
  if (log.move !== null || isOfOtherFilter(log, log.piece)) return true;
  return log.following ? !reachesEnd(log.piece) : isNearEdge(log, Math.max(1, room.log.lines));
}

function isNearEdge({ piece, top }: LogViewer, screenLines: number): boolean {
  if (piece === null) return false;
  const needed = screensNeeded * screenLines;
  const before = piece.lines.findIndex((line) => line.end > top.offset);
  const after = before < 0 ? 0 : piece.lines.length - before - screenLines;
  return (before < needed && !reachesStart(piece)) || (after < needed && !reachesEnd(piece));
}

/**
 * What to read of the end of a log: of a job that a command is to run for, which must have one; else of the one in the
 * detail panel. Null if that isn't on the screen, or nothing more is expected.
 */
export function tailRequestFor(state: JobsState): LogRequest | null {
  const jobId = state.toRun?.jobId ?? tailShown(state);
  if (jobId === null || state.room.tooSmall === true) return null;
  return { jobId, place: { kind: 'end' }, before: mostTailLines, after: 0, purpose: 'tail' };
}

/** The job whose log's end is on the screen and may change, in the detail panel; null if there is none. */
function tailShown(state: JobsState): JobId | null {
  const { mode, below, detailId } = state;
  // A question covers only a part of the panel.
  const isShown = (mode === 'CONFIRM' ? below.at(-1) : mode) === 'DETAIL_PANEL' || isBeside(state);
  const job = selectedJob(state);
  return !isShown || job === null || isAtRest(tailOf(state), job) ? null : detailId;
}

/** What to read of logs now: for the viewer, else for the detail panel; null for nothing. */
export function anyLogRequestFor(state: JobsState): LogRequest | null {
  return logRequestFor(state) ?? tailRequestFor(state);
}
