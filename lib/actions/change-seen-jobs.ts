import { ownQueue } from '../model/limits.js';
import type { JobAction } from '../model/marks.js';
import { filterParameters } from '../schema/filter-parameters.js';
import { queuesInside, viewsOf } from '../schema/known-queues.js';
import type { QueueFolder } from '../schema/queue-folder.js';
import { statement, type TableColumns, tableColumns, tablesParameters } from '../schema/statement.js';
import {
  type ActionOrder,
  type ActionResult,
  mostAtOnce,
  type NotDone,
  type RequestOf,
  type RowsDone,
  type SeenJob,
} from './action.js';
import { actionProblem, unknownOutcome } from './action-problem.js';
import { resultOf } from './change-sentence.js';
import {
  type Changes,
  changeOf,
  changesOf,
  isUndoable,
  type JobChange,
  jobsIn,
  noChanges,
  prepareChange,
  retrying,
  stepsOf,
  sumOfChanges,
} from './changes.js';
import { runBatch, withDatabase } from './database.js';
import type { Driver, Row, Values, Writable } from './driver/driver.js';
import { bound, chosenJob, chosenJobs, Queue } from './queue.js';
import { notUndone, OutcomeTally, plansFor } from './queue-steps.js';

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

/**
 * Retries, cancels or stops the jobs that the operator chose, or takes that back, or retries every failed job that passes
 * a filter: those that the order lists, or else finds. Each is changed only if it is still as it was seen or found: a few
 * all in one transaction, more in several. Throws what SQLite throws, unless some were changed by then: the result then
 * says how many.
 */
export function changeSeenJobs(
  order: ActionOrder<RequestOf<JobAction | 'undo' | 'retry-all'>>,
  driver: Driver,
): RowsDone | NotDone {
  const { request, queue: chosen = null } = order;
  const change = changeOf(request);
  const isAll = request.action === 'retry-all';
  return withDatabase(order, driver, (database) => {
    const queue = (chosen ?? ownQueue) === ownQueue ? Queue.of(database) : null;
    const other = queue === null ? queueInside(database, chosen) : null;
    if (other !== null) return changeOtherQueue(database, other, change, request);
    if (queue === null) return { kind: 'problem', problem: actionProblem('foreign', request.path) };
    const jobs = isAll ? (request.rows ?? chosenJobs(queue, request.filter, change.from)) : jobsIn(request);
    const undoable = isUndoable(request);
    const result = changeInBatches(database, request.path, queue, change, jobs, undoable);
    if (result.kind === 'problem') return result;
    const unwritten = result.isWhole ? null : 'database';
    return resultOf({ change, jobs, isAll, undoable, changes: result.changes, unwritten });
  });
}

/** Another program's queue in a database of SQLite that is open for writing. */
interface QueueInside {
  readonly folder: QueueFolder;
  readonly tables: TableColumns;
}

/** The other program's queue in a database that is chosen by its name, or else the first; null: there is none. */
function queueInside(database: Writable, chosen: string | null): QueueInside | null {
  const { found, tables } = queuesInside((sql, parameters = {}) =>
    database.prepare<Row>(sql).all(bound(parameters)),
  );
  const folder = found.find(({ kind }) => chosen === null || kind.name === chosen);
  return folder === undefined ? null : { folder, tables };
}

/**
 * Retries or cancels jobs of another program's queue as its own project does, each only if it is still as it was seen:
 * some in one transaction, then the next. Throws what SQLite throws.
 */
function changeOtherQueue(
  database: Writable,
  { folder, tables }: QueueInside,
  change: JobChange,
  request: RequestOf<'retry' | 'cancel' | 'stop' | 'undo' | 'retry-all'>,
): ActionResult<'retry'> {
  const { path } = request;
  if (change.statement === 'stop') return { kind: 'problem', problem: actionProblem('foreign', path) };
  if (change.statement === 'undo') return { kind: 'problem', problem: notUndone(folder, path) };
  const jobs =
    'jobs' in request ? jobsIn(request) : (request.rows ?? failedIn(database, { folder, tables }, request));
  const planOf = plansFor(folder, change.statement, 'sqlite', tables);
  const tally = new OutcomeTally();
  for (let from = 0; from < jobs.length; from += mostAtOnce) {
    const plans = jobs.slice(from, from + mostAtOnce).map(planOf);
    const able = plans.filter(({ steps }) => steps.length > 0);
    const { outcomes } = runBatch(
      database,
      able.map(({ steps }) => steps),
    );
    for (const plan of plans) tally.add(plan.job, plan.became(outcomes[able.indexOf(plan)] ?? []));
  }
  return tally.result(change, jobs, 'filter' in request, path);
}

/** The failed jobs that pass a filter, as they are now. */
function failedIn(
  database: Writable,
  { folder, tables }: QueueInside,
  { filter }: RequestOf<'retry-all'>,
): SeenJob[] {
  if (!(filter.statuses?.includes('failed') ?? true)) return [];
  for (const view of viewsOf(folder, tables)) database.exec(view);
  const all = (sql: string, values: Values) => database.prepare<Row>(sql).all(bound(values));
  const ours = tableColumns(all(statement('queries/tables', new Map()), tablesParameters));
  const wanted = filterParameters({ ...filter, statuses: retrying.from });
  return all(statement('actions/chosen_jobs', ours), wanted).map(chosenJob);
}
