import { isNearEdge } from '../requests/picture-request.js';
import { jumpTarget } from '../state/groups.js';
import { covers, pictureOf } from '../state/job-window.js';
import type { JobsState } from '../state/state.js';
import { goTo, readAgain, type Transition, type ViewMetrics } from '../transition.js';
import { selectAt } from './selecting.js';

/**
 * Goes to the beginning of the next group, or back to that of this one, then of the one before. The group begins
 * at the top of the screen, so that it can be seen; after a jump to the first one, the list keeps showing its top.
 */
export function jumpToGroup(state: JobsState, way: 1 | -1, { heightOf }: ViewMetrics): Transition {
  const target = jumpTarget(state, way);
  const window = pictureOf(state.connection)?.window;
  if (target === null || window === undefined) return goTo(state);
  const moved = { ...state, viewport: { ...state.viewport, pinned: target === 0 } };
  if (!covers(window, target)) {
    return readAgain({ ...moved, pending: { kind: 'index', index: target, atTop: true } });
  }
  const next = selectAt({ ...moved, pending: null }, target, 0, heightOf);
  return isNearEdge(next) ? readAgain(next) : goTo(next);
}
