import type { JobsEvent, JobsState } from './state.js';
import { ordering, type Transition } from './transition.js';
import { requestFor } from './window-request.js';
import type { Notice, Outcome } from './writing.js';

/** Takes how a write ended: says so, forgets the marks of its jobs, and looks at what the database says now. */
export function takeOutcome(state: JobsState, event: Extract<JobsEvent, { type: 'written' }>): Transition {
  const { order, outcome, at } = event;
  const done = outcome.kind === 'done' && order.action !== 'retry-all' ? order.jobs.map(({ id }) => id) : [];
  const marked = done.length === 0 ? state.marked : new Map(state.marked);
  if (marked instanceof Map) for (const id of done) marked.delete(id);
  const next: JobsState = {
    ...state,
    writing: state.writing.filter((other) => other !== order),
    marked,
    notice: noticeOf(outcome, at),
  };
  return ordering(next, { type: 'read', request: requestFor(next) });
}

function noticeOf(outcome: Outcome, at: number): Notice {
  if (outcome.kind === 'problem') {
    const text = `${outcome.sentence} ${outcome.advice}`;
    return { tone: 'failed', text, at, ...(outcome.noDatabase ? { untilRead: true } : {}) };
  }
  return { tone: outcome.changed > 0 ? 'done' : 'nothing', text: outcome.sentence, at };
}
