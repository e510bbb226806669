import { join } from 'node:path';
import { afterEach, beforeEach, expect } from '@jest/globals';
import { createDatabase, runSql } from '../support/databases.js';
import { needs } from '../support/needs.js';
import { type PtyProgram, startInPty } from '../support/pty.js';
import { type SlowRelay, slowRelay } from '../support/slow-relay.js';
import { type Sshd, startSshd } from '../support/sshd.js';
import { testFolder } from '../support/test-folder.js';
import { until } from '../support/until.js';
import { program } from './program.js';

const { describe, it } = needs('sshd');

/** 300 ms there and back. */
const wayMs = 150;
const bytesPerSecond = 50_000;
const within = { within: 30_000 };

/** As many jobs as fill a screen, each with as much to say as real ones. */
const jobs = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
  INSERT INTO cf_processing_queue (id, plugin_name, status, claim_time, end_time, error_message, input_file)
  SELECT i, 'parser_' || hex(randomblob(6)), CASE WHEN i % 3 = 0 THEN 'FAILED' ELSE 'COMPLETED' END, 1768300000 - i,
    1768300100 - i, CASE WHEN i % 3 = 0 THEN 'ValueError: ' || hex(randomblob(60)) END,
    '/srv/data/' || hex(randomblob(30)) || '.csv' FROM n`;

let sshd: Sshd;
let relay: SlowRelay;
let path: string;
let dashboard: PtyProgram | null = null;

beforeEach(async () => {
  sshd = await startSshd();
  relay = await slowRelay(sshd.port, wayMs, bytesPerSecond);
  path = join(sshd.home, 'queue.db');
  await createDatabase(path, { version: 'C', migrated: 'all', sql: [jobs] });
  dashboard = startInPty(process.execPath, [program, 'ssh://there/~/queue.db'], {
    columns: 120,
    rows: 50,
    environment: { HOME: testFolder(), JOBS_VIEW_SSH: sshd.command('-p', String(relay.port)) },
  });
  await dashboard.waitForText('parser_', within);
}, 120_000);

afterEach(async () => {
  await dashboard?.close();
  await relay.close();
  await sshd.close();
}, 60_000);

describe('a dashboard over a link of 300 ms and 50 kB/s', () => {
  it('shows a change within 3 s, and answers keys within 300 ms meanwhile', async () => {
    if (dashboard === null) throw new Error('it was not started');
    const slowest = { change: 0, key: 0 };
    for (const name of ['one', 'two', 'three']) {
      // Every row on the screen is another.
      await runSql(path, [
        `UPDATE cf_processing_queue SET plugin_name = '${name}_' || hex(randomblob(6)),
          error_message = 'ValueError: ' || hex(randomblob(60)) WHERE id < 400`,
      ]);
      const changed = performance.now();
      const shown = dashboard.waitForText(`${name}_`, within);
      dashboard.type('?');
      const typed = performance.now();
      await dashboard.waitForText('HELP', { ...within, every: 2 });
      slowest.key = Math.max(slowest.key, performance.now() - typed);
      dashboard.type('?');
      await shown;
      slowest.change = Math.max(slowest.change, performance.now() - changed);
    }
    if (process.env.SHOW_TIMES)
      console.log(
        `a change: ${Math.round(slowest.change)} ms; a key: ${Math.round(slowest.key)} ms; received: ${relay.received()} bytes`,
      );
    expect(slowest.change).toBeLessThan(3000);
    // Less than the way to the host and back.
    expect(slowest.key).toBeLessThan(2 * wayMs);
    dashboard.type('q');
    expect(await dashboard.ended).toEqual({ code: 0, signal: 0 });
    await until(() => sshd.served().length === 0, 10_000);
  }, 120_000);
});
