import type { ActionName, ActionOrder, ActionResult, RequestOf } from './action.js';
import { changeSeenJobs, retryAll } from './change-seen-jobs.js';
import { cleanMetrics } from './clean-metrics.js';
import { probe } from './database.js';
import type { Driver } from './driver/driver.js';
import { init, migrate } from './migration.js';

/** How one action is done. */
export interface ActionEntry<Name extends ActionName = ActionName> {
  /** How long it waits for a worker's lock, where the caller has no say in it. */
  readonly busyTimeoutMs?: number;
  /** Does the action, in the process of the action. May throw what SQLite and the file system throw. */
  run(order: ActionOrder<RequestOf<Name>>, driver: Driver): ActionResult<Name>;
}

/** Every action there is. */
export const actions: { readonly [Name in ActionName]: ActionEntry<Name> } = {
  init: { run: init },
  migrate: { run: migrate },
  probe: { run: probe },
  retry: { run: changeSeenJobs },
  cancel: { run: changeSeenJobs },
  stop: { run: changeSeenJobs },
  undo: { run: changeSeenJobs },
  'retry-all': { run: retryAll },
  'clean-metrics': { busyTimeoutMs: 0, run: cleanMetrics },
};
