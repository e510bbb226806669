import { ownQueue } from '../model/limits.js';
import { grouped } from '../model/text.js';
import {
  type ActionOrder,
  type ActionResult,
  mostAtOnce,
  type NotDone,
  type RequestOf,
  type SeenJob,
} from './action.js';
import { actionProblem, unknownOutcome } from './action-problem.js';
import { runBatch } from './batch.js';
import { changeOtherQueue, queueInside } from './change-other-queue.js';
import { changeOfAllSentence, changeSentence } from './change-sentence.js';
import {
  besidesIn,
  type Changes,
  changeOf,
  changesOf,
  doneFor,
  isUndoable,
  type JobChange,
  jobsIn,
  noChanges,
  prepareChange,
  retrying,
  stepsOf,
  sumOfChanges,
} from './changes.js';
import { withDatabase } from './database.js';
import type { Driver, Writable } from './driver/driver.js';
import { chosenJobs, Queue } from './queue.js';

/** The pause between two transactions, in which workers get their turn, ms. */
const pauseMs = 20;

/** Statements are fitted to tables that were altered this many times. */
const mostTries = 8;

/** What was changed; `isWhole` is false if the database could not be written in the middle. */
interface BatchesDone {
  readonly kind: 'changed';
  readonly changes: Changes;
  readonly isWhole: boolean;
}

/**
 * Changes jobs batch by batch, each job only if it is still as it was seen. So they need no common transaction, and
 * workers wait for one batch at most. Throws what SQLite throws, unless some were changed by then: then `isWhole` is
 * false.
 */
function changeInBatches(
  database: Writable,
  path: string,
  queue: Queue,
  change: JobChange,
  jobs: readonly SeenJob[],
  undoable: boolean,
): BatchesDone | NotDone {
  let prepared = prepareChange(queue, change, undoable);
  let sum = noChanges;
  for (let from = 0; from < Math.max(1, jobs.length); from += mostAtOnce) {
    if (from > 0) sleepSync(pauseMs);
    const batch = jobs.slice(from, from + mostAtOnce);
    const result = attempt(() => changeSome(batch), sum.changed > 0);
    if (result === 'foreign' && sum.changed === 0)
      return { kind: 'problem', problem: actionProblem('foreign', path) };
    if (result === null || result === 'foreign') return { kind: 'changed', changes: sum, isWhole: false };
    sum = sumOfChanges(sum, result);
  }
  return { kind: 'changed', changes: sum, isWhole: true };

  function changeSome(batch: readonly SeenJob[]): Changes | 'foreign' {
    for (let tries = 0; tries < mostTries; tries += 1) {
      const steps = batch.map((job) => stepsOf(prepared, job));
      const { kind, outcomes } = runBatch(database, [prepared.queue.isCurrent, ...steps]);
      if (kind === 'done' || outcomes.length > 1) return changesOf(prepared, batch, outcomes.slice(1));
      // Another program has altered the tables in the meantime.
      const current = Queue.of(database);
      if (current === null) return 'foreign';
      prepared = prepareChange(current, change, undoable);
    }
    throw new Error('its tables are altered again and again');
  }
}

/**
 * The result of the work; null if it throws and `swallowsErrors`, because an error must not hide what was done before
 * it.
 */
function attempt<T>(work: () => T, swallowsErrors: boolean): T | null {
  try {
    return work();
  } catch (error) {
    if (!swallowsErrors || (error as { code?: unknown }).code === unknownOutcome) throw error;
    return null;
  }
}

/** Blocks this process, which has nothing else to do. */
function sleepSync(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

type Jobs = 'retry' | 'cancel' | 'stop' | 'undo';

/**
 * Retries, cancels or stops the jobs that the operator chose, or takes that back: a few all in one transaction, more in
 * several. Throws what SQLite throws, unless some were changed by then: the result then says how many.
 */
export function changeSeenJobs(order: ActionOrder<RequestOf<Jobs>>, driver: Driver): ActionResult<Jobs> {
  const change = changeOf(order.request);
  const jobs = jobsIn(order.request);
  const result = changed(order, driver, change, () => jobs);
  if (result.kind === 'problem') return result;
  if (result.kind === 'other') return result.result;
  const { changes, isWhole } = result;
  return {
    kind: 'done',
    sentence: isWhole ? changeSentence(change, jobs, changes) : cutShort(change, result, 'jobs'),
    changes: [],
    changed: changes.changed,
    movedOn: changes.movedOn,
    ...besidesIn(changes),
    ...doneFor(isUndoable(order.request), jobs.length, changes),
  };
}

/**
 * Retries every failed job that passes a filter. Finds them first, unless the order lists them, and changes each only
 * if it is still as it was found. Throws what SQLite throws, unless some were changed by then: the result then says how
 * many.
 */
export function retryAll(
  order: ActionOrder<RequestOf<'retry-all'>>,
  driver: Driver,
): ActionResult<'retry-all'> {
  const { filter, rows } = order.request;
  const result = changed(
    order,
    driver,
    retrying,
    (queue) => rows ?? chosenJobs(queue, filter, retrying.from),
  );
  if (result.kind === 'problem') return result;
  if (result.kind === 'other') return result.result;
  const sentence = result.isWhole
    ? changeOfAllSentence(retrying, result.jobs, result.changes)
    : cutShort(retrying, result, 'failed jobs');
  return {
    ...{ kind: 'done', sentence, changes: [], changed: result.changes.changed, movedOn: [] },
    ...doneFor(isUndoable(order.request), result.jobs, result.changes),
  };
}

type Changed = BatchesDone & { readonly jobs: number };

function changed(
  order: ActionOrder<RequestOf<Jobs | 'retry-all'>>,
  driver: Driver,
  change: JobChange,
  jobsIn: (queue: Queue) => readonly SeenJob[],
) {
  const { request } = order;
  const { path } = request;
  return withDatabase(order, driver, (database) => {
    const { queue: chosen = null } = order;
    const queue = (chosen ?? ownQueue) === ownQueue ? Queue.of(database) : null;
    const other = queue === null ? queueInside(database, chosen) : null;
    if (other !== null)
      return { kind: 'other', result: changeOtherQueue(database, other, change, request) } as const;
    if (queue === null) return { kind: 'problem', problem: actionProblem('foreign', path) } as const;
    const jobs = jobsIn(queue);
    const result = changeInBatches(database, path, queue, change, jobs, isUndoable(request));
    return result.kind === 'problem' ? result : { ...result, jobs: jobs.length };
  });
}

/** `200 of 250 jobs are queued again; then the database could not be written`. */
function cutShort(change: JobChange, { changes, jobs }: Changed, noun: string): string {
  const what = `${grouped(changes.changed)} of ${grouped(jobs)} ${noun}`;
  return `${change.done(what, changes.changed)}; then the database could not be written`;
}
