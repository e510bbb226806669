import { grouped } from '../model/grouped.js';
import type { ActionOrder, ActionResult, NotDone, RequestOf, RowsDone, SeenJob } from './action.js';
import { actionProblem } from './action-problem.js';
import { type Changes, changeJobs, prepareChange } from './change-jobs.js';
import { changeOfAllSentence, changeSentence } from './change-sentence.js';
import { chosenJobs } from './chosen-jobs.js';
import type { Driver, Writable } from './driver.js';
import { cancellation, type JobChange, retrying, stopping } from './job-change.js';
import { Queue } from './queue.js';
import { withDatabase } from './with-database.js';
import { writeTransaction } from './write-transaction.js';

type Jobs = 'retry' | 'cancel' | 'stop';

const changeOf: Readonly<Record<Jobs, JobChange>> = { retry: retrying, cancel: cancellation, stop: stopping };

/** Retries, cancels or stops the jobs that the operator chose, all in one transaction. Throws what SQLite throws. */
export function changeSeenJobs(order: ActionOrder<RequestOf<Jobs>>, driver: Driver): ActionResult<Jobs> {
  const change = changeOf[order.request.action];
  // A job may be listed twice, but was seen once.
  const jobs = [...new Map(order.request.jobs.map((job) => [job.id, job])).values()];
  return makeChange(order, driver, change, {
    jobs: () => jobs,
    done: (changes) => ({ sentence: changeSentence(change, jobs, changes), movedOn: changes.movedOn }),
  });
}

/** At most this many jobs are changed in one transaction, where the number of jobs has no bound. */
const batch = 200;
/** The pause between two transactions, in which workers get their turn, ms. */
const pauseMs = 20;

/**
 * Retries every failed job that passes a filter. They are found first, unless the order brings them, and each is changed only if it still is as it
 * was found; so they need no transaction in common, and workers wait for a few at a time. Throws what SQLite throws,
 * unless some were changed by then: those count.
 */
export function retryAll(
  order: ActionOrder<RequestOf<'retry-all'>>,
  driver: Driver,
): ActionResult<'retry-all'> {
  const { path } = order.request;
  return withDatabase(order, driver, (database) => {
    const queue = Queue.of(database);
    if (queue === null) return { kind: 'problem', problem: actionProblem('foreign', path) };
    const { filter, rows } = order.request;
    const jobs = rows ?? chosenJobs(queue, filter, retrying.from);
    let changed = 0;
    let paused = 0;
    for (let from = 0; from < Math.max(1, jobs.length); from += batch) {
      if (from > 0) rest(pauseMs);
      const result = attempt(
        () => changeIn(database, path, queue, jobs.slice(from, from + batch)),
        changed > 0,
      );
      if (result === null) return doneSoFar(changed, jobs.length);
      if (result.kind === 'problem') return result;
      changed += result.changed;
      paused += result.paused;
    }
    return {
      kind: 'done',
      sentence: changeOfAllSentence(retrying, changed, paused),
      changes: [],
      changed,
      movedOn: [],
    };
  });
}

/** The result for one batch of jobs, changed in one transaction. */
type Batch = RowsDone & Changes;

function changeIn(
  database: Writable,
  path: string,
  before: Queue,
  jobs: readonly SeenJob[],
): Batch | NotDone {
  const prepared = prepareChange(before, retrying);
  return writeTransaction<Batch | NotDone>(database, () => {
    // Somebody may have altered the tables in the meantime.
    const queue = before.isCurrent ? before : Queue.of(database);
    if (queue === null) return { kind: 'problem', problem: actionProblem('foreign', path) };
    const changes = changeJobs(queue === before ? prepared : prepareChange(queue, retrying), jobs);
    return { kind: 'done', sentence: '', changes: [], ...changes };
  });
}

/**
 * The result of the work; null if it throws and `forgives`, because an error must not hide what was done before
 * it.
 */
function attempt<T>(work: () => T, forgives: boolean): T | null {
  try {
    return work();
  } catch (error) {
    if (!forgives) throw error;
    return null;
  }
}

function doneSoFar(changed: number, all: number): ActionResult<'retry-all'> {
  const sentence = `${grouped(changed)} of ${grouped(all)} failed jobs are queued again; then the database could not be written`;
  return { kind: 'done', sentence, changes: [], changed, movedOn: [] };
}

/** Blocks this process, which has nothing else to do. */
function rest(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

interface Plan {
  readonly jobs: (queue: Queue) => readonly SeenJob[];
  readonly done: (changes: Changes) => Pick<RowsDone, 'sentence' | 'movedOn'>;
}

function makeChange(
  order: ActionOrder<RequestOf<Jobs>>,
  driver: Driver,
  change: JobChange,
  plan: Plan,
): ActionResult<Jobs> {
  const { path } = order.request;
  return withDatabase(order, driver, (database) => {
    const before = Queue.of(database);
    if (before === null) return { kind: 'problem', problem: actionProblem('foreign', path) };
    const prepared = prepareChange(before, change);
    const jobs = plan.jobs(before);
    return writeTransaction<ActionResult<Jobs>>(database, () => {
      // Somebody may have altered the tables in the meantime.
      const queue = before.isCurrent ? before : Queue.of(database);
      if (queue === null) return { kind: 'problem', problem: actionProblem('foreign', path) };
      const changes = changeJobs(queue === before ? prepared : prepareChange(queue, change), jobs);
      return { kind: 'done', ...plan.done(changes), changes: [], changed: changes.changed };
    });
  });
}
