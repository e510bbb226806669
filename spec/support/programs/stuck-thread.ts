/**
 * A program with a thread that can't be ended: it waits in `cat`, which has this program's stdin and stdout. At SIGTERM
 * it ends with code 137, which an 'exit' listener says.
 */

import process from 'node:process';
import { Worker } from 'node:worker_threads';
import { exitNow } from '../../../lib/terminal/exit-now.js';

process.on('exit', (code) => process.stdout.write(`ends with ${code}\n`));
process.on('SIGTERM', () => exitNow(137));
new Worker(`require('node:child_process').spawnSync('cat', { stdio: [0, 1, 2] })`, { eval: true });
