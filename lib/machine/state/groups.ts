import { isParticular, troublesIn } from '../../model/filter.js';
import type { Picture } from '../../model/picture.js';
import { pictureOf } from './job-window.js';
import { listedSort } from './listed.js';
import type { JobsState } from './state.js';

/**
 * The positions in the list where its groups begin: failed jobs, running ones, queued ones, the rest. Empty groups
 * are left out. Where failed jobs don't come first, all jobs are one group.
 */
function groupStarts(
  { window, counts, failedMatching, troubles }: Picture,
  state: JobsState,
): readonly number[] {
  const { filter } = state;
  if (!listedSort(state).failedFirst) return [0];
  const failed = failedMatching ?? 0;
  const isWide = filter.types === null && !isParticular(filter);
  const shows = (status: 'running' | 'queued') => filter.statuses?.includes(status) ?? true;
  const apart = troublesIn(filter).reduce((sum, kind) => sum + (troubles?.[kind] ?? 0), 0);
  const running = shows('running') ? (counts?.running ?? 0) : apart;
  const queued = isWide ? failed + running : Math.max(failed, endOf('running'));
  const rest = isWide
    ? queued + (shows('queued') ? (counts?.queued ?? 0) : 0)
    : Math.max(queued, endOf('queued'));
  return [...new Set([0, failed, queued, rest])].filter((start) => start < window.matching);

  // No count tells how many jobs pass the filter by more than their status, so the loaded jobs have to show where a
  // group ends.
  function endOf(group: 'running' | 'queued'): number {
    const end = window.jobs.findIndex(
      ({ status }, index) =>
        window.first + index >= failed &&
        status !== 'running' &&
        (group === 'running' || status !== 'queued'),
    );
    return window.first + (end < 0 ? window.jobs.length : end);
  }
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
