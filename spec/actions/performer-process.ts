/**
 * Does one action after another, as the process of one action does it: an order a line on stdin, a result a line on
 * stdout.
 */
import { createInterface } from 'node:readline';
import type { ActionOrder } from '../../lib/actions/action.js';
import { loadDriver } from '../../lib/actions/driver/load-driver.js';
import { perform } from '../../lib/actions/perform.js';

for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(await perform(JSON.parse(line) as ActionOrder, loadDriver))}\n`);
