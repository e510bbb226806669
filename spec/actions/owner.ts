/**
 * A program that cancels job 1, and says when that is on its way and what came of it. Arguments: path, busy timeout in
 * ms, and a folder to work in that it deletes first.
 */
import { rmdirSync } from 'node:fs';
import { runAction } from '../../lib/actions/run-action.js';

const [path = '', busyTimeoutMs = '0', folder] = process.argv.slice(2);
if (folder !== undefined) {
  process.chdir(folder);
  rmdirSync(folder);
}
const jobs = [{ id: '1', statusText: 'RUNNING', retryCount: 0 }];
const action = runAction({ action: 'cancel', path, jobs }, { busyTimeoutMs: Number(busyTimeoutMs) });
// The end of what is asked goes out in the next turn: stopped before it, this process would still owe it.
await new Promise((resolve) => setImmediate(setImmediate, resolve));
process.stdout.write('asked\n');
process.stdout.write(`${JSON.stringify(await action)}\n`);
