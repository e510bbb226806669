import { isParticular, troublesIn } from '../../model/filter.js';
import type { Picture } from '../../model/picture.js';
import { pictureOf } from './job-window.js';
import { listedSort } from './listed.js';
import type { JobsState } from './state.js';

/**
 * The positions in the list where its groups begin: failed jobs, running ones, the rest. Empty groups are left
 * out. Where failed jobs don't come first, all jobs are one group.
 */
function groupStarts(
  { window, counts, failedMatching, troubles }: Picture,
  state: JobsState,
): readonly number[] {
  const { filter } = state;
  if (!listedSort(state).failedFirst) return [0];
  const failed = failedMatching ?? 0;
  const isWide = filter.types === null && !isParticular(filter);
  const shown = filter.statuses?.includes('running') ?? true;
  const apart = troublesIn(filter).reduce((sum, kind) => sum + (troubles?.[kind] ?? 0), 0);
  // No count tells how many running jobs pass the filter by more than their status, so the loaded jobs have to show
  // where they end.
  const restAt = window.jobs.findIndex(
    ({ status }, index) => window.first + index >= failed && status !== 'running',
  );
  const atHand = window.first + (restAt < 0 ? window.jobs.length : restAt);
  const rest = isWide ? failed + (shown ? (counts?.running ?? 0) : apart) : Math.max(failed, atHand);
  return [...new Set([0, failed, rest])].filter((start) => start < window.matching);
}

/** Where a jump leads from the selected job, or null if there is no group in that direction. */
export function jumpTarget(state: JobsState, by: 1 | -1): number | null {
  const picture = pictureOf(state.connection);
  if (picture === null) return null;
  const starts = groupStarts(picture, state);
  const { index } = state.selection;
  const target = by === 1 ? starts.find((start) => start > index) : starts.findLast((start) => start < index);
  return target ?? null;
}
