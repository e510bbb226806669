import { jobsByInstant } from '../../model/databases.js';
import { isSameFilter, listingFilter } from '../../model/filter.js';
import type { JobId } from '../../model/job.js';
import { leftBehind } from '../../model/marks.js';
import { unreadIn } from '../../model/panels/questions.js';
import type { Picture } from '../../model/picture.js';
import { clampDetail } from '../modes/detail.js';
import { refreshed } from '../modes/marking.js';
import { watchedBy } from '../modes/monitor.js';
import { takeClearing } from '../modes/relisting.js';
import { selectAt } from '../modes/selecting.js';
import type { Command, JobsEvent } from '../state/event.js';
import {
  type AwaitedJob,
  endsOf,
  hasEnded,
  isOutOfSight,
  isOver,
  type JobWait,
  waitEndText,
} from '../state/job-wait.js';
import { pictureOf } from '../state/job-window.js';
import { openPanel, rulesOf } from '../state/list-panel.js';
import { listedAs, listedIn, placed, withCauses } from '../state/listed.js';
import { isAsking } from '../state/mode-stack.js';
import type { JobsState } from '../state/state.js';
import type { Question } from '../state/write-order.js';
import {
  type Arrival,
  goTo,
  type PictureStep,
  readAgain,
  type Taken,
  type Transition,
  type ViewMetrics,
} from '../transition.js';
import { alerting, isNewsMissing, isQuiet, noteChanges, renewLook } from './news.js';
import { isPanelBehind, panelFollowing, withSelection } from './selection.js';

/** How long metrics are kept (behaviour 9.3), ms. */
const retentionMs = 300_000;
/** They are cleaned up at most this often, ms (design "Writing"). */
const intervalMs = 30_000;

/**
 * Requests that old metrics be deleted, if a picture shows that there are any: at most every half minute, and
 * never if nothing may be written.
 */
export function cleaning(
  state: JobsState,
  { asOf, metricsSince }: Picture,
): { readonly state: JobsState; readonly commands: readonly Command[] } {
  const isOld = typeof metricsSince === 'number' && asOf - metricsSince > retentionMs;
  const wasJustDone = state.cleanedAt !== null && Math.abs(asOf - state.cleanedAt) < intervalMs;
  if (!isOld || wasJustDone || state.writability.kind !== 'able') return { state, commands: [] };
  return { state: { ...state, cleanedAt: asOf }, commands: [{ type: 'clean-metrics' }] };
}

/** The steps by which a new picture is taken, in order. */
const steps: readonly PictureStep[] = [
  showPicture,
  findSelection,
  followWithPanel,
  followWait,
  tellFailures,
  noteChanges,
  renewLook,
  cleanMetrics,
  hideCompleted,
  readWhatIsMissing,
];

/**
 * Takes a new picture. A picture that doesn't tell where the operator is changes nothing, and is requested again.
 */
export function takePicture(
  before: JobsState,
  event: Extract<JobsEvent, { type: 'picture' }>,
  view: ViewMetrics,
): Transition {
  const arrival = { ...event, before, view };
  const commands: Command[] = [];
  let state = before;
  for (const step of steps) {
    const taken = step(state, arrival);
    commands.push(...taken.commands);
    state = taken.state;
    if (taken.isLast) break;
  }
  return { state, commands };
}

/** Shows the picture: its jobs, and what it says of marks and monitoring. */
function showPicture(state: JobsState, { picture, request, overtakenSince, view }: Arrival): Taken {
  return goTo({
    ...state,
    connection: { kind: 'live', picture, ...(overtakenSince === undefined ? {} : { overtakenSince }) },
    progress: [...jobsByInstant(picture)].reduce(
      (log, [asOf, jobs]) => view.recordProgress(log, jobs, asOf),
      state.progress,
    ),
    marked: refreshed(state.marked, picture.window),
    monitor: watchedBy(state.monitor, picture, request),
    // What it says no longer holds.
    notice: state.notice?.untilRead === true ? null : state.notice,
  });
}

/** While a question is open, the list keeps still. */
function findSelection(state: JobsState, arrival: Arrival): Taken {
  const selected = isAsking(state)
    ? withFrozenOrder(state, arrival)
    : withSelection(listedAs(state, arrival.request, arrival.picture), arrival);
  return selected === null ? { ...readAgain(arrival.before), isLast: true } : goTo(withoutLeft(selected));
}

/** Once a job that was being cancelled is, or isn't selected any more, it is a job like others. */
function withoutLeft(state: JobsState): JobsState {
  const { leaving, selection, connection } = state;
  if (leaving === null) return state;
  const job = pictureOf(connection)?.window.jobs.find(({ id }) => id === leaving);
  return leaving === selection.id && job?.status !== 'cancelled' ? state : { ...state, leaving: null };
}

function followWithPanel(state: JobsState, arrival: Arrival): Taken {
  return goTo(clampDetail(panelFollowing(state, arrival), arrival.view));
}

function tellFailures(state: JobsState, { before, picture }: Arrival): Taken {
  return alerting(state, before.connection, picture, failuresReported(before, state));
}

function cleanMetrics(state: JobsState, { picture }: Arrival): Taken {
  return cleaning(state, picture);
}

/** If completed jobs were to be hidden, the picture lists them: the list is read again without them. */
function hideCompleted(state: JobsState, { picture }: Arrival): Taken {
  const cleared = takeClearing(state, picture);
  return cleared === null ? goTo(state) : { ...cleared, isLast: true };
}

function readWhatIsMissing(state: JobsState, arrival: Arrival): Taken {
  const { before, picture } = arrival;
  // It is older than the picture that it would replace: either it was overtaken, or the clock was set back. Only a
  // new read can tell.
  const isOlder = picture.asOf < (pictureOf(before.connection)?.asOf ?? picture.asOf);
  // While a question is open, where the operator is going also waits.
  const isWaiting = state.pending !== null && !isAsking(state);
  const panel = openPanel(state);
  const wantsCauses =
    (panel !== null && rulesOf(panel).about === 'failed') || state.question?.causes === null;
  const isReadingCauses = wantsCauses && unreadIn(picture) > 0;
  const isReading = isReadingCauses || isNewsMissing(state, arrival);
  const isOther = state.listedBy === null && isOtherList(state, arrival);
  return isOlder || isWaiting || isReading || isOther || isPanelBehind(state)
    ? readAgain(state)
    : goTo(state);
}

/** Whether the list needs another filter than this picture's, now that other jobs are queued than before. */
function isOtherList({ filter }: JobsState, { request, picture }: Arrival): boolean {
  return request !== undefined && !isSameFilter(request.filter, listingFilter(filter, picture.counts));
}

/** The jobs in their frozen order, as far as they are still loaded, with their current values. */
function withFrozenOrder(next: JobsState, { before, view }: Arrival): JobsState {
  const picture = pictureOf(next.connection);
  const seen = pictureOf(before.connection);
  if (picture === null || seen === null || next.connection.kind !== 'live') return next;
  const { window: frozen } = seen;
  const now = new Map(picture.window.jobs.map((job) => [job.id, job]));
  // A lower bound must not be shown as a count.
  const matching = seen.counts === null ? picture.window.matching : frozen.matching;
  const window = { ...frozen, matching, jobs: frozen.jobs.map((job) => now.get(job.id) ?? job) };
  const frozenState: JobsState = {
    ...next,
    connection: { ...next.connection, picture: { ...picture, window } },
  };
  // A job's text may take more or fewer lines than before.
  const counted = withCount(frozenState, picture);
  const question = counted.question && withCauses(counted.question, picture);
  return selectAt({ ...counted, question }, next.selection.index, next.viewport.selectedLine, view.heightOf);
}

/**
 * A question about all failed jobs of the list gives their current number. One about rows gives the number of the rows
 * as soon as they have been read: from then on it is about exactly these, so that it says what a yes will change.
 */
function withCount(state: JobsState, picture: Picture): JobsState {
  const { question } = state;
  if (question === null || !('filter' in question.order)) return state;
  const { order } = question;
  if (order.action === 'all-marked' && order.worker === undefined) {
    const { rows, tally } = picture.marks ?? {};
    if (order.rows !== null || rows === undefined || tally === undefined) return state;
    return asking(
      state,
      { ...question, order: { ...order, rows }, count: rows.length, marked: tally },
      picture,
    );
  }
  if (order.rows !== undefined) {
    const rows = picture.rows ?? null;
    if (order.rows !== null || rows === null) return state;
    const marked = order.action === 'all-marked' ? { marked: leftBehind(rows.length) } : {};
    return asking(state, { ...question, order: { ...order, rows }, count: rows.length, ...marked }, picture);
  }
  // Without rows the question is about the whole list.
  const whole = { ...order, ...listedIn(picture, order.filter) };
  return asking(state, { ...question, order: whole, count: picture.failedMatching }, picture);
}

/** The question is about the jobs of this picture, without those of databases that the picture lacks. */
function asking(state: JobsState, question: Question, picture: Picture): JobsState {
  return { ...state, question: placed(question, picture) };
}

/**
 * Looks whether what the operator waits for has ended, and tells them once. A picture that wasn't asked for it, that is
 * still being counted, or that lacks one of its databases, says nothing.
 */
function followWait(state: JobsState, arrival: Arrival): Taken {
  const { wait } = state;
  const now = wait === null ? null : asIn(wait, arrival);
  if (wait === null || now === null) return goTo(state);
  if (!isOver(now)) return goTo({ ...state, wait: now });
  const { asOf } = arrival.picture;
  if (wait.kind === 'list' && wait.tally === null) {
    const text = 'Nothing to wait for: none of these jobs is queued or running';
    return goTo({ ...state, wait: null, notice: { tone: 'nothing', text, at: asOf } });
  }
  const { failed } = endsOf(now);
  const tone = failed > 0 ? 'failed' : 'done';
  const notice =
    state.notice?.tone === 'working' ? state.notice : ({ tone, text: sentenceOf(now), at: asOf } as const);
  const rings = state.bell === 'on' && !isQuiet(state, asOf);
  const alerted = rings ? { at: asOf, since: state.alerted?.since ?? null } : state.alerted;
  return goTo(
    { ...state, wait: null, waitEnded: now, notice, alerted },
    { type: 'alert', alert: { ended: now }, ...(rings ? {} : { isSilent: true }) },
  );
}

function sentenceOf(wait: JobWait): string {
  const text = waitEndText(wait);
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** What is waited for as a picture shows it; null if the picture doesn't tell. */
function asIn(wait: JobWait, { picture, request }: Arrival): JobWait | null {
  if (isOutOfSight(wait, picture)) return null;
  if (wait.kind === 'list') {
    const isAsked = request?.awaited === wait.list;
    const { awaited } = picture;
    return isAsked && awaited ? { ...wait, tally: awaited.tally } : null;
  }
  const { targets } = picture;
  const asked = request?.targets?.ids ?? [];
  if (!targets || !wait.jobs.every(({ id }) => asked.includes(id))) return null;
  return { kind: 'jobs', jobs: wait.jobs.map((job) => jobIn(job, targets)) };
}

/** A job that is gone keeps the end that it was seen to have; one that is back in the queue hasn't ended. */
function jobIn(job: AwaitedJob, targets: NonNullable<Picture['targets']>): AwaitedJob {
  const target = targets.find(({ id }) => id === job.id);
  if (target !== undefined) return { ...job, status: target.status };
  return { ...job, status: hasEnded(job) ? job.status : 'left' };
}

/** The jobs whose failure the operator has just been told, so that it isn't told again. */
function failuresReported(before: JobsState, { waitEnded }: JobsState): ReadonlySet<JobId> {
  const reported = new Set<JobId>();
  if (waitEnded === null || waitEnded === before.waitEnded || waitEnded.kind === 'list') return reported;
  const was = before.wait?.kind === 'jobs' ? before.wait.jobs : [];
  for (const { id, status } of waitEnded.jobs)
    if (status === 'failed' && was.some((job) => job.id === id && job.status !== 'failed')) reported.add(id);
  return reported;
}
