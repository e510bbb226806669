import type { JobFilter } from '../model/filter.js';
import { grouped } from '../model/grouped.js';
import { unfinished } from '../model/job.js';
import { hasOwnId } from '../model/job-id.js';
import { chosenCause, filterOf } from './modes/causes.js';
import { chosenParser, failedOfParser } from './modes/parsers.js';
import type { JobsEvent } from './state/event.js';
import { pictureOf } from './state/job-window.js';
import { back, over } from './state/mode-stack.js';
import { jobsConcerned, selectedJob } from './state/selection.js';
import type { JobsState } from './state/state.js';
import {
  isDoubtful,
  isRetriable,
  type Notice,
  type Outcome,
  type Question,
  seen,
  type WriteOrder,
} from './state/write-order.js';
import { goTo, readAgain, type Transition } from './transition.js';

/** Asks for confirmation. The dialog opens on "no". */
export function ask(state: JobsState, order: WriteOrder, count: number): Transition {
  const question: Question = { order, count, yes: false };
  // The notice of the last key is removed; that of a write under way stays.
  const notice = state.notice?.tone === 'working' ? state.notice : null;
  return goTo({ ...over(state, 'CONFIRM'), question, notice });
}

/** Chooses "no" (to the left) or "yes". */
export function chooseAnswer(state: JobsState, by: 1 | -1): JobsState {
  return state.question === null ? state : { ...state, question: { ...state.question, yes: by === 1 } };
}

/** Answers with the choice. */
export function takeAnswer(state: JobsState): Transition {
  return answer(state, state.question?.yes ?? false);
}

/**
 * Closes the dialog, and does what it asked about if the answer is yes. What changed in the meantime is shown now.
 */
export function answer(state: JobsState, yes: boolean): Transition {
  const { question } = state;
  const closed: JobsState = { ...back(state), question: null };
  const { state: next, commands } =
    question !== null && yes ? carryOut(closed, question.order) : goTo(closed);
  return goTo(next, ...commands, { type: 'read' });
}

/** Passes an order on to be written, and shows a notice. */
export function carryOut(state: JobsState, order: WriteOrder): Transition {
  const notice = { tone: 'working', text: workingText(order), at: null } as const;
  return goTo({ ...state, writing: [...state.writing, order], notice }, { type: 'write', order });
}

const doing: Readonly<Record<WriteOrder['action'], string>> = {
  retry: 'Retrying',
  'retry-all': 'Retrying',
  cancel: 'Cancelling',
  stop: 'Stopping',
};

function inWords(jobs: number): string {
  return jobs === 1 ? '1 failed job' : `${grouped(jobs)} failed jobs`;
}

function workingText(order: WriteOrder): string {
  if (order.action === 'retry-all')
    return order.rows ? `Retrying ${inWords(order.rows.length)}` : 'Retrying all failed jobs';
  const [first] = order.jobs;
  const what = order.jobs.length === 1 && first ? `job ${first.id}` : `${grouped(order.jobs.length)} jobs`;
  return `${doing[order.action]} ${what}`;
}

/**
 * Puts those of the concerned jobs that can be retried back into the queue: at once if all of them have failed,
 * else after the operator has said yes.
 */
export function retryJobs(state: JobsState): Transition {
  const jobs = jobsConcerned(state)
    .filter(isRetriable)
    .filter(({ id }) => hasOwnId(id));
  if (jobs.length === 0) return goTo(state);
  const order: WriteOrder = { action: 'retry', jobs: jobs.map(seen) };
  return jobs.some(isDoubtful) ? ask(state, order, jobs.length) : carryOut(state, order);
}

/** Cancels those of the concerned jobs that haven't ended, after the operator has said yes. */
export function cancelJobs(state: JobsState): Transition {
  const jobs = jobsConcerned(state).filter(({ id, status }) => unfinished.includes(status) && hasOwnId(id));
  return jobs.length === 0
    ? goTo(state)
    : ask(state, { action: 'cancel', jobs: jobs.map(seen) }, jobs.length);
}

/** Stops the selected backtest, after the operator has said yes. */
export function stopJob(state: JobsState): Transition {
  const job = selectedJob(state);
  return job === null ? goTo(state) : ask(state, { action: 'stop', jobs: [seen(job)] }, 1);
}

/** Retries every failed job that passes the filter, after the operator has said yes. */
export function retryAll(state: JobsState): Transition {
  const count = pictureOf(state.connection)?.failedMatching ?? 0;
  return count === 0 ? goTo(state) : askAboutAll(state, state.filter, count);
}

/** Retries the jobs of the chosen cause, after the operator has said yes. */
export function retryCause(state: JobsState): Transition {
  const group = chosenCause(state);
  return group === null ? goTo(state) : askAboutAll(state, filterOf(state, group), group.count);
}

/** Retries the failed jobs of the chosen parser, when the operator has said yes. */
export function retryParser(state: JobsState): Transition {
  const parser = chosenParser(state);
  return parser === null ? goTo(state) : askAboutAll(state, failedOfParser(state, parser), parser.retriable);
}

function askAboutAll(state: JobsState, filter: JobFilter, count: number): Transition {
  if (filter.cause === undefined) return ask(state, { action: 'retry-all', filter }, count);
  // SQL doesn't know causes, so the jobs are looked up while the question is open.
  const { state: next, commands } = ask(state, { action: 'retry-all', filter, rows: null }, count);
  return goTo(next, ...commands, { type: 'read' });
}

/** Takes the outcome of a write: shows it, removes the marks of its jobs, and reads the database again. */
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
  return readAgain(next);
}

function noticeOf(outcome: Outcome, at: number): Notice {
  if (outcome.kind === 'problem') {
    const text = `${outcome.sentence} ${outcome.advice}`;
    return { tone: 'failed', text, at, ...(outcome.noDatabase ? { untilRead: true } : {}) };
  }
  return { tone: outcome.changed > 0 ? 'done' : 'nothing', text: outcome.sentence, at };
}
