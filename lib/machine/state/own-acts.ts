import { type Changes, type FeedNews, withNews } from '../../model/feed.js';
import type { JobId } from '../../model/job.js';
import { inCommon, type JobAction, type NotedAct, type OwnAct, ownActWords } from '../../model/marks.js';
import type { JobsEvent } from './event.js';
import { pictureOf } from './job-window.js';
import type { JobsState } from './state.js';
import type { Outcome, OwnChanges, WriteOrder } from './write-order.js';

/** What is done to jobs, or taken back. */
function actOf(order: WriteOrder): JobAction {
  switch (order.action) {
    case 'undo':
      return order.of;
    case 'retry-all':
      return 'retry';
    case 'all-marked':
      return order.change;
    default:
      return order.action;
  }
}

/** Notes the outcome of a write as the operator's own act: in the feed, and as what can be taken back. */
export function withOwnAct(
  before: JobsState,
  { order, outcome, at }: Extract<JobsEvent, { type: 'written' }>,
): JobsState {
  const { written = null } = outcome;
  // A write that was taken back, or has moved on, isn't tried again. One that couldn't be written may be.
  const isSpent =
    order.action === 'undo' && outcome.kind === 'done' && before.lastAct?.written === order.jobs;
  const state = isSpent ? { ...before, lastAct: null } : before;
  const done = ownActOf(order, outcome);
  if (done === null) return state;
  const lastAct = done.takenBack ? state.lastAct : { act: done.action, written };
  return withDone({ ...state, lastAct }, { ...done, at }, true);
}

/** Notes what another program of this operator did. It can't be taken back here. */
export function withActElsewhere(state: JobsState, act: NotedAct): JobsState {
  const { at, changed } = act;
  const isCancelled = ownKind(act) === 'cancelled';
  // It is noted once it is done: a picture may have shown it already, as an act of others.
  const shown = state.feed.find(
    (entry) =>
      isCancelled &&
      (entry.kind === 'cancelled' || entry.kind === 'operator') &&
      entry.at > at - longestDelayMs &&
      entry.count >= changed,
  );
  if (shown === undefined) return withDone(state, act, at > (pictureOf(state.connection)?.asOf ?? 0));
  const left = {
    ...shown,
    count: shown.count - changed,
    ids: shown.ids.filter((id) => !act.ids.includes(id)),
  };
  const feed = state.feed.flatMap((entry) => (entry !== shown ? [entry] : left.count > 0 ? [left] : []));
  return withDone({ ...state, feed }, act, false);
}

/** Acts are noted this many ms after they were done at most, unless the machine is very busy. */
const longestDelayMs = 5000;

/** The act is in the feed; if pictures have yet to show what it changed, that isn't news of others then. */
function withDone(state: JobsState, act: NotedAct, isToBeShown: boolean): JobsState {
  const { at, changed } = act;
  const kind = ownKind(act);
  const own =
    kind === null || !isToBeShown ? state.own : { ...state.own, [kind]: state.own[kind] + changed, at };
  return { ...state, own, feed: withNews(state.feed, [newsOf(act)], at) };
}

/** Which jobs there are more of after an act. */
function ownKind({ action, takenBack }: Pick<OwnAct, 'action' | 'takenBack'>): 'failed' | 'cancelled' | null {
  if (takenBack) return action === 'retry' ? 'failed' : null;
  return action === 'retry' ? null : 'cancelled';
}

/** What the operator did, once an order was carried out; null: nothing. */
export function ownActOf(
  order: WriteOrder,
  outcome: Pick<Outcome, 'changed' | 'jobs' | 'written'>,
): OwnAct | null {
  const { changed = 0, jobs = changed, written } = outcome;
  if (changed === 0) return null;
  // Where some had moved on, only what was written tells which.
  const ids = written?.map(({ id }) => id) ?? (jobs === changed ? idsOf(order) : []);
  const of = 'filter' in order ? inCommon(order.filter) : {};
  return { action: actOf(order), takenBack: order.action === 'undo', changed, jobs, ids, ...of };
}

/** The jobs that an order is about, as far as they are known. */
function idsOf(order: WriteOrder): readonly JobId[] {
  return ('jobs' in order ? order.jobs : (order.rows ?? [])).map(({ id }) => id);
}

function newsOf(act: OwnAct): FeedNews {
  return { kind: 'own', count: act.changed, words: [ownActWords(act)], ids: act.ids };
}

/** How many jobs an order under way may yet change. */
function underWay(state: JobsState, kind: 'failed' | 'cancelled'): number {
  return state.writing
    .filter((order) => ownKind({ action: actOf(order), takenBack: order.action === 'undo' }) === kind)
    .reduce((sum, order) => sum + idsOf(order).length, 0);
}

/**
 * What of the changes between two pictures wasn't done by this operator: their own changes, and those that a write
 * under way may have made, aren't news.
 */
export function othersChanges<C extends Changes | null>(state: JobsState, changes: C): C {
  if (changes === null) return changes;
  const { failed, cancelled } = ownAmong(state, changes);
  if (failed + cancelled === 0) return changes;
  return {
    ...changes,
    failed: changes.failed - failed,
    cancelled: changes.cancelled - cancelled,
    // Which of them failed by themselves, or were cancelled by others, isn't known.
    failedJobs: failed > 0 ? [] : changes.failedJobs,
    byUser: cancelled > 0 ? [] : changes.byUser,
  };
}

function ownAmong(state: JobsState, changes: Changes): Pick<OwnChanges, 'failed' | 'cancelled'> {
  const share = (kind: 'failed' | 'cancelled') =>
    Math.max(0, Math.min(changes[kind], state.own[kind] + underWay(state, kind)));
  return { failed: share('failed'), cancelled: share('cancelled') };
}

/** The state once a picture has shown changes; `asOf` is its instant, ms. */
export function withOwnShown(state: JobsState, changes: Changes | null, asOf: number): JobsState {
  const { own } = state;
  if (own.failed === 0 && own.cancelled === 0 && state.writing.length === 0) return state;
  const isOver = state.writing.length === 0 && asOf >= own.at;
  const shown = changes === null ? { failed: 0, cancelled: 0 } : ownAmong(state, changes);
  const left = isOver
    ? { failed: 0, cancelled: 0 }
    : { failed: own.failed - shown.failed, cancelled: own.cancelled - shown.cancelled };
  return { ...state, own: { ...own, ...left } };
}
