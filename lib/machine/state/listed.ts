import {
  isParticular,
  isSameChoice,
  isSameFilter,
  type JobFilter,
  narrows,
  stepOf,
  troublesIn,
} from '../../model/filter.js';
import { databaseOf } from '../../model/job.js';
import type { Picture, PicturedDatabase, PictureRequest } from '../../model/picture.js';
import { isSameColumns, type NamedView } from '../../model/saved-view.js';
import { defaultSort, isSameSort, type JobSort } from '../../model/sort.js';
import { pictureOf } from './job-window.js';
import type { JobsState } from './state.js';
import type { Question } from './write-order.js';

/** The filter that the jobs on the screen were listed by. */
export function listedFilter({ listedBy, filter }: JobsState): JobFilter {
  return listedBy ?? filter;
}

/**
 * The state with another filter, whose jobs have yet to be read: not all of those are marked. `savedFilter`: that of
 * the next start.
 */
export function relisted(state: JobsState, filter: JobFilter, savedFilter: JobFilter): JobsState {
  const listed = listedFilter(state);
  const isListed = pictureOf(state.connection) === null || isSameFilter(listed, filter);
  // What was counted in the old list doesn't apply to the new one.
  const search = state.search && { ...state.search, found: isListed ? state.search.found : null };
  return { ...state, filter, savedFilter, listedBy: isListed ? null : listed, search, allMarked: null };
}

/** Whether other jobs may pass the filter by now, ms since the epoch, though none has changed since the picture. */
export function isOutrun({ filter, connection }: JobsState, now: number): boolean {
  const [step, picture] = [stepOf(filter), pictureOf(connection)];
  return step !== null && picture !== null && Math.floor(now / step) > Math.floor(picture.asOf / step);
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
  const shown =
    notice?.onceListed === undefined
      ? notice
      : ({ tone: 'done', text: notice.onceListed, at: null } as const);
  return { ...state, listedBy: null, notice: shown };
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

/**
 * The names of the databases that a filter lets through and whose jobs are in the list; absent if there is a single
 * database.
 */
export function listedIn(
  { databases }: Picture,
  filter: JobFilter,
): { readonly databases?: readonly string[] } {
  if (databases === undefined) return {};
  const listed = databases.filter((each) => isWanted(each, filter) && each.isListed);
  return { databases: listed.map(({ name }) => name) };
}

/**
 * How many more databases the filter lets through whose jobs are unknown because they can't be read; absent if none.
 */
export function leftOutOf({ databases = [] }: Picture, filter: JobFilter): Pick<Question, 'leftOut'> {
  const others = databases.filter((each) => isWanted(each, filter) && !each.isListed);
  return others.length === 0 ? {} : { leftOut: others.length };
}

/** A question about jobs of a list with their databases, as a picture shows them, and how many are left out. */
export function placed({ leftOut: _, databases: __, ...question }: Question, picture: Picture): Question {
  const { order } = question;
  if (!('filter' in order)) return question;
  const wanted = picture.databases?.filter((each) => isWanted(each, order.filter)) ?? [];
  const own = wanted.length > 1 ? databasesOf(question, wanted) : [];
  return { ...question, ...leftOutOf(picture, order.filter), ...(own.length > 0 && { databases: own }) };
}

function databasesOf(
  { order, count }: Question,
  wanted: readonly PicturedDatabase[],
): NonNullable<Question['databases']> {
  if ('rows' in order) {
    const counts = new Map<string, number>();
    for (const { id } of order.rows ?? []) {
      const name = databaseOf(id) ?? '';
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return [...counts]
      .map(([name, count]) => ({ name, count }))
      .sort((one, other) => other.count - one.count);
  }
  const listed = wanted.flatMap(({ name, counts, isListed }) =>
    isListed && (counts?.failed ?? 0) > 0 ? [{ name, count: counts?.failed ?? 0 }] : [],
  );
  // A filter by more than statuses lets only some of them through.
  const isAll = count === listed.reduce((sum, each) => sum + each.count, 0);
  return listed
    .sort((one, other) => other.count - one.count)
    .map(({ name, count }) => ({ name, count: isAll ? count : null }));
}

/** How many causes a question names. */
const causesNamed = 3;

/** A question that is to name causes with those of a picture, once that has those of exactly its failed jobs. */
export function withCauses(question: Question, { causes }: Picture): Question {
  const failed = question.marked?.counts.failed ?? question.count;
  if (question.causes === undefined || causes?.unread !== 0 || causes.failed !== failed) return question;
  return { ...question, causes: { groups: causes.groups.slice(0, causesNamed), total: causes.total } };
}

function isWanted({ name }: PicturedDatabase, { database }: JobFilter): boolean {
  return database === undefined || database === name;
}

/** The beginning of a group of the list: its position, and a rank between those of its jobs and of the jobs before them. */
interface GroupStart {
  readonly index: number;
  readonly rank: number;
}

/**
 * Where the groups of the list begin: failed jobs, running ones, queued ones, the rest. Empty groups are left out. Where
 * failed jobs don't come first, all jobs are one group.
 */
function groupStarts(
  { window, counts, failedMatching, troubles }: Picture,
  state: JobsState,
): readonly GroupStart[] {
  const { filter } = state;
  if (!listedSort(state).failedFirst) return [{ index: 0, rank: -0.5 }];
  const failed = failedMatching ?? 0;
  const isWide = filter.types === null && !isParticular(filter);
  const shows = (status: 'running' | 'queued') => filter.statuses?.includes(status) ?? true;
  const troubled = troublesIn(filter).reduce((sum, kind) => sum + (troubles?.[kind] ?? 0), 0);
  const running = shows('running') ? (counts?.running ?? 0) : troubled;
  const queued = isWide ? failed + running : Math.max(failed, endOf('running'));
  const rest = isWide
    ? queued + (shows('queued') ? (counts?.queued ?? 0) : 0)
    : Math.max(queued, endOf('queued'));
  // Of groups that begin at the same position, all but the last are empty.
  const starts = new Map(
    [0, failed, queued, rest].map((index, group) => [index, 2 * group - (group === 1 ? 1.5 : 0.5)]),
  );
  return [...starts].map(([index, rank]) => ({ index, rank })).filter(({ index }) => index < window.matching);

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
export function jumpTarget(state: JobsState, by: 1 | -1): GroupStart | null {
  const picture = pictureOf(state.connection);
  if (picture === null) return null;
  const starts = groupStarts(picture, state);
  const { index } = state.selection;
  const target =
    by === 1 ? starts.find((start) => start.index > index) : starts.findLast((start) => start.index < index);
  return target ?? null;
}

/** The view that the list shows now; null if none of the configured ones. */
export function activeView({
  views,
  filter,
  sort,
  density,
  columns,
}: Pick<JobsState, 'views' | 'filter' | 'sort' | 'density' | 'columns'>): NamedView | null {
  return (
    views.find(
      (view) =>
        isSameChoice({ ...view.filter, cleared: null }, filter) &&
        (view.sort === undefined || isSameSort(view.sort, sort)) &&
        (view.density === undefined || view.density === density) &&
        (view.columns === undefined || isSameColumns(view.columns, columns)),
    ) ?? null
  );
}
