/** The program of one action: an {@link ActionOrder} as JSON on stdin, an {@link ActionResult} as JSON on stdout. */
import { text } from 'node:stream/consumers';
import type { ActionOrder } from './action.js';
import { perform } from './perform.js';

const result = await perform(JSON.parse(await text(process.stdin)) as ActionOrder);
process.stdout.write(JSON.stringify(result));
