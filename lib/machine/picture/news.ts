import { countsAll, countsSame, failedElsewhere } from '../../model/databases.js';
import {
  type Changes,
  changesBetween,
  type FeedNews,
  jobsAtHand,
  newsIn,
  newsOfTroubles,
  withNews,
} from '../../model/feed.js';
import { isSameFilter } from '../../model/filter.js';
import type { Job, JobId } from '../../model/job.js';
import { digestOf, isNewSince, newFrom } from '../../model/look.js';
import { isCounted, type Picture } from '../../model/picture.js';
import { passing } from '../../model/problem.js';
import { isSameSort, type JobSort } from '../../model/sort.js';
import { mostTroubles, type TroubledJob, troubleKey } from '../../model/worker.js';
import { keeping, looked, withSeen } from '../modes/looking.js';
import { positionsInSight } from '../modes/selecting.js';
import { pictureOf } from '../state/job-window.js';
import { showsList } from '../state/mode-stack.js';
import { isLooking } from '../state/news.js';
import { othersChanges, withOwnShown } from '../state/own-acts.js';
import type { Alert, Connection, FailuresAbove, JobsState } from '../state/state.js';
import { type Arrival, goTo, type Taken, type Transition, type ViewMetrics } from '../transition.js';

/** What a new picture changes of the one on the screen; null for the first picture of a database. */
function changesOn(before: Connection, picture: Picture): Changes | null {
  const was = pictureBefore(before);
  // The counts of another database are no change.
  return was !== null && countsSame(was, picture) ? changesBetween(was, picture) : null;
}

/** The picture on the screen, if it is of the same databases; null if it may be of others, and if there is none. */
function pictureBefore(before: Connection): Picture | null {
  if (before.kind === 'loading' || before.kind === 'down') return null;
  return before.kind === 'stale' && !passing.has(before.problem.code) ? null : before.picture;
}

/**
 * What failed between the picture on the screen and a new one, including in databases that aren't shown; null if
 * nothing did, and for the first picture of a database. The operator knows of the `reported` ones.
 */
export function newFailures(
  state: JobsState,
  before: Connection,
  picture: Picture,
  reported: ReadonlySet<JobId> = new Set(),
): Alert | null {
  const changes = othersChanges(state, changesOn(before, picture));
  const was = pictureBefore(before);
  const count =
    (changes?.failed.count ?? 0) + (was === null ? 0 : failedElsewhere(was, picture)) - reported.size;
  if (count <= 0) return null;
  const jobs = changes?.failed.jobs.filter(({ id }) => !reported.has(id)) ?? [];
  return { count, names: jobs.map((job) => job.name) };
}

/** Alerts are at least so far apart, ms. */
export const quietMs = 60_000;

/**
 * Alerts the operator to new failures: to the first ones at once, then at most once a minute, to all that failed since
 * the last time.
 */
export function alerting(
  state: JobsState,
  before: Connection,
  picture: Picture,
  reported: ReadonlySet<JobId> = new Set(),
): Transition {
  const fresh = newFailures(state, before, picture, reported);
  if (fresh === null) return goTo(state);
  const { alerted } = state;
  const unheard = alerted?.since ?? { count: 0, names: [] };
  const alert = {
    count: fresh.count + unheard.count,
    names: [...fresh.names, ...unheard.names].slice(0, namesHeld),
  };
  if (alerted !== null && isQuiet(state, picture.asOf))
    return goTo({ ...state, alerted: { ...alerted, since: alert } });
  const silent = state.bell === 'on' ? {} : { isSilent: true as const };
  return goTo({ ...state, alerted: { at: picture.asOf, since: null } }, { type: 'alert', alert, ...silent });
}

/** Whether the operator was alerted less than a minute before an instant. A clock that was set back silences nothing. */
export function isQuiet({ alerted }: JobsState, at: number): boolean {
  const passed = alerted === null ? null : at - alerted.at;
  return passed !== null && passed >= 0 && passed < quietMs;
}

/** More names than any alert shows. */
const namesHeld = 10;

/** Adds to the feed what a new picture changes. */
export function noteChanges(given: JobsState, { before, picture }: Arrival): Taken {
  const all = changesOn(before.connection, picture);
  const changes = othersChanges(given, all);
  const was = pictureOf(before.connection);
  const state = { ...withOwnShown(given, all, picture.asOf), troubles: troublesKnown(given, was, picture) };
  const isEmpty = picture.counts?.queued === 0 && (was?.counts?.queued ?? 0) > 0;
  const isStart = before.connection.kind === 'loading' && state.feed.length > 0;
  const news: readonly FeedNews[] = [
    ...(isStart ? [started] : []),
    ...(before.connection.kind === 'stale' || before.connection.kind === 'down' ? [again] : []),
    ...(changes === null ? [] : newsIn(changes, isEmpty)),
    ...newsOfTroubles(newTroubles(given, picture), jobsAtHand(picture)),
    ...newCauses(was, picture),
  ];
  if (news.length === 0) return goTo(state);
  return keeping({ ...state, feed: withNews(state.feed, news, picture.asOf) }, picture.asOf);
}

/** Nothing from before this database was watched. */
const started: FeedNews = { kind: 'start', count: 1, words: [], ids: [] };
const again: FeedNews = { kind: 'back', count: 1, words: [], ids: [] };

/** Troubles that the feed hasn't told, in this run or an earlier one. Those that are there when it begins aren't news. */
function newTroubles({ troubles }: JobsState, { troubled = [] }: Picture): readonly TroubledJob[] {
  return troubles === null ? [] : troubled.filter((each) => !troubles.includes(troubleKey(each)));
}

/** The troubles that are no news after a picture: a worker that is gone stays gone, but others may be in trouble again. */
function troublesKnown({ troubles }: JobsState, was: Picture | null, { troubled }: Picture) {
  if (troubled === undefined) return troubles;
  const now = troubled.map(troubleKey);
  const over = (was?.troubled ?? []).filter(({ kind }) => kind !== 'gone').map(troubleKey);
  const past = troubles?.filter((key) => !over.includes(key)) ?? [];
  return [...new Set([...now, ...past])].slice(0, mostTroubles);
}

/** Causes that this picture is the first to report as new. */
function newCauses(was: Picture | null, { since }: Picture): readonly FeedNews[] {
  if (!since || since.unread > 0) return [];
  const known = new Set(was?.since?.at === since.at ? was.since.newCauses.map(({ key }) => key) : []);
  const found = since.newCauses.filter(({ key }) => !known.has(key));
  const words = found.map(({ text }) => (text === '' ? 'no error recorded' : text));
  return found.length === 0 ? [] : [{ kind: 'cause', count: found.length, words, ids: [] }];
}

/** Renews what the operator saw last while they are looking, and drops news that turns out not to be new. */
export function renewLook(state: JobsState, arrival: Arrival): Taken {
  const { before, picture } = arrival;
  // If a look covered only some of the databases, jobs of the others would later be reported as new.
  if (!isCounted(picture) || !countsAll(picture)) return goTo(state);
  const { cameAt, savedAt } = state.looking;
  // Nothing is saved right after the start: it has just been loaded.
  const come = cameAt === null ? { cameAt: picture.asOf, savedAt: savedAt ?? picture.asOf } : {};
  const came: JobsState = { ...state, looking: { ...state.looking, ...come } };
  const { since } = came.looking;
  if (since !== null) {
    const isAnswered = picture.since?.at === newFrom(since);
    if (isAnswered && digestOf(since, picture) === null)
      return renewLook({ ...came, looking: { ...came.looking, since: null } }, arrival);
    // The job that they went to is selected now.
    const hasArrived = before.pending !== null && came.pending === null;
    return goTo(hasArrived ? withSeen(came, came.selection.id) : came);
  }
  return isLooking(came, picture.asOf) ? keeping(looked(came, picture.asOf), picture.asOf) : goTo(came);
}

/** Whether the news has yet to be read, or to be read to the end. */
export function isNewsMissing({ looking }: JobsState, { picture }: Arrival): boolean {
  const { since } = looking;
  if (since === null || picture.since === null) return false;
  return picture.since?.at !== newFrom(since) || picture.since.unread > 0;
}

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
