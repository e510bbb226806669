import { type Changes, type FeedNews, withNews } from '../../model/feed.js';
import { jobInWords } from '../../model/job.js';
import type { JobAction } from '../../model/marks.js';
import { grouped } from '../../model/text.js';
import type { JobsEvent } from './event.js';
import type { JobsState } from './state.js';
import type { OwnChanges, WriteOrder } from './write-order.js';

/** What an act is called, as in `the retry of job 5`. */
export const actNames: Readonly<Record<JobAction, string>> = {
  retry: 'retry',
  cancel: 'cancelling',
  stop: 'stop',
};

const did: Readonly<Record<JobAction, string>> = {
  retry: 'retried',
  cancel: 'cancelled',
  stop: 'stopped',
};

/** What is to be done to jobs; null: an earlier act is taken back. */
function actOf(order: WriteOrder): JobAction | null {
  switch (order.action) {
    case 'undo':
      return null;
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
  const { changed = 0, written = null } = outcome;
  // A write that was taken back, or has moved on, isn't tried again. One that couldn't be written may be.
  const isSpent =
    order.action === 'undo' && outcome.kind === 'done' && before.lastAct?.written === order.jobs;
  const state = isSpent ? { ...before, lastAct: null } : before;
  if (changed === 0) return state;
  const act = actOf(order);
  const counted = ownKind(order);
  const own = counted === null ? state.own : { ...state.own, [counted]: state.own[counted] + changed, at };
  const lastAct = act === null ? state.lastAct : { act, written };
  return { ...state, lastAct, own, feed: withNews(state.feed, [newsOf(order, changed, outcome.jobs)], at) };
}

/** Which jobs there are more of after an order. */
function ownKind(order: WriteOrder): 'failed' | 'cancelled' | null {
  if (order.action === 'undo') return order.of === 'retry' ? 'failed' : null;
  return actOf(order) === 'retry' ? null : 'cancelled';
}

/** `cancelled 3 of 6 jobs; 3 had moved on`. */
function newsOf(order: WriteOrder, changed: number, jobs = changed): FeedNews {
  const act = actOf(order);
  const verb = order.action === 'undo' ? `took back the ${actNames[order.of]} of` : did[act ?? 'retry'];
  const [only] = 'jobs' in order ? order.jobs : [];
  const moved = Math.max(0, jobs - changed);
  const jobId = jobs === 1 && only !== undefined ? only.id : null;
  const all = `${grouped(jobs)} ${jobs === 1 ? 'job' : 'jobs'}`;
  const what = jobId !== null ? jobInWords(jobId) : moved === 0 ? all : `${grouped(changed)} of ${all}`;
  const rest = moved === 0 ? '' : `; ${grouped(moved)} had moved on`;
  return { kind: 'own', count: changed, words: [`${verb} ${what}${rest}`], jobId };
}

/** How many jobs an order under way may yet change. */
function underWay(state: JobsState, kind: 'failed' | 'cancelled'): number {
  return state.writing
    .filter((order) => ownKind(order) === kind)
    .reduce((sum, order) => sum + ('jobs' in order ? order.jobs.length : (order.rows?.length ?? 0)), 0);
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
    // Which of them failed by themselves isn't known.
    failedJobs: failed > 0 ? [] : changes.failedJobs,
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
