import type { QueueAction } from '../model/limits.js';
import { filterParameters } from '../schema/filter-parameters.js';
import { queuesInside, viewsOf } from '../schema/known-queues.js';
import type { QueueFolder } from '../schema/queue-folder.js';
import { statement, type TableColumns, tableColumns, tablesParameters } from '../schema/statement.js';
import { type ActionResult, mostAtOnce, type RequestOf, type SeenJob } from './action.js';
import { actionProblem } from './action-problem.js';
import { runBatch } from './batch.js';
import { type JobChange, retrying } from './changes.js';
import type { Row, Values, Writable } from './driver/driver.js';
import { bound, chosenJob } from './queue.js';
import { batchSteps, DeedTally, deedOf, notUndone, stepsFor } from './queue-steps.js';

/** Another program's queue in a database of SQLite that is open for writing. */
interface QueueInside {
  readonly folder: QueueFolder;
  readonly tables: TableColumns;
}

/** The other program's queue in a database that is chosen by its name, or else the first; null: there is none. */
export function queueInside(database: Writable, chosen: string | null): QueueInside | null {
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
export function changeOtherQueue(
  database: Writable,
  { folder, tables }: QueueInside,
  change: JobChange,
  request: RequestOf<'retry' | 'cancel' | 'stop' | 'undo' | 'retry-all'>,
): ActionResult<'retry'> {
  const { path } = request;
  if (change.statement === 'stop') return { kind: 'problem', problem: actionProblem('foreign', path) };
  if (change.statement === 'undo') return { kind: 'problem', problem: notUndone(folder, path) };
  const action: QueueAction = change.statement;
  const jobs =
    'jobs' in request
      ? [...new Map(request.jobs.map((job) => [job.id, job])).values()]
      : (request.rows ?? failedIn(database, { folder, tables }, request));
  const stepsOf = stepsFor(folder, action, 'sqlite');
  const tally = new DeedTally();
  for (let from = 0; from < jobs.length; from += mostAtOnce) {
    const all = jobs.slice(from, from + mostAtOnce).map((job) => ({ job, steps: stepsOf(job) }));
    const able = all.flatMap(({ job, steps }) => (typeof steps === 'string' ? [] : [{ job, steps }]));
    const { outcomes } = runBatch(
      database,
      able.map(({ job, steps }) => batchSteps(job, steps, tables)),
    );
    const deeds = new Map(able.map(({ job, steps }, index) => [job, deedOf(steps, outcomes[index] ?? [])]));
    for (const { job, steps } of all)
      tally.add(job, deeds.get(job) ?? { kind: 'refused', why: String(steps) });
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
