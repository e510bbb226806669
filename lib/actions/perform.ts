import { resolve } from 'node:path';
import { queuePathOf } from '../model/limits.js';
import { statement } from '../schema/statement.js';
import {
  type ActionName,
  type ActionOrder,
  type ActionResult,
  metricsAtOnce,
  type RequestOf,
} from './action.js';
import { thrownProblem } from './action-problem.js';
import { changeSeenJobs } from './change-seen-jobs.js';
import { probe, withDatabase, writeTransaction } from './database.js';
import type { Driver } from './driver/driver.js';
import type { LoadedDriver } from './driver/load-driver.js';
import { init, migrate } from './migration.js';
import { presentSchema } from './present-schema.js';

/** How one action is done. */
interface ActionEntry<Name extends ActionName = ActionName> {
  /** How long it waits for a worker's lock, where the caller has no say in it. */
  readonly busyTimeoutMs?: number;
  /** Does the action, in the process of the action. May throw what SQLite and the file system throw. */
  run(order: ActionOrder<RequestOf<Name>>, driver: Driver): ActionResult<Name>;
}

/** Every action there is. */
const actions: { readonly [Name in ActionName]: ActionEntry<Name> } = {
  init: { run: init },
  migrate: { run: migrate },
  probe: { run: probe },
  retry: { run: changeSeenJobs },
  cancel: { run: changeSeenJobs },
  stop: { run: changeSeenJobs },
  undo: { run: changeSeenJobs },
  'retry-all': { run: changeSeenJobs },
  'clean-metrics': { busyTimeoutMs: 0, run: cleanMetrics },
};

/**
 * Does one action with the driver that is loaded for its file: in this process, which must do nothing else (see
 * `runAction`), unless the driver writes elsewhere. Rejects only if loading does.
 */
export async function perform(
  order: ActionOrder,
  load: (file: string) => LoadedDriver | Promise<LoadedDriver>,
): Promise<ActionResult> {
  // SQLite gives names such as `:memory:` a special meaning; an absolute path always names a file.
  let path: string;
  const { database, queue } = queuePathOf(order.request.path);
  try {
    path = resolve(database);
  } catch (error) {
    // The working folder that a relative path is relative to is gone.
    return { kind: 'problem', problem: thrownProblem(error, order.request.path) };
  }
  const loaded = await load(path);
  if (loaded.kind === 'problem') return loaded;
  // The compiler can't tell that an entry always gets the request of its own action.
  const entry = actions[order.request.action] as ActionEntry;
  const busyTimeoutMs = entry.busyTimeoutMs ?? order.busyTimeoutMs;
  try {
    return entry.run({ request: { ...order.request, path }, busyTimeoutMs, queue }, loaded.driver);
  } catch (error) {
    const problem = thrownProblem(error, path);
    if (problem.code !== 'locked' || busyTimeoutMs === 0) return { kind: 'problem', problem };
    const sentence = `Another process has held the write lock for more than ${busyTimeoutMs / 1000} s.`;
    return { kind: 'problem', problem: { ...problem, sentence } };
  }
}

/** Deletes metrics older than five minutes, where the database has any. Throws what SQLite throws. */
function cleanMetrics(
  order: ActionOrder<RequestOf<'clean-metrics'>>,
  driver: Driver,
): ActionResult<'clean-metrics'> {
  return withDatabase(order, driver, (database) =>
    writeTransaction(database, () => {
      const { columns } = presentSchema(database);
      const changed = columns.get('cf_job_metrics')?.has('metric_time')
        ? database.prepare(statement('actions/forget_metrics', columns)).run({ limit: metricsAtOnce })
        : 0;
      return { kind: 'done', sentence: sentence(changed), changes: [], changed, movedOn: [] };
    }),
  );
}

function sentence(changed: number): string {
  if (changed === 0) return 'No metric is older than five minutes.';
  return `Deleted ${changed === 1 ? 'one metric' : `${changed} metrics`} older than five minutes.`;
}
