import { grouped } from '../model/text.js';
import type { ActionOrder, ActionResult, RequestOf, SeenJob } from './action.js';
import { actionProblem } from './action-problem.js';
import { changeOfAllSentence, changeSentence } from './change-sentence.js';
import { chosenJobs } from './chosen-jobs.js';
import type { Driver } from './driver/driver.js';
import { type BatchesDone, changeInBatches } from './in-batches.js';
import { cancellation, type JobChange, retrying, stopping } from './job-change.js';
import { Queue } from './queue.js';
import { withDatabase } from './with-database.js';

type Jobs = 'retry' | 'cancel' | 'stop';

const changeOf: Readonly<Record<Jobs, JobChange>> = { retry: retrying, cancel: cancellation, stop: stopping };

/**
 * Retries, cancels or stops the jobs that the operator chose: a few all in one transaction, more in several. Throws
 * what SQLite throws, unless some were changed by then: the result then says how many.
 */
export function changeSeenJobs(order: ActionOrder<RequestOf<Jobs>>, driver: Driver): ActionResult<Jobs> {
  const change = changeOf[order.request.action];
  // A job may be listed twice, but was seen once.
  const jobs = [...new Map(order.request.jobs.map((job) => [job.id, job])).values()];
  const result = changed(order, driver, change, () => jobs);
  if (result.kind === 'problem') return result;
  const { changes, isWhole } = result;
  return {
    kind: 'done',
    sentence: isWhole ? changeSentence(change, jobs, changes) : cutShort(change, result, 'jobs'),
    changes: [],
    changed: changes.changed,
    movedOn: changes.movedOn,
    ...(changes.leased > 0 ? { leased: changes.leased } : {}),
    ...(changes.paused > 0 ? { paused: changes.paused } : {}),
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
  const sentence = result.isWhole
    ? changeOfAllSentence(retrying, result.jobs, result.changes)
    : cutShort(retrying, result, 'failed jobs');
  return { kind: 'done', sentence, changes: [], changed: result.changes.changed, movedOn: [] };
}

type Changed = BatchesDone & { readonly jobs: number };

function changed(
  order: ActionOrder<RequestOf<Jobs | 'retry-all'>>,
  driver: Driver,
  change: JobChange,
  jobsIn: (queue: Queue) => readonly SeenJob[],
) {
  const { path } = order.request;
  return withDatabase(order, driver, (database) => {
    const queue = Queue.of(database);
    if (queue === null) return { kind: 'problem', problem: actionProblem('foreign', path) } as const;
    const jobs = jobsIn(queue);
    const result = changeInBatches(database, path, queue, change, jobs);
    return result.kind === 'problem' ? result : { ...result, jobs: jobs.length };
  });
}

/** `200 of 250 jobs are queued again; then the database could not be written`. */
function cutShort(change: JobChange, { changes, jobs }: Changed, noun: string): string {
  const what = `${grouped(changes.changed)} of ${grouped(jobs)} ${noun}`;
  return `${change.done(what, changes.changed)}; then the database could not be written`;
}
