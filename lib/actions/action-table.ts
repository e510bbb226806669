import type { ActionOrder, ActionRequest, ActionResult } from './action.js';
import type { Driver } from './driver.js';
import { init } from './init.js';
import { migrate } from './migrate.js';

/** How one action is done. */
export interface ActionEntry {
  /** How long its process may take in all before it is killed. */
  readonly timeoutMs: number;
  /** Does it, in the process of the action. May throw what SQLite and the file system throw. */
  run(order: ActionOrder, driver: Driver): ActionResult;
}

/** Every action there is. */
export const actions: Readonly<Record<ActionRequest['action'], ActionEntry>> = {
  init: { timeoutMs: 30_000, run: init },
  // Building the indexes of many millions of jobs takes minutes.
  migrate: { timeoutMs: 1_800_000, run: migrate },
};
