import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ActionLimits } from '../../lib/actions/action-watch.js';
import { runAction } from '../../lib/actions/run-action.js';
import { createDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { NativeError, NativeWriter } from '../support/native-writer.js';
import { startInPty } from '../support/pty.js';
import { testFolder } from '../support/test-folder.js';

afterEach(() => NativeWriter.endAll());

const owner = fileURLToPath(new URL('./owner.js', import.meta.url));
const program = fileURLToPath(new URL('../../lib/actions/action-process.js', import.meta.url));
const jobs = [{ id: '1', statusText: 'RUNNING', retryCount: 0 }];

/** A database whose triggers keep an action in the middle of its transaction for `steps` steps. */
async function slowQueue(steps: number, journalMode: 'wal' | 'delete' = 'wal') {
  const path = join(testFolder(), 'queue.sqlite3');
  await createDatabase(path, {
    journalMode,
    rows: [{ plugin_name: 'p', status: 'RUNNING' }],
    sql: [
      `CREATE VIEW steps AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${steps}) SELECT i FROM n`,
      'CREATE TRIGGER slow AFTER UPDATE ON cf_processing_queue BEGIN SELECT count(*) FROM steps; END',
    ],
  });
  return { path, native: await NativeWriter.start(path, { busyTimeout: 0 }) };
}

/** The process of an action that cancels job 1 within these limits. */
function begun(limits: ActionLimits, path: string) {
  const child = spawn(process.execPath, [program, JSON.stringify(limits)], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.stdin.end(JSON.stringify({ request: { action: 'cancel', path, jobs }, busyTimeoutMs: 5000 }));
  return child;
}

/** Whether somebody is in the middle of a write transaction. */
async function isLocked(native: NativeWriter): Promise<boolean> {
  try {
    await native.begin();
  } catch (error) {
    if (error instanceof NativeError && error.code.startsWith('SQLITE_BUSY')) return true;
    throw error;
  }
  await native.rollback();
  return false;
}

const endless = 1e15;
const locked = (native: NativeWriter) =>
  eventually(() => isLocked(native), 'the lock is taken', { every: 5 });
const free = (native: NativeWriter) => eventually(async () => !(await isLocked(native)), 'the lock is free');
const status = async (native: NativeWriter) =>
  (await native.all('SELECT status FROM cf_processing_queue'))[0]?.status;

describe('the process of an action', () => {
  it.each(['wal', 'delete'] as const)(
    'leaves a %s database whole when it is killed in the middle',
    async (mode) => {
      const { path, native } = await slowQueue(endless, mode);
      const controller = new AbortController();
      const stopped = runAction({ action: 'cancel', path, jobs }, { signal: controller.signal });
      await locked(native);
      controller.abort();
      expect(await stopped).toMatchObject({ kind: 'problem', problem: { code: 'stopped' } });
      expect(await isLocked(native)).toBe(false);
      expect(await status(native)).toBe('RUNNING');
      expect(await native.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
      await native.exec('DROP TRIGGER slow');
      expect(await runAction({ action: 'cancel', path, jobs })).toMatchObject({ changed: 1 });
    },
  );

  it.each([
    ['in a folder', []],
    ['in a folder that has been deleted', [testFolder]],
  ] as const)('ends in the middle of a transaction when its owner is killed (%s)', async (_, folders) => {
    const { path, native } = await slowQueue(endless);
    // Whoever looks for the lock holds it for a moment, which the action must outwait.
    const words = [owner, path, '1500', ...folders.map((make) => make())];
    const child = spawn(process.execPath, words, { stdio: 'ignore' });
    await locked(native);
    child.kill('SIGKILL');
    await free(native);
    expect(await status(native)).toBe('RUNNING');
  });

  it('finds no database by a relative path from a folder that has been deleted', async () => {
    const words = [owner, 'queue.sqlite3', '0', testFolder()];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [, answer = ''] = (await text(child.stdout)).split('\n');
    expect(JSON.parse(answer)).toMatchObject({ problem: { code: 'missing', file: 'queue.sqlite3' } });
  });

  it('ends by itself at its timeout while its owner lives', async () => {
    const { path, native } = await slowQueue(endless);
    const child = begun({ owner: process.pid, timeoutMs: 1500, graceMs: 1e8 }, path);
    try {
      const [, signal] = await once(child, 'exit');
      expect(signal).toBe('SIGKILL');
    } finally {
      child.kill('SIGKILL');
    }
    expect(await isLocked(native)).toBe(false);
    expect(await status(native)).toBe('RUNNING');
  });

  it('completes its action when its owner quits right after asking', async () => {
    const { path, native } = await slowQueue(1);
    await native.begin();
    const child = spawn(process.execPath, [owner, path, '60000'], { stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.kill('SIGKILL');
    // It has missed its owner when others that began later, and are given no time, have ended for that.
    for (let later = 0; later < 3; later += 1)
      expect(await once(begun({ owner: 0, timeoutMs: 1e8, graceMs: 0 }, path), 'exit')).toEqual([
        null,
        'SIGKILL',
      ]);
    await native.rollback();
    await eventually(async () => (await status(native)) === 'CANCELLED', 'job 1 is cancelled');
  });

  it('completes its action and frees the lock while its owner is suspended', async () => {
    const { path, native } = await slowQueue(1);
    await native.begin();
    const pty = startInPty('bash', ['--norc', '--noprofile', '-i'], { columns: 250 });
    try {
      pty.type(`'${process.execPath}' '${owner}' '${path}' 20000\n`);
      await pty.waitForText('asked');
      pty.type('\x1a');
      await pty.waitForText('Stopped');
      await native.rollback();
      await eventually(async () => (await status(native)) === 'CANCELLED', 'job 1 is cancelled');
      await free(native);
      expect(pty.screen.text()).not.toContain('"changed"');
      pty.type('fg\n');
      await pty.waitForText('"changed":1');
    } finally {
      await pty.close();
    }
  });
});
