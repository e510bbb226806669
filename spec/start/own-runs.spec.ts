import { expect, it } from '@jest/globals';
import { processWorld } from '../../bin/process-world.js';
import { desktop } from '../../lib/start/desktop.js';
import type { TerminalSession } from '../../lib/terminal/session.js';

/** Nothing here gets the terminal. */
const side = desktop(processWorld(), {} as TerminalSession, '/q.sqlite3');

/** Runs a command of the operator's own in the background; returns how the notice about it begins. */
async function ran(...run: readonly string[]): Promise<string> {
  const command = { key: 'F5', name: 'test', run, terminal: false, confirm: false };
  const notice = await side.run({ command, jobId: '1', job: 'job 1', values: { id: '1' } }, null);
  return `${notice?.tone}: ${notice?.text}`;
}

it('commands of one’s own run in the background any number of times, but not more than ten at once', async () => {
  const ended = 'done: test: done';
  const failed = 'failed: test: ended with 1';
  for (let round = 0; round < 2; round += 1) {
    const all = await Promise.all(Array.from({ length: 11 }, (_, at) => ran(at === 0 ? 'false' : 'true')));
    const refused = 'failed: test: 10 commands are still running';
    expect(all).toEqual([failed, ...Array.from({ length: 9 }, () => ended), refused]);
  }
});
