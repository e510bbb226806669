import type { Anchor, JobWindow, Picture } from '../../model/picture.js';
import { itemsToScroll } from '../lines/viewport.js';
import { isNearEdge } from '../requests/picture-request.js';
import type { Step } from '../state/action.js';
import { covers, isAtMatch, lastPosition, pictureOf, positionOfAnchor } from '../state/job-window.js';
import type { HeightOf, JobsState } from '../state/state.js';
import { goTo, readAgain, type Transition, type ViewMetrics } from '../transition.js';
import { heightsOf, linesAbove, selectAt } from './selecting.js';

/** Moves the selection. Beyond the loaded jobs it stays where it is until a picture brings the wanted job. */
export function navigateJobs(state: JobsState, step: Step, { heightOf }: ViewMetrics): Transition {
  const picture = pictureOf(state.connection);
  if (picture === null || picture.window.jobs.length === 0) return goTo(state);

  const { window } = picture;
  const target = targetOf(state, picture, step, heightOf);
  const viewport = { ...state.viewport, pinned: step.kind === 'first' };
  if (!covers(window, target)) {
    const pending: Anchor = step.kind === 'last' ? { kind: 'last' } : { kind: 'index', index: target };
    return readAgain({ ...state, viewport, pending });
  }
  const line = wantedLine(state, window, target, step, heightOf);
  const next = selectAt({ ...state, viewport, pending: null }, target, line, heightOf);
  return isNearEdge(next) ? readAgain(next) : goTo(next);
}

/** Where a step leads, as a position in the list. */
function targetOf(state: JobsState, picture: Picture, step: Step, heightOf: HeightOf): number {
  const { window } = picture;
  const last = lastPosition(picture);
  switch (step.kind) {
    case 'first':
      return 0;
    case 'last':
      return last;
    case 'items':
      return Math.max(0, Math.min(startOf(state, picture) + step.by, last));
    case 'screens': {
      const start = startOf(state, picture);
      const lines = Math.trunc(step.by * state.viewport.lines);
      const items = itemsToScroll(heightsOf(window, heightOf), start - window.first, lines);
      return Math.max(0, Math.min(start + items, last));
    }
  }
}

/**
 * The position that a step starts from: moves add up while a read is under way, but not while reads fail.
 * Otherwise keys would seem dead until the operator had come back from a place that they never saw.
 */
function startOf(state: JobsState, picture: Picture): number {
  if (state.pending === null || isAtMatch(state) || state.connection.kind !== 'live')
    return state.selection.index;
  const position = positionOfAnchor(picture, state.pending);
  // While the last job's position isn't known, steps start from the selected job.
  return Number.isFinite(position) ? position : state.selection.index;
}

function wantedLine(
  state: JobsState,
  window: JobWindow,
  target: number,
  step: Step,
  heightOf: HeightOf,
): number {
  switch (step.kind) {
    case 'first':
      return 0;
    case 'last':
      return state.viewport.lines;
    case 'items': {
      const moved =
        linesAbove(window, target, heightOf) - linesAbove(window, state.selection.index, heightOf);
      return state.viewport.selectedLine + moved;
    }
    case 'screens':
      // The list scrolls under the selection, so that no job is passed unseen.
      return state.viewport.selectedLine;
  }
}
