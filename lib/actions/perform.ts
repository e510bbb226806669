import { resolve } from 'node:path';
import type { ActionOrder, ActionResult } from './action.js';
import { actions } from './action-table.js';
import { loadDriver } from './driver.js';
import { thrownProblem } from './thrown-problem.js';

/** Does one action in this process, which must be one that does nothing else (see `runAction`). Never rejects. */
export async function perform(order: ActionOrder): Promise<ActionResult> {
  // SQLite takes names such as `:memory:` for something else than a file; an absolute path is always one.
  const path = resolve(order.request.path);
  const loaded = await loadDriver(path);
  if (loaded.kind === 'problem') return loaded;
  try {
    return actions[order.request.action].run(
      { ...order, request: { ...order.request, path } },
      loaded.driver,
    );
  } catch (error) {
    const problem = thrownProblem(error, path);
    const seconds = order.busyTimeoutMs / 1000;
    const sentence = `Another process has kept the write lock of ${path} for more than ${seconds} s.`;
    return { kind: 'problem', problem: problem.code === 'locked' ? { ...problem, sentence } : problem };
  }
}
