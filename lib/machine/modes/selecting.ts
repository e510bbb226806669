import type { Job } from '../../model/job.js';
import type { JobWindow } from '../../model/picture.js';
import { bodyLines, linesBetween, nearestLine } from '../lines/viewport.js';
import { isNearEdge } from '../requests/picture-request.js';
import { covers, pictureOf } from '../state/job-window.js';
import { jumpTarget } from '../state/listed.js';
import type { HeightOf, JobsState } from '../state/state.js';
import { goTo, readAgain, type Transition, type ViewMetrics } from '../transition.js';

/**
 * A job's height in lines, as a whole number of at least 1, whatever the view says: otherwise scrolling might
 * never end.
 */
function wholeHeight(job: Job, heightOf: HeightOf): number {
  return Math.max(1, Math.floor(heightOf(job)) || 1);
}

/** Heights of a window's jobs, in lines. */
export function heightsOf(window: JobWindow, heightOf: HeightOf): number[] {
  return window.jobs.map((job) => wholeHeight(job, heightOf));
}

/**
 * The state with the job at a position selected, on the screen line nearest to the wanted one. The position must
 * be loaded, see `covers`.
 */
export function selectAt(
  state: JobsState,
  position: number,
  wantedLine: number,
  heightOf: HeightOf,
): JobsState {
  const window = pictureOf(state.connection)?.window;
  const job = window?.jobs[position - window.first];
  if (window === undefined || job === undefined) return state;
  const heights = heightsOf(window, heightOf);
  const line = nearestLine(heights, position - window.first, state.viewport.lines, wantedLine);
  return {
    ...state,
    selection: { id: job.id, index: position },
    viewport: { ...state.viewport, selectedLine: line },
  };
}

/** Lines from the top of the window's first job to the job at a position in the list. */
export function linesAbove(window: JobWindow, position: number, heightOf: HeightOf): number {
  return linesBetween(heightsOf(window, heightOf), 0, position - window.first);
}

/**
 * Whether the job at a position doesn't fit on a screen that shows the window's first job at its top. False if the
 * screen could hold little more than that job anyway.
 */
export function isBeyondFirstScreen(
  window: JobWindow,
  position: number,
  screenLines: number,
  heightOf: HeightOf,
): boolean {
  const job = window.jobs[position - window.first];
  if (job === undefined) return true;
  const body = bodyLines(wholeHeight(job, heightOf));
  return body < screenLines && linesAbove(window, position, heightOf) + body > screenLines;
}

/** The positions in the list of the jobs that begin on the screen, from the first one on; null if none does. */
export function positionsInSight(
  { selection, viewport }: JobsState,
  window: JobWindow,
  heightOf: HeightOf,
): { readonly first: number; readonly end: number } | null {
  const heights = heightsOf(window, heightOf);
  let line = viewport.selectedLine - linesBetween(heights, 0, selection.index - window.first);
  let first = -1;
  let end = heights.length;
  for (const [index, height] of heights.entries()) {
    if (first < 0 && line >= 0) first = index;
    if (line >= viewport.lines) {
      end = index;
      break;
    }
    line += height;
  }
  return first < 0 ? null : { first: window.first + first, end: window.first + end };
}

/**
 * Goes to the beginning of the next group, or back to that of this one, then of the one before. The group begins
 * at the top of the screen, so that it can be seen; after a jump to the first one, the list keeps showing its top.
 */
export function jumpToGroup(state: JobsState, way: 1 | -1, { heightOf }: ViewMetrics): Transition {
  const start = jumpTarget(state, way);
  const window = pictureOf(state.connection)?.window;
  if (start === null || window === undefined) return goTo(state);
  const { index: target, rank } = start;
  const moved = { ...state, viewport: { ...state.viewport, pinned: target === 0 } };
  if (!covers(window, target)) {
    return readAgain({ ...moved, pending: { kind: 'index', index: target, atTop: true, rank } });
  }
  const next = selectAt({ ...moved, pending: null }, target, 0, heightOf);
  return isNearEdge(next) ? readAgain(next) : goTo(next);
}
