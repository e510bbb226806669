import { isSameFilter } from '../../model/filter.js';
import type { Job } from '../../model/job.js';
import { isNewSince } from '../../model/look.js';
import { isCounted, type Picture } from '../../model/picture.js';
import { isSameSort, type JobSort } from '../../model/sort.js';
import { positionsInSight } from '../modes/selecting.js';
import { pictureOf } from '../state/job-window.js';
import { showsList } from '../state/mode-stack.js';
import type { FailuresAbove, JobsState } from '../state/state.js';
import type { ViewMetrics } from '../transition.js';
import { changesOn } from './news.js';

/** What of a state decides which jobs are on the screen. */
const looks = [
  ...(['connection', 'selection', 'viewport', 'density', 'mode', 'below'] as const),
  ...(['filter', 'listedBy', 'sort', 'sortedBy'] as const),
] as const;

/**
 * The state with what is new above the visible part of the list. Nothing is when the top of the list is on the screen,
 * nor in another list at first. `before`: the state that the operator saw until now.
 */
export function watchingAbove(before: JobsState, state: JobsState, view: ViewMetrics): JobsState {
  const picture = pictureOf(state.connection);
  const isSettled = state.listedBy === null && state.sortedBy === null;
  const isSame = looks.every((part) => state[part] === before[part]);
  if (isSame || picture === null || !isCounted(picture) || !isSettled || !showsList(state)) return state;
  const inSight = positionsInSight(state, picture.window, view.heightIn(state.density));
  const { above, filter, sort } = state;
  const isOfList = above !== null && isSameFilter(above.filter, filter) && isSameSort(above.sort, sort);
  const last = isOfList && inSight !== null && inSight.first > 0 ? above : null;
  if (last === null) {
    const recent = { at: picture.asOf, seen: new Set<string>() };
    const seen = new Set(picture.window.jobs.filter((job) => isFresh(job, picture, recent)).map(nameOf));
    return { ...state, above: { ...recent, seen, count: 0, filter, sort } };
  }
  const { first, end } = inSight ?? { first: 0, end: 0 };
  const fresh = picture.window.jobs.flatMap((job, index) =>
    isFresh(job, picture, last) ? [{ name: nameOf(job), at: picture.window.first + index }] : [],
  );
  const seenNow = fresh.filter(({ at }) => at >= first && at < end);
  const seen = seenNow.length === 0 ? last.seen : new Set([...last.seen, ...seenNow.map(({ name }) => name)]);
  const loaded = fresh.filter(({ at }) => at < first).length;
  // Far from the top it isn't loaded: only the counts tell how many have come in there.
  const isLoaded = picture.window.first === 0;
  const below = fresh.filter(({ at }) => at >= first).length;
  const more = isLoaded || !failsAbove(sort, picture, first) ? 0 : moreFailed(before, state, below);
  const count = isLoaded ? loaded : Math.max(loaded, Math.min(first, last.count + more));
  return count === last.count && seen === last.seen ? state : { ...state, above: { ...last, seen, count } };
}

/** Whether a job that fails now is surely above that place of the list, wherever the list isn't loaded. */
function failsAbove(
  { by, reversed, failedFirst }: JobSort,
  { failedMatching }: Picture,
  place: number,
): boolean {
  return (!reversed && (by === 'time' || by === 'end')) || (failedFirst && place >= (failedMatching ?? 0));
}

/** Failed, as far as its record tells, since an instant, and not seen since then. */
function isFresh(job: Job, { asOf }: Picture, { at, seen }: Pick<FailuresAbove, 'at' | 'seen'>): boolean {
  return job.status === 'failed' && isNewSince({ at }, job, asOf) && !seen.has(nameOf(job));
}

/** A job that fails again is another failure. */
function nameOf({ id, completedAt, retryCount }: Job): string {
  return `${id} ${retryCount} ${completedAt}`;
}

/** How many more failed jobs the list has than on the screen before, without those that are loaded further down. */
function moreFailed(before: JobsState, { connection }: JobsState, below: number): number {
  const picture = pictureOf(connection);
  const was = pictureOf(before.connection);
  if (picture === null || was === picture || changesOn(before.connection, picture) === null) return 0;
  return Math.max(0, (picture.failedMatching ?? 0) - (was?.failedMatching ?? 0) - below);
}
