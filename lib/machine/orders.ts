import { needsLog, type OwnCommand } from '../model/commands/own-command.js';
import { isParticular, isSameFilter, type JobFilter, listingFilter } from '../model/filter.js';
import { hasOwnId, type JobId, jobInWords } from '../model/job.js';
import { commandIn, isOfRefusal } from '../model/limits.js';
import { changeable, type JobAction, leftBehind, type Tally, tallyOf } from '../model/marks.js';
import { parserWord } from '../model/picture.js';
import { grouped } from '../model/text.js';
import { jobToRunFor, valuesOf } from './keymap/own-keys.js';
import { retryAsked } from './modes/panel-rows.js';
import type { JobsEvent } from './state/event.js';
import { actsOnAll, jobsConcerned, marksIn, pictureOf } from './state/job-window.js';
import { listedIn, placed } from './state/listed.js';
import { back, over, withoutQuestion } from './state/mode-stack.js';
import { withOwnAct } from './state/own-acts.js';
import type { JobsState } from './state/state.js';
import {
  type AskedOrder,
  canBe,
  isDoubtful,
  isNamed,
  manyJobs,
  type Notice,
  type Outcome,
  type Question,
  type RunOrder,
  seen,
  type WriteOrder,
} from './state/write-order.js';
import { goTo, readAgain, type Transition } from './transition.js';

/**
 * Asks for confirmation; `marked`: how many marked jobs are in each status, if it is about those. The dialog opens on
 * "no".
 */
function ask(state: JobsState, order: AskedOrder, count: number | null, marked?: Tally): Transition {
  const picture = pictureOf(state.connection);
  const asked: Question = {
    ...{ order, count, yes: false },
    ...(marked === undefined ? {} : { marked }),
    ...(hasCauses(state, order) && (marked?.counts.failed ?? count ?? 0) > 1 && { causes: null }),
  };
  const question = picture === null ? asked : placed(asked, picture);
  // The notice of the last key is removed; that of a write under way stays.
  const notice = state.notice?.tone === 'working' ? state.notice : null;
  const next = { ...over(state, 'CONFIRM'), question, asked: state.asked + 1, notice };
  // What isn't known of its jobs is read while it is open.
  return question.causes === null || !isNamed(order) ? readAgain(next) : goTo(next);
}

/** Whether an order retries all that failed in the list, for whatever cause. */
function hasCauses({ filter }: JobsState, order: AskedOrder): boolean {
  if (!('filter' in order) || order.filter.cause !== undefined) return false;
  return order.action === 'retry-all'
    ? isSameFilter(order.filter, filter)
    : order.change === 'retry' && order.worker === undefined;
}

/** Whether a second yes to a question is asked for, which is about many jobs. */
function isTooMany({ count, isRepeated }: Question): boolean {
  return isRepeated !== true && (count ?? 0) > manyJobs;
}

/** The question asked again, and to be seen again; another one is needed for many jobs. */
function askedAgain(state: JobsState, asked: Question, notice: Notice | null): JobsState {
  const { isSeen: _, yesTo: __, ...unseen } = asked;
  const question: Question = { ...unseen, yes: false, ...(isTooMany(asked) && { isRepeated: true }) };
  return { ...state, question, asked: state.asked + 1, notice };
}

/** The operator has seen the question that is open, if it is this one: from now on their keys answer it. */
export function seeQuestion(
  state: JobsState,
  { asked }: Extract<JobsEvent, { type: 'question-seen' }>,
): Transition {
  const { question } = state;
  if (question === null || question.isSeen === true || asked !== state.asked) return goTo(state);
  // Why an early key did nothing is no longer of interest.
  const notice = state.notice?.tone === 'nothing' ? null : state.notice;
  return goTo({ ...state, question: { ...question, isSeen: true }, notice });
}

/** Chooses "no" (to the left) or "yes". "No" takes back a yes that is still waiting for the jobs to be known. */
export function chooseAnswer(state: JobsState, by: 1 | -1): JobsState {
  if (state.question === null) return state;
  const { yesTo: _, ...rest } = state.question;
  return { ...state, question: { ...(by === 1 ? state.question : rest), yes: by === 1 } };
}

/** Answers with the choice. */
export function takeAnswer(state: JobsState): Transition {
  return answer(state, state.question?.yes ?? false);
}

/**
 * Closes the dialog, and on a yes does what it asked about; until it is known which jobs that concerns, the dialog
 * stays open and the yes waits. What changed in the meantime is shown now.
 */
export function answer(state: JobsState, yes: boolean): Transition {
  const { question } = state;
  if (question !== null && yes && isTooMany(question)) return goTo(askedAgain(state, question, state.notice));
  if (question !== null && yes && !isNamed(question.order))
    return goTo({ ...state, question: { ...question, yes: true, yesTo: question.count } });
  const closed: JobsState = { ...back(state), question: null };
  const { state: next, commands } =
    question !== null && yes ? carryOut(closed, question.order) : goTo(closed);
  return goTo(next, ...commands, { type: 'read' });
}

/**
 * Carries out a yes that was given before it was known which jobs it concerns, once that is known. If they are more
 * than the question counted when it was answered, it is asked again.
 */
export function runPendingYes({ state, commands }: Transition): Transition {
  const { question } = state;
  if (question?.yesTo === undefined || !isNamed(question.order)) return { state, commands };
  const { yesTo } = question;
  const isMore = yesTo !== null && (question.count ?? 0) > yesTo;
  if (isMore || isTooMany(question)) {
    const text = 'There are more jobs now: look again';
    const notice = isMore ? ({ tone: 'aside', text, at: null } as const) : null;
    return { state: askedAgain(state, question, notice), commands };
  }
  const { state: next, commands: more } = carryOut(withoutQuestion(state), question.order);
  return goTo(next, ...commands, ...more, { type: 'read' });
}

/** Passes an order on to be written, and shows a notice. */
export function carryOut(state: JobsState, order: WriteOrder | RunOrder): Transition {
  if (order.action === 'run') return started(state, order);
  const notice = {
    tone: 'working',
    text: workingText(order, parserWord(pictureOf(state.connection))),
    at: null,
  } as const;
  const { id } = state.selection;
  const leaving = id !== null && ends(order, id) ? id : state.leaving;
  return goTo({ ...state, leaving, writing: [...state.writing, order], notice }, { type: 'write', order });
}

/**
 * Runs a command of the operator's own for the selected job, after they have said yes if it asks. If it needs the job's
 * log, that is looked for before it asks.
 */
export function runOwn(state: JobsState, command: OwnCommand): Transition {
  const [values, job] = [valuesOf(state), jobToRunFor(state)];
  if (values === null || job === null) return goTo(state);
  const run = { command, values, ...job };
  if (!command.confirm) return started(state, { action: 'run', run });
  if (!needsLog(command)) return ask(state, { action: 'run', run }, 1);
  const text = `Looking for the log of ${job.job}`;
  return goTo({ ...state, toRun: run, notice: { tone: 'aside', text, at: null } });
}

/** Asks about a command of the operator's own that waits for its job's log; says why not, if that can't be had. */
export function askAboutRun(
  state: JobsState,
  { reading, request }: Extract<JobsEvent, { type: 'log' }>,
): Transition {
  const run = state.toRun;
  if (run === null || run.jobId !== request.jobId) return goTo(state);
  const found: JobsState = { ...state, toRun: null };
  if (reading.kind === 'piece') return ask(found, { action: 'run', run }, 1);
  const [tone, why] =
    reading.kind === 'none'
      ? (['nothing', 'this job has no log'] as const)
      : (['failed', `${reading.problem.sentence} ${reading.problem.advice}`] as const);
  return goTo({ ...found, notice: { tone, text: `${run.command.name}: ${why}`, at: null } });
}

function started(state: JobsState, { run }: RunOrder): Transition {
  const text = `Running ${run.command.name} for ${run.job}`;
  return goTo({ ...state, notice: { tone: 'aside', text, at: null } }, { type: 'run', run });
}

/** Whether an order cancels or stops a job. */
function ends(order: WriteOrder, id: JobId): boolean {
  if (order.action === 'retry' || order.action === 'retry-all' || order.action === 'undo') return false;
  if (order.action === 'all-marked')
    return order.change !== 'retry' && (order.rows?.some((row) => row.id === id) ?? false);
  return order.jobs.some((job) => job.id === id);
}

const doing: Readonly<Record<JobAction, string>> = {
  retry: 'Retrying',
  cancel: 'Cancelling',
  stop: 'Stopping',
};

function inWords(jobs: number): string {
  return jobs === 1 ? '1 failed job' : `${grouped(jobs)} failed jobs`;
}

function countedJobs(jobs: number): string {
  return jobs === 1 ? '1 job' : `${grouped(jobs)} jobs`;
}

function workingText(order: WriteOrder, word: 'parser' | 'kind'): string {
  if (order.action === 'retry-all') {
    const { cause, parser } = order.filter;
    const which =
      cause !== undefined ? 'of the cause' : parser !== undefined ? `of the ${word}` : 'in the list';
    return `Retrying ${order.rows ? inWords(order.rows.length) : 'all failed jobs'} ${which}`;
  }
  if (order.action === 'all-marked') return `${doing[order.change]} ${countedJobs(order.rows?.length ?? 0)}`;
  const [first] = order.jobs;
  const what = order.jobs.length === 1 && first ? jobInWords(first.id) : countedJobs(order.jobs.length);
  return order.action === 'undo' ? `Undoing the ${order.of} of ${what}` : `${doing[order.action]} ${what}`;
}

/**
 * Does an action to those of the concerned jobs that it applies to: at once if it retries and all of them have failed,
 * else after the operator has said yes.
 */
export function changeJobs(state: JobsState, action: JobAction): Transition {
  if (actsOnAll(state)) return askAboutMarks(state, action);
  const fits = canBe(action, pictureOf(state.connection));
  const concerned = jobsConcerned(state);
  const jobs = concerned.filter((job) => fits(job) && hasOwnId(job.id));
  if (jobs.length === 0) return goTo(state);
  const order: AskedOrder = { action, jobs: jobs.map(seen) };
  const isPlain = jobs.length === concerned.length && !jobs.some(isDoubtful);
  if (action === 'retry' && isPlain) return carryOut(state, order);
  return ask(state, order, jobs.length, tallyOf(concerned));
}

/** Retries every failed job that passes the filter, after the operator has said yes. */
export function retryAll(state: JobsState): Transition {
  const count = pictureOf(state.connection)?.failedMatching ?? 0;
  return count === 0 ? goTo(state) : askAboutAll(state, state.filter, count);
}

/** Retries what the chosen row of a panel has for that, after the operator has said yes. */
export function retryRow(state: JobsState): Transition {
  const asked = retryAsked(state);
  if (asked === null) return goTo(state);
  const { filter, count, worker } = asked;
  if (worker === undefined || count === null) return askAboutAll(state, filter, count);
  // Only the reader can tell which of its jobs have a worker that is known to be gone.
  const order = { action: 'all-marked', change: 'retry', filter, rows: null, worker } as const;
  return ask(state, order, count, leftBehind(count));
}

function askAboutAll(state: JobsState, filter: JobFilter, count: number | null): Transition {
  const picture = pictureOf(state.connection);
  if (!isParticular(filter))
    return ask(state, { action: 'retry-all', filter, ...(picture && listedIn(picture, filter)) }, count);
  // Only the reader can tell which jobs these are: it reads texts and causes, and decodes names as the list shows them.
  return ask(state, { action: 'retry-all', filter, rows: null }, count);
}

/** Takes back what the operator did last, for the jobs that are still exactly as that left them. */
export function undoLast(state: JobsState): Transition {
  const { lastAct } = state;
  if (lastAct === null || lastAct.written === null) return goTo(state);
  return carryOut(state, { action: 'undo', of: lastAct.act, jobs: lastAct.written });
}

/** Takes the outcome of a write: shows it, removes the marks of its jobs, and reads the database again. */
export function takeOutcome(before: JobsState, event: Extract<JobsEvent, { type: 'written' }>): Transition {
  const { order, outcome, at } = event;
  const state = withOwnAct(before, event);
  const isDone = outcome.kind === 'done';
  const done = isDone && 'jobs' in order ? order.jobs.map(({ id }) => id) : [];
  const marked = done.length === 0 ? state.marked : new Map(state.marked);
  if (marked instanceof Map) for (const id of done) marked.delete(id);
  const next: JobsState = {
    ...state,
    leaving: isDone && outcome.changed > 0 ? state.leaving : null,
    writing: state.writing.filter((other) => other !== order),
    marked,
    allMarked: isDone && order.action === 'all-marked' && order.worker === undefined ? null : state.allMarked,
    notice: noticeOf(outcome, at, order),
  };
  return readAgain(next);
}

function noticeOf(outcome: Outcome, at: number, order: WriteOrder): Notice {
  if (outcome.kind === 'problem') {
    const { sentence, advice } = outcome;
    const isAbsent = outcome.noDatabase === true && !isOfRefusal(advice);
    const [command, jobId] = [commandIn(advice), 'jobs' in order ? order.jobs[0]?.id : undefined];
    const notice = { tone: 'failed', at, ...(isAbsent ? { untilRead: true } : {}) } as const;
    if (command === null || jobId === undefined) return { ...notice, text: `${sentence} ${advice}` };
    const text = `${sentence.replace(/\.$/, '')}; y copies: ${command}`;
    return { ...notice, text, copying: { jobId, text: command, what: 'command' } };
  }
  return { tone: outcome.changed > 0 ? 'done' : 'nothing', text: outcome.sentence, at };
}

/**
 * Changes those marked jobs that the action can change, after the operator has said yes. Which jobs those are is read
 * while the question is open.
 */
function askAboutMarks(state: JobsState, change: JobAction): Transition {
  const marks = marksIn(state);
  if (marks === null) return goTo(state);
  const filter = listingFilter(state.filter, pictureOf(state.connection)?.counts ?? null);
  const order = { action: 'all-marked', change, filter, rows: null } as const;
  return ask(state, order, changeable(marks.tally, change), marks.tally);
}
