import { type Changes, type Ended, type FeedNews, withNews } from '../../model/feed.js';
import type { JobId } from '../../model/job.js';
import { inCommon, type JobAction, type NotedAct, type OwnAct, ownActWords } from '../../model/marks.js';
import type { JobsEvent } from './event.js';
import { pictureOf } from './job-window.js';
import type { JobsState } from './state.js';
import { noOwnChanges, type Outcome, type WriteOrder } from './write-order.js';

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
  const { at, changed, ids } = act;
  const kind = ownKind(act);
  const feed = withNews(state.feed, [newsOf(act)], at);
  if (kind === null || !isToBeShown) return { ...state, feed };
  const { own } = state;
  const known = { ...own.ids, [kind]: [...own.ids[kind], ...ids] };
  const unknown = { ...own.unknown, [kind]: own.unknown[kind] + changed - ids.length };
  return { ...state, own: { ...own, [kind]: own[kind] + changed, at, ids: known, unknown }, feed };
}

type OwnKind = 'failed' | 'cancelled';

/** Which jobs there are more of after an act. */
function ownKind({ action, takenBack }: Pick<OwnAct, 'action' | 'takenBack'>): OwnKind | null {
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

/**
 * What of the changes between two pictures wasn't done by this operator: their own changes, and those that a write
 * under way may have made, aren't news.
 */
export function othersChanges<C extends Changes | null>(state: JobsState, changes: C): C {
  if (changes === null) return changes;
  const others = (kind: OwnKind) => othersOf(state, changes[kind], kind);
  return { ...changes, failed: others('failed'), cancelled: others('cancelled') };
}

/** Which of the jobs that came into a status others brought there. */
function othersOf({ own, writing }: JobsState, { count, jobs }: Ended, kind: OwnKind): Ended {
  const underWay = writing
    .filter((order) => ownKind({ action: actOf(order), takenBack: order.action === 'undo' }) === kind)
    .flatMap(idsOf);
  const ids = new Set([...own.ids[kind], ...underWay]);
  const others = jobs.filter(({ id }) => !ids.has(id));
  // What the operator did may have been shown already, or never be: a job that is none of theirs tells more.
  const certain = others.length - own.unknown[kind];
  const left = Math.max(0, certain, count - Math.max(0, own[kind] + underWay.length));
  return { count: left, jobs: others.length > left ? [] : others };
}

/** The state once a picture has shown changes; `asOf` is its instant, ms. */
export function withOwnShown(state: JobsState, changes: Changes | null, asOf: number): JobsState {
  const { own, writing } = state;
  if (writing.length === 0 && asOf >= own.at) return { ...state, own: noOwnChanges };
  if (changes === null) return state;
  const others = othersChanges(state, changes);
  const left = (kind: OwnKind) => own[kind] - (changes[kind].count - others[kind].count);
  return { ...state, own: { ...own, failed: left('failed'), cancelled: left('cancelled') } };
}
