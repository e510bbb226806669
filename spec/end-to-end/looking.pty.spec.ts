import { beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase } from '../support/databases.js';
import { NativeWriter } from '../support/native-writer.js';
import type { PtyProgram } from '../support/pty.js';
import { open, path, soon } from './scene.js';

const rows = ['alpha', 'beta', 'gamma', 'delta', 'epsilon'].map((plugin_name, index) => ({
  ...{ id: index + 1, plugin_name, status: index === 0 ? 'FAILED' : 'RUNNING' },
  ...{ error_message: index === 0 ? 'DiskFull' : null, claim_time: `2026-01-15 09:0${9 - index}:00` },
  end_time: index === 0 ? '2026-01-15 10:00:00' : null,
}));

describe('a dashboard whose terminal lost the focus', () => {
  let worker: NativeWriter;
  beforeEach(async () => {
    await createDatabase(path, { migrated: 'all', rows });
    worker = await NativeWriter.start(path);
  });

  async function start(): Promise<PtyProgram> {
    const dashboard = open([path]);
    await dashboard.waitForText('alpha', soon);
    return dashboard;
  }

  /** Ends a job some seconds ago; dashboards that keep up show it at once. */
  const end = (id: number, status: string, error: string | null, ago = 0) =>
    worker.run(
      `UPDATE cf_processing_queue SET status = '${status}', error_message = ${error === null ? 'NULL' : `'${error}'`}, end_time = datetime('now', '-${ago} seconds') WHERE id = ${id}`,
    );

  /** Sees a change that is no end: by then everything before it has been read. */
  async function catchUp(dashboard: PtyProgram, name: string): Promise<void> {
    await worker.run(`UPDATE cf_processing_queue SET plugin_name = '${name}' WHERE id = 5`);
    await dashboard.waitForText(name, soon);
  }

  it('has the terminal show progress if it is asked to, red for what failed since, until it ends', async () => {
    const silent = await start();
    const dashboard = open([path, '--progress']);
    await dashboard.waitForBytes('\x1b]9;4;3;0\x07', soon);
    dashboard.type('\x1b[O');
    await worker.run('UPDATE cf_processing_queue SET items_processed = 3, items_total = 10 WHERE id = 2');
    await dashboard.waitForBytes('\x1b]9;4;1;30\x07', soon);
    await end(3, 'FAILED', 'DiskFull');
    await dashboard.waitForBytes('\x1b]9;4;2;30\x07', soon);
    process.kill(dashboard.pid, 'SIGTERM');
    await dashboard.ended;
    expect(dashboard.screen.state.progress).toBe('0');
    await silent.waitForText('2 failed', soon);
    silent.type('q');
    await silent.ended;
    expect(silent.bytes()).not.toContain('\x1b]9');
  });

  it('shows at the next start what ended since then, and . leads through it', async () => {
    const before = await start();
    before.type('\x1b[I');
    await catchUp(before, 'first');
    before.type('\x1b[O');
    await end(2, 'FAILED', 'KeyError: 7');
    await end(3, 'FAILED', 'DiskFull');
    await end(4, 'COMPLETED', null);
    await before.waitForText('3 failed', soon);
    await catchUp(before, 'second');
    expect(before.screen.text()).not.toContain('since ');
    before.hangUp();
    await before.ended;

    const after = await start();
    await after.shows((screen) => {
      expect(screen).toMatch(/since \d\d:\d\d UTC: 1 done, 2 failed \(1 new cause\)/);
      expect(screen).toMatch(/\+✗ PARSE {4}beta/);
      expect(screen).toMatch(/▸\+✗ PARSE {4}gamma/);
    }, soon);
    after.type('.');
    await after.waitForText('▸ ✗ PARSE    gamma', soon);
    after.type('.');
    await after.shows((screen) => {
      expect(screen).toContain('▸ ✗ PARSE    beta');
      expect(screen).toContain('since ');
    }, soon);
    after.type('.');
    await after.shows((screen) => {
      expect(screen).toContain('│  [Enter] Details');
      expect(screen).not.toContain('since ');
    }, soon);
  });
});
