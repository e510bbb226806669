import { troublesIn } from '../model/filter.js';
import type { Picture } from '../model/picture.js';
import { covers, pictureOf } from './job-window.js';
import { noJobs, type Reason } from './reasons.js';
import { selectAt } from './selecting.js';
import type { JobsState } from './state.js';
import { goTo, ordering, type Surroundings, type Transition } from './transition.js';
import { isNearEdge } from './window-request.js';

/** Positions at which the list's groups begin: failed jobs, running ones, the rest. Empty groups have none. */
function groupStarts(
  { window, counts, failedMatching, troubles }: Picture,
  { filter }: JobsState,
): readonly number[] {
  const failed = failedMatching ?? 0;
  const isWide = filter.types === null && filter.name === '';
  const shown = filter.statuses?.includes('running') ?? true;
  const apart = troublesIn(filter).reduce((sum, kind) => sum + (troubles?.[kind] ?? 0), 0);
  // How many of the running jobs pass by type and name nobody counts: what is at hand tells where they end.
  const restAt = window.jobs.findIndex(
    ({ status }, index) => window.first + index >= failed && status !== 'running',
  );
  const atHand = window.first + (restAt < 0 ? window.jobs.length : restAt);
  const rest = isWide ? failed + (shown ? (counts?.running ?? 0) : apart) : Math.max(failed, atHand);
  return [...new Set([0, failed, rest])].filter((start) => start < window.matching);
}

/** Where a jump leads from the selected job, or null where there is no other group that way. */
function jumpTarget(state: JobsState, by: 1 | -1): number | null {
  const picture = pictureOf(state.connection);
  if (picture === null) return null;
  const starts = groupStarts(picture, state);
  const { index } = state.selection;
  const target = by === 1 ? starts.find((start) => start > index) : starts.findLast((start) => start < index);
  return target ?? null;
}

/** There must be a group further down. */
export const noNextGroup: Reason = (state) =>
  noJobs(state) ?? (jumpTarget(state, 1) === null ? 'no group further down' : null);

/** There must be something further up. */
export const atListTop: Reason = (state) =>
  noJobs(state) ?? (jumpTarget(state, -1) === null ? 'already at the top' : null);

/**
 * Goes to the beginning of the next group, or back to that of this one, then of the one before. It comes in at the top
 * of the screen, so that the group is seen; the first one shows the list's top from then on.
 */
export function jumpToGroup(state: JobsState, way: 1 | -1, { heightOf }: Surroundings): Transition {
  const target = jumpTarget(state, way);
  const window = pictureOf(state.connection)?.window;
  if (target === null || window === undefined) return goTo(state);
  const moved = { ...state, viewport: { ...state.viewport, pinned: target === 0 } };
  if (!covers(window, target)) {
    return reading({ ...moved, pending: { kind: 'index', index: target, atTop: true } });
  }
  const next = selectAt({ ...moved, pending: null }, target, 0, heightOf);
  return isNearEdge(next) ? reading(next) : goTo(next);
}

function reading(state: JobsState): Transition {
  return ordering(state, { type: 'read' });
}
