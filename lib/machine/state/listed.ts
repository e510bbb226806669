import { isSameFilter, type JobFilter, narrows } from '../../model/filter.js';
import type { Picture, PictureRequest } from '../../model/picture.js';
import { defaultSort, isSameSort, type JobSort } from '../../model/sort.js';
import { pictureOf } from './job-window.js';
import type { JobsState } from './state.js';

/** The filter that the jobs on the screen were listed by. */
export function listedFilter({ listedBy, filter }: JobsState): JobFilter {
  return listedBy ?? filter;
}

/**
 * The state with another filter, whose jobs have yet to be read: not all of those are marked. `kept`: the filter of the
 * next start.
 */
export function relisted(state: JobsState, filter: JobFilter, kept: JobFilter): JobsState {
  const listed = listedFilter(state);
  const isListed = pictureOf(state.connection) === null || isSameFilter(listed, filter);
  // What was counted in the old list doesn't apply to the new one.
  const search = state.search && { ...state.search, found: isListed ? state.search.found : null };
  return { ...state, filter, keptFilter: kept, listedBy: isListed ? null : listed, search, allMarked: null };
}

/** The order of the jobs on the screen. */
export function listedSort({ sortedBy, sort }: JobsState): JobSort {
  return sortedBy ?? sort;
}

/** The state with another order, in which the jobs have yet to be read. */
export function resorted(state: JobsState, sort: JobSort): JobsState {
  const listed = listedSort(state);
  const isListed = pictureOf(state.connection) === null || isSameSort(listed, sort);
  // Which of the matches the selected job is was counted in the old order.
  const search = state.search && { ...state.search, found: isListed ? state.search.found : null };
  return { ...state, sort, sortedBy: isListed ? null : listed, search };
}

/** The state once a picture shows the jobs of a request; without a request, those that pass the chosen filter. */
export function listedAs(
  before: JobsState,
  request: PictureRequest | undefined,
  { counts }: Pick<Picture, 'counts'>,
): JobsState {
  // Before the jobs are counted only the usual order can be told.
  const state = sortedAs(before, request, counts === null);
  const isChosen = request === undefined || isChosenBy(state, request.filter);
  if (!isChosen) return { ...state, listedBy: request.filter };
  const { notice } = state;
  const said =
    notice?.onceListed === undefined
      ? notice
      : ({ tone: 'done', text: notice.onceListed, at: null } as const);
  return { ...state, listedBy: null, notice: said };
}

/** Whether a list read by a filter is the chosen one; without restrictions, so is that of every job. */
function isChosenBy({ filter }: JobsState, read: JobFilter): boolean {
  return (
    isSameFilter(read, filter) || (!narrows(filter) && isSameFilter(read, { ...filter, statuses: null }))
  );
}

function sortedAs(state: JobsState, request: PictureRequest | undefined, isUsual: boolean): JobsState {
  const chosen = request === undefined ? state.sort : (request.sort ?? defaultSort);
  const sort = isUsual ? defaultSort : chosen;
  return { ...state, sortedBy: isSameSort(sort, state.sort) ? null : sort };
}
