import { leftBehind } from '../../model/marks.js';
import type { Picture } from '../../model/picture.js';
import { selectAt } from '../modes/selecting.js';
import { pictureOf } from '../state/job-window.js';
import { leftOutOf, listedIn } from '../state/listed.js';
import type { JobsState } from '../state/state.js';
import type { Question } from '../state/write-order.js';
import type { Arrival } from './arrival.js';

/** The jobs in their frozen order, as far as they are still loaded, with their current values. */
export function withFrozenOrder(next: JobsState, { before, view }: Arrival): JobsState {
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
  return selectAt(
    withCount(frozenState, picture),
    next.selection.index,
    next.viewport.selectedLine,
    view.heightOf,
  );
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
function asking(state: JobsState, { leftOut: _, ...question }: Question, picture: Picture): JobsState {
  const { order } = question;
  const others = 'filter' in order ? leftOutOf(picture, order.filter) : {};
  return { ...state, question: { ...question, ...others } };
}
