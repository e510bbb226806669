/**
 * The program of one action: takes an {@link ActionOrder} as JSON on stdin and {@link ActionLimits} as JSON in its
 * argument, and writes an {@link ActionResult} as JSON to stdout.
 */
import { text } from 'node:stream/consumers';
import { startThread } from '../entries.js';
import type { ActionOrder } from './action.js';
import { perform } from './perform.js';

const workerData: unknown = JSON.parse(process.argv[2] ?? '{}');
startThread(new URL('./action-watch.js', import.meta.url), { workerData }).unref();
async function main(): Promise<void> {
  const result = await perform(JSON.parse(await text(process.stdin)) as ActionOrder);
  process.stdout.write(JSON.stringify(result));
}

void main();
