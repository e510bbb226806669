import type { ActionOrder, ActionResult, RequestOf, RowsDone, SeenJob } from './action.js';
import { actionProblem } from './action-problem.js';
import { type Changes, changeJobs, prepareChange } from './change-jobs.js';
import { changeOfAllSentence, changeSentence } from './change-sentence.js';
import { chosenJobs } from './chosen-jobs.js';
import type { Driver } from './driver.js';
import { cancellation, type JobChange, retrying, stopping } from './job-change.js';
import { Queue } from './queue.js';
import { withDatabase } from './with-database.js';
import { writeTransaction } from './write-transaction.js';

type Jobs = 'retry' | 'cancel' | 'stop';

const changeOf: Readonly<Record<Jobs, JobChange>> = { retry: retrying, cancel: cancellation, stop: stopping };

/** Retries, cancels or stops the jobs that the operator chose, all in one transaction. Throws what SQLite throws. */
export function changeSeenJobs(order: ActionOrder<RequestOf<Jobs>>, driver: Driver): ActionResult<Jobs> {
  const change = changeOf[order.request.action];
  // A job that is named twice was seen once.
  const jobs = [...new Map(order.request.jobs.map((job) => [job.id, job])).values()];
  return makeChange(order, driver, change, {
    jobs: () => jobs,
    done: (changes) => ({ sentence: changeSentence(change, jobs, changes), movedOn: changes.movedOn }),
  });
}

/**
 * Retries every failed job that passes a filter, in one transaction. They are found before it begins, so that
 * workers don't wait for the search, and each is changed only if it still is as it was found. Throws what SQLite
 * throws.
 */
export function retryAll(
  order: ActionOrder<RequestOf<'retry-all'>>,
  driver: Driver,
): ActionResult<'retry-all'> {
  return makeChange(order, driver, retrying, {
    jobs: (queue) => chosenJobs(queue, order.request.filter, retrying.from),
    done: ({ changed }) => ({ sentence: changeOfAllSentence(retrying, changed), movedOn: [] }),
  });
}

interface Plan {
  readonly jobs: (queue: Queue) => readonly SeenJob[];
  readonly done: (changes: Changes) => Pick<RowsDone, 'sentence' | 'movedOn'>;
}

function makeChange(
  order: ActionOrder<RequestOf<Jobs | 'retry-all'>>,
  driver: Driver,
  change: JobChange,
  plan: Plan,
): ActionResult<Jobs | 'retry-all'> {
  const { path } = order.request;
  return withDatabase(order, driver, (database) => {
    const before = Queue.of(database);
    if (before === null) return { kind: 'problem', problem: actionProblem('foreign', path) };
    const prepared = prepareChange(before, change);
    const jobs = plan.jobs(before);
    return writeTransaction<ActionResult<Jobs>>(database, () => {
      // Somebody may have altered the tables just now.
      const queue = before.isCurrent ? before : Queue.of(database);
      if (queue === null) return { kind: 'problem', problem: actionProblem('foreign', path) };
      const changes = changeJobs(queue === before ? prepared : prepareChange(queue, change), jobs);
      return { kind: 'done', ...plan.done(changes), changes: [], changed: changes.changed };
    });
  });
}
