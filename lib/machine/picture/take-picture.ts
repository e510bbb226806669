import type { Anchor, Picture, PictureRequest } from '../../model/picture.js';
import { takeClearing } from '../modes/clearing.js';
import { clampDetail } from '../modes/detail.js';
import { refreshed } from '../modes/marking.js';
import { watchedBy } from '../modes/monitor.js';
import { answersSearch, owing, withFound } from '../modes/searching.js';
import { isBeyondFirstScreen, linesAbove, selectAt } from '../modes/selecting.js';
import type { JobsEvent } from '../state/event.js';
import { covers, isWhole, pictureOf, positionOf, positionOfAnchor } from '../state/job-window.js';
import { listedAs } from '../state/listed.js';
import { isAsking, isPanelOpen } from '../state/mode-stack.js';
import { isAtMatch } from '../state/selection.js';
import type { JobsState } from '../state/state.js';
import { readAgain, type Transition, type ViewMetrics } from '../transition.js';
import { alerting } from './alerting.js';
import { cleaning } from './retention.js';

/**
 * Takes a new picture: the operator's wish to go somewhere is settled if the picture leads there; otherwise the
 * selected job stays selected and on its screen line, or gives way to the job now at its place if it is gone.
 * A picture that can do neither, because it answers an older request, changes nothing and is asked for again.
 */
export function takePicture(
  state: JobsState,
  { picture, request, overtakenSince }: Extract<JobsEvent, { type: 'picture' }>,
  view: ViewMetrics,
): Transition {
  const next: JobsState = {
    ...state,
    connection: { kind: 'live', picture, ...(overtakenSince === undefined ? {} : { overtakenSince }) },
    progress: view.recordProgress(state.progress, picture.window.jobs, picture.asOf),
    marked: refreshed(state.marked, picture.window),
    monitor: watchedBy(state.monitor, picture, request),
    // What it says is no longer so.
    notice: state.notice?.untilRead === true ? null : state.notice,
  };
  const settled = isAsking(state)
    ? withFrozenOrder(next, state, view)
    : settle(listedAs(next, request), state, picture, request, view);
  if (settled === null) return readAgain(state);
  // Older than what it replaces: overtaken on its way, or the clock was set back. Only a new read can tell.
  const isOlder = picture.asOf < (pictureOf(state.connection)?.asOf ?? picture.asOf);
  const { state: shown, commands: cleanings } = cleaning(
    clampDetail(panelFollowing(settled, state), view),
    picture,
  );
  const commands = [...alerting(state.connection, picture), ...cleanings];
  const cleared = takeClearing(shown, picture);
  if (cleared !== null) return { ...cleared, commands: [...commands, ...cleared.commands] };
  // While something is asked the list stands still, and where the operator wanted to go waits as well.
  const isWaiting = shown.pending !== null && !isAsking(shown);
  const asks = isOlder || isWaiting || isPanelBehind(shown);
  return { state: shown, commands: [...commands, ...(asks ? readAgain(shown).commands : [])] };
}

/** The state with its selection settled in a new picture, or null where the picture leaves it open. */
function settle(
  next: JobsState,
  before: JobsState,
  picture: Picture,
  request: PictureRequest | undefined,
  view: ViewMetrics,
): JobsState | null {
  const { window } = picture;
  const isFound = answersSearch(before, picture, request);
  const looked = isFound ? withFound(next, picture) : next;
  if (window.jobs.length === 0 && picture.counts === null)
    return { ...withoutJobs(looked), pending: before.pending };
  if (window.matching === 0) return withoutJobs(looked);
  if (isFound && isAtMatch(before) && positionOf(window, before.selection.id) !== null)
    return keepSelection(looked, request, view, true);
  const wanted = isFound ? (picture.found?.index ?? null) : placeOf(picture, before.pending);
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
  return keepSelection(isDone ? owing(looked) : looked, request, view, isFound);
}

/**
 * The first jobs came before the list was counted, and need not be its first ones: where the operator is at the top, that
 * is where they stay once the order is known.
 */
function showsTopUntilCounted(
  { connection, mode, pending, selection, viewport }: JobsState,
  { counts, window }: Picture,
) {
  const isAtTop = viewport.pinned && selection.index === 0 && mode === 'JOB_LIST' && pending === null;
  return isAtTop && counts !== null && pictureOf(connection)?.counts === null && window.first === 0;
}

/** A search that goes on only counts from now on. */
function withArrival(looked: JobsState): JobsState {
  return looked.search === null ? looked : { ...looked, search: { ...looked.search, isThere: true } };
}

/** Where the operator wants to be; null where they want nothing, or the reader has to find it. */
function placeOf(picture: Picture, pending: Anchor | null): number | null {
  return pending === null || pending.kind === 'match' ? null : positionOfAnchor(picture, pending);
}

/** The jobs in the order that they had, as far as they are still at hand in what they are now. */
function withFrozenOrder(next: JobsState, before: JobsState, { heightOf }: ViewMetrics): JobsState {
  const picture = pictureOf(next.connection);
  const seen = pictureOf(before.connection);
  if (picture === null || seen === null || next.connection.kind !== 'live') return next;
  const { window: frozen } = seen;
  const now = new Map(picture.window.jobs.map((job) => [job.id, job]));
  // What was only a lower bound must not pass for a count.
  const matching = seen.counts === null ? picture.window.matching : frozen.matching;
  const window = { ...frozen, matching, jobs: frozen.jobs.map((job) => now.get(job.id) ?? job) };
  const frozenState: JobsState = {
    ...next,
    connection: { ...next.connection, picture: { ...picture, window } },
  };
  // What a job says may take more lines or fewer than before.
  return selectAt(
    withCount(frozenState, picture),
    next.selection.index,
    next.viewport.selectedLine,
    heightOf,
  );
}

/** A question about all failed jobs speaks of as many as there are now. */
function withCount(state: JobsState, picture: Picture): JobsState {
  const { question } = state;
  if (question === null || question.order.action !== 'retry-all') return state;
  return { ...state, question: { ...question, count: picture.failedMatching } };
}

/** The panel goes where the operator went, once the list is there. */
function panelFollowing(settled: JobsState, before: JobsState): JobsState {
  const isOnTheWay = settled.pending !== null && !isAtMatch(settled);
  if (!isPanelOpen(settled) || before.pending === null || isOnTheWay) return settled;
  return { ...settled, detailId: settled.selection.id, detailTop: 0 };
}

/** Whether the panel shows a job of which this picture doesn't tell everything. */
function isPanelBehind(state: JobsState): boolean {
  if (!isPanelOpen(state) || state.detailId === null) return false;
  const told = pictureOf(state.connection)?.detail;
  return told === undefined || (told !== null && told.job.id !== state.detailId);
}

/** The list without a job: nothing is selected, and what comes in is shown from its top. */
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
  if (before.pending?.kind === 'index' && before.pending.atTop) return selectAt(next, target, 0, heightOf);
  const origin = window && positionOf(window, before.selection.id);
  // From a job that is still at hand the list scrolls no further than it must; from one that isn't, the target
  // comes in at the edge that it lies behind.
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

/** The state with the selection settled in its new picture, or null where the picture leaves it open. */
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

  const position = positionOf(window, selection.id);
  if (viewport.pinned && window.first === 0 && firstJob !== undefined) {
    const wanted = position ?? Math.min(selection.index, last);
    const isBeyond = isBeyondFirstScreen(window, wanted, viewport.lines, heightOf);
    if (!isBeyond) return selectAt(next, wanted, linesAbove(window, wanted, heightOf), heightOf);
    // The top of the list matters more than a job that no longer fits below it, as long as the operator sees it go.
    if (next.mode === 'JOB_LIST') return selectAt(next, 0, 0, heightOf);
  }
  if (position !== null) {
    const stays = { ...next, viewport: { ...viewport, pinned: viewport.pinned && next.mode === 'JOB_LIST' } };
    return selectAt(stays, position, viewport.selectedLine, heightOf);
  }

  if (selection.id === null) {
    // The first jobs ever seen: any will do, the nearest best.
    const nearest = Math.max(window.first, Math.min(selection.index, window.first + window.jobs.length - 1));
    return covers(window, nearest) ? selectAt(next, nearest, 0, heightOf) : null;
  }
  const index = Math.min(selection.index, last);
  // A search that found nothing brings the jobs around the selected one, as a read that asks for that job does.
  const isGone = wasSearched || isWhole(picture) || request === undefined || asksFor(request, selection.id);
  if (!isGone) return null;
  const atHand = Math.max(window.first, Math.min(index, window.first + window.jobs.length - 1));
  const place = wasSearched ? atHand : index;
  return covers(window, place) ? selectAt(next, place, viewport.selectedLine, heightOf) : null;
}

/** Whether an answer without the job means that the job is gone. */
function asksFor(request: PictureRequest, id: string): boolean {
  return request.anchor.kind === 'job' && request.anchor.id === id;
}
