/**
 * The program of one action: takes an {@link ActionOrder} as JSON on stdin and {@link ActionLimits} as JSON in its
 * argument, and writes an {@link ActionResult} as JSON to stdout.
 */
import { text } from 'node:stream/consumers';
import { startThread } from '../entries.js';
import type { ActionOrder, ActionResult } from './action.js';
import { notStarted } from './action-problem.js';
import { loadDriver } from './driver/load-driver.js';
import { perform } from './perform.js';

const workerData: unknown = JSON.parse(process.argv[2] ?? '{}');
let failure: string | null = null;
try {
  startThread(new URL('./action-watch.js', import.meta.url), { workerData }).unref();
} catch (error) {
  failure = String(error);
}

async function main(): Promise<void> {
  const order = JSON.parse(await text(process.stdin)) as ActionOrder;
  const result: ActionResult =
    failure === null
      ? await perform(order, loadDriver)
      : { kind: 'problem', problem: notStarted(order.request.path, failure) };
  process.stdout.write(JSON.stringify(result));
}

void main();
