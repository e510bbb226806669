import { onlyJobs } from '../../model/filter.js';
import { type JobId, jobInWords } from '../../model/job.js';
import type { JobWindow, Picture, PictureRequest } from '../../model/picture.js';
import { withStep } from '../modes/looking.js';
import { answersSearch, owing, withFound } from '../modes/searching.js';
import { isBeyondFirstScreen, linesAbove, selectAt } from '../modes/selecting.js';
import { covers, isAtMatch, isWhole, pictureOf, positionOf, positionOfAnchor } from '../state/job-window.js';
import { relisted } from '../state/listed.js';
import { isPanelOpen } from '../state/mode-stack.js';
import type { JobsState } from '../state/state.js';
import type { Arrival, ViewMetrics } from '../transition.js';

/**
 * The state with the job that the operator went to, where the list doesn't hold it, by the picture that was read for it;
 * null if it does, or if the picture is another one. One that the filter hides is listed alone, since it was asked for.
 */
function notInList(
  state: JobsState,
  { pending, feed }: JobsState,
  { window, targets }: Picture,
  request: PictureRequest | undefined,
): JobsState | null {
  if (pending?.kind !== 'job' || pending.isSought !== true || request?.anchor !== pending) return null;
  if (targets === undefined || targets === null || positionOf(window, pending.id) !== null) return null;
  const job = jobInWords(pending.id);
  if (targets.some(({ id }) => id === pending.id)) {
    const text = `The filter hid ${job}, so it is listed alone; Backspace lists others`;
    const towards: JobsState = {
      ...state,
      pending: { kind: 'job', id: pending.id, index: 0 },
      marked: new Map(),
      notice: { tone: 'aside', text, at: null },
    };
    return relisted(towards, onlyJobs([pending.id]), state.savedFilter);
  }
  const wasSeen = feed.some(({ ids }) => ids.includes(pending.id));
  const finds = /^\d+$/.test(pending.id) ? '' : '; / finds parts of ids';
  const text = wasSeen ? `${job} is gone` : `There is no ${job}${finds}`;
  return { ...state, pending: null, notice: { tone: 'nothing', text, at: null } };
}

/**
 * Takes the operator where they wanted to go, if the picture has that place; otherwise the selected job stays
 * selected and on its screen line, or, if it is gone, the job now in its place is selected. Null if the picture
 * allows neither, because it answers an older request.
 */
export function withSelection(
  next: JobsState,
  { before, picture, request, view }: Arrival,
): JobsState | null {
  const { window } = picture;
  const isFound = answersSearch(before, picture, request);
  const isStep = answersStep(before, picture, request);
  const looked = isFound ? withFound(next, picture) : isStep ? withStep(next, picture) : next;
  if (window.jobs.length === 0 && picture.counts === null)
    return { ...withoutJobs(looked), pending: before.pending };
  const sought = notInList(looked, before, picture, request);
  if (sought !== null) return stayingWith(sought, request, view);
  if (window.matching === 0) return withoutJobs(looked);
  if (isFound && isAtMatch(before) && positionOf(window, before.selection.id) !== null)
    return keepSelection(looked, request, view, true);
  const isListed = next.listedBy === null && next.sortedBy === null;
  const wanted =
    isFound || isStep ? (picture.found?.index ?? null) : wantedPosition(picture, request, before, isListed);
  if (wanted !== null && covers(window, wanted)) {
    const arrived = arriveAt(
      isFound ? withArrival(looked) : { ...looked, pending: null },
      before,
      wanted,
      view,
    );
    return isFound ? owing(arrived) : arrived;
  }
  if (showsTopUntilCounted(before, picture)) return selectAt(looked, 0, 0, view.heightOf);
  const isDone = isFound && looked.pending === null;
  return keepSelection(isDone ? owing(looked) : looked, request, view, isFound || isStep);
}

/**
 * The first jobs came before the list was counted, or before all of several databases were, and needn't be its first
 * ones. If the operator is at the top, they stay there as the order becomes known.
 */
function showsTopUntilCounted(
  { connection, mode, pending, selection, viewport }: JobsState,
  { counts, databases, window }: Picture,
) {
  const isAtTop = viewport.pinned && selection.index === 0 && mode === 'JOB_LIST' && pending === null;
  const isKnown = counts !== null || databases !== undefined;
  return isAtTop && isKnown && pictureOf(connection)?.counts === null && window.first === 0;
}

/** The state with the selection where it was, because the list doesn't have the job that the operator went to. */
function stayingWith(
  state: JobsState,
  request: PictureRequest | undefined,
  view: ViewMetrics,
): JobsState | null {
  const window = pictureOf(state.connection)?.window;
  return window?.matching === 0 ? withoutJobs(state) : keepSelection(state, request, view, true);
}

/** Once the selection has arrived, a search that continues only counts. */
function withArrival(looked: JobsState): JobsState {
  return looked.search === null ? looked : { ...looked, search: { ...looked.search, isThere: true } };
}

/** Whether a picture answers the step to the next new job. */
function answersStep(
  { pending }: JobsState,
  { found }: Picture,
  request: PictureRequest | undefined,
): boolean {
  return pending?.kind === 'new' && found !== undefined && request?.anchor === pending;
}

/**
 * The position that the operator wants to go to; null if they don't, if the reader has to find it, or if the picture
 * doesn't tell whether the list has the job that they want to stay with. `isListed`: it is the list that they chose.
 */
function wantedPosition(
  picture: Picture,
  request: PictureRequest | undefined,
  { pending }: JobsState,
  isListed: boolean,
): number | null {
  if (pending === null || pending.kind === 'match' || pending.kind === 'new') return null;
  if (pending.kind === 'job') {
    if (!(isListed && isLocated(picture, request, pending.id))) return null;
    // Why the list lacks a job that is sought is known from the picture that is read for it.
    const isForThis = pending.isSought !== true || request?.anchor === pending;
    if (!isForThis && positionOf(picture.window, pending.id) === null) return null;
  }
  return positionOfAnchor(picture, pending);
}

/** Whether a picture tells where a job is in the list, or that it isn't there. */
function isLocated(picture: Picture, request: PictureRequest | undefined, id: JobId): boolean {
  const isThere = positionOf(picture.window, id) !== null;
  return isThere || isWhole(picture) || request === undefined || isFor(request, id);
}

/** The list without jobs: nothing is selected, and jobs that come in are shown from the top. */
function withoutJobs(state: JobsState): JobsState {
  return {
    ...state,
    selection: { id: null, index: 0 },
    viewport: { ...state.viewport, selectedLine: 0, pinned: true },
    pending: null,
  };
}

/** Selects the job that the operator went to. `before` is the state that they see. */
function arriveAt(next: JobsState, before: JobsState, target: number, { heightOf }: ViewMetrics): JobsState {
  const window = pictureOf(next.connection)?.window;
  const { pending } = before;
  if (pending?.kind === 'index' && pending.atTop) return selectAt(next, target, 0, heightOf);
  // The job that was to stay selected isn't in this list, which therefore shows its top.
  if (pending?.kind === 'job' && pending.index === 0 && window && positionOf(window, pending.id) === null)
    return selectAt({ ...next, viewport: { ...next.viewport, pinned: true } }, target, 0, heightOf);
  const origin = window && positionOf(window, before.selection.id);
  // From a job that is still loaded, the list scrolls no further than it must; otherwise the target comes in at
  // the edge of the screen that it was beyond.
  const line =
    window && typeof origin === 'number'
      ? before.viewport.selectedLine +
        linesAbove(window, target, heightOf) -
        linesAbove(window, origin, heightOf)
      : target < before.selection.index
        ? 0
        : before.viewport.lines;
  return selectAt(next, target, line, heightOf);
}

/** The selected job where it is now, or the one in its place; null if the picture doesn't tell. */
function keepSelection(
  next: JobsState,
  request: PictureRequest | undefined,
  { heightOf }: ViewMetrics,
  wasSearched: boolean,
): JobsState | null {
  const picture = pictureOf(next.connection);
  if (picture === null) return null;
  const { window } = picture;
  const firstJob = window.jobs[0];
  const { selection, viewport } = next;
  const last = window.matching - 1;

  const found = positionOf(window, selection.id);
  const hasLeft = leaves(next, window, found);
  const position = hasLeft ? null : found;
  if (viewport.pinned && window.first === 0 && firstJob !== undefined) {
    const wanted = position ?? Math.min(selection.index, last);
    const isBeyond = isBeyondFirstScreen(window, wanted, viewport.lines, heightOf);
    if (!isBeyond) return selectAt(next, wanted, linesAbove(window, wanted, heightOf), heightOf);
    // The top of the list matters more than a job that no longer fits below it, provided that the operator sees it
    // leave.
    if (next.mode === 'JOB_LIST') return selectAt(next, 0, 0, heightOf);
  }
  if (position !== null) {
    const stays = { ...next, viewport: { ...viewport, pinned: viewport.pinned && next.mode === 'JOB_LIST' } };
    return selectAt(stays, position, viewport.selectedLine, heightOf);
  }

  if (selection.id === null) {
    // These are the first jobs ever seen: any will do, and the nearest is best.
    const nearest = Math.max(window.first, Math.min(selection.index, window.first + window.jobs.length - 1));
    return covers(window, nearest) ? selectAt(next, nearest, 0, heightOf) : null;
  }
  const index = Math.min(selection.index, last);
  // A search that found nothing returns the jobs around the selected one, like a read that asks for that job.
  const isGone = wasSearched || hasLeft || isLocated(picture, request, selection.id);
  if (!isGone) return null;
  const atHand = Math.max(window.first, Math.min(index, window.first + window.jobs.length - 1));
  const nearest = wasSearched ? atHand : index;
  return covers(window, nearest) ? selectAt(next, nearest, viewport.selectedLine, heightOf) : null;
}

/** Whether the selected job was cancelled by the operator, and is elsewhere now: then another one has its place. */
function leaves(
  { leaving, selection }: JobsState,
  { first, jobs }: JobWindow,
  found: number | null,
): boolean {
  if (leaving === null || leaving !== selection.id) return false;
  return found === null || (jobs[found - first]?.status === 'cancelled' && found !== selection.index);
}

/** Whether an answer that lacks the job means that the job is gone. */
function isFor(request: PictureRequest, id: string): boolean {
  return request.anchor.kind === 'job' && request.anchor.id === id;
}

/** Once the list has arrived, the panel moves to the job that the operator went to. */
export function panelFollowing(state: JobsState, { before }: Arrival): JobsState {
  const isOnTheWay = state.pending !== null && !isAtMatch(state);
  if (!isPanelOpen(state) || before.pending === null || isOnTheWay) return state;
  return { ...state, detailId: state.selection.id, detailTop: 0 };
}

/** Whether the panel shows a job whose details this picture lacks. */
export function isPanelBehind(state: JobsState): boolean {
  if (!isPanelOpen(state) || state.detailId === null) return false;
  const detail = pictureOf(state.connection)?.detail;
  return detail === undefined || (detail !== null && detail.job.id !== state.detailId);
}
