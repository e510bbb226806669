import {
  type ActionName,
  type ActionOrder,
  type ActionRequest,
  type ActionResult,
  mostAtOnce,
  type RequestOf,
} from './action.js';
import { changeSeenJobs, retryAll } from './change-seen-jobs.js';
import { cleanMetrics } from './clean-metrics.js';
import { probe } from './database.js';
import type { Driver } from './driver/driver.js';
import { init, migrate } from './migration.js';

/** How one action is done. */
export interface ActionEntry<Name extends ActionName = ActionName> {
  /** How long its process may take in all before it is killed, ms; longer for many jobs, see {@link timeoutOf}. */
  readonly timeoutMs: number;
  /** How long it waits for a worker's lock, where the caller has no say in it. */
  readonly busyTimeoutMs?: number;
  /** Does the action, in the process of the action. May throw what SQLite and the file system throw. */
  run(order: ActionOrder<RequestOf<Name>>, driver: Driver): ActionResult<Name>;
}

/** How long it may take to change any number of jobs, ms. */
const manyJobsMs = 300_000;

/** How long the process of a request may take in all, ms. */
export function timeoutOf(request: ActionRequest): number {
  const isLong = 'jobs' in request && request.jobs.length > mostAtOnce;
  return isLong ? manyJobsMs : actions[request.action].timeoutMs;
}

/** Every action there is. */
export const actions: { readonly [Name in ActionName]: ActionEntry<Name> } = {
  init: { timeoutMs: 30_000, run: init },
  // Building the indexes of many millions of jobs can take minutes.
  migrate: { timeoutMs: 1_800_000, run: migrate },
  probe: { timeoutMs: 10_000, run: probe },
  retry: { timeoutMs: 30_000, run: changeSeenJobs },
  cancel: { timeoutMs: 30_000, run: changeSeenJobs },
  stop: { timeoutMs: 30_000, run: changeSeenJobs },
  undo: { timeoutMs: 30_000, run: changeSeenJobs },
  'retry-all': { timeoutMs: manyJobsMs, run: retryAll },
  'clean-metrics': { timeoutMs: 10_000, busyTimeoutMs: 0, run: cleanMetrics },
};
