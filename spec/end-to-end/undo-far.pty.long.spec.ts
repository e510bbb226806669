import { join } from 'node:path';
import { afterEach, expect } from '@jest/globals';
import { createDatabase, readSql, runSql } from '../support/databases.js';
import { hostWithPython } from '../support/host-with-python.js';
import { needs } from '../support/needs.js';
import type { PtyProgram } from '../support/pty.js';
import { type Sshd, startSshd } from '../support/sshd.js';
import { folder, open } from './scene.js';

const { describe, it } = needs('sshd', 'python3');

const within = { within: 30_000 };
let sshd: Sshd | null = null;

afterEach(async () => {
  await sshd?.close();
  sshd = null;
}, 60_000);

/** How a host is reached, and where a database is on it. */
const hosts = {
  'that has the program': async () => {
    sshd = await startSshd();
    return { command: sshd.command(), path: join(sshd.home, 'queue.db') };
  },
  'that has Python alone': async () => ({
    command: hostWithPython(folder.file('far-shell')),
    path: folder.file('queue.db'),
  }),
} as const;

const claimed = 1_768_300_695_123;
const job = {
  ...{ status: 'FAILED', claim_time: claimed, end_time: claimed + 1, scheduled_at: claimed, retry_count: 2 },
  ...{ lease_token: 't', lease_owner: 'w', lease_expires_at: claimed + 9, updated_at: null },
  ...{ error_message: 'no\ncolumn \u00e9 \u{1f600}', progress_pct: 0.1, items_failed: 7 },
};
const failures = [1, 2, 1].map((job_id, at) => ({ id: at + 1, job_id, error_message: `f${at}` }));

/** Every value of all rows, byte by byte. */
async function stored(path: string): Promise<unknown> {
  const tables = ['cf_processing_queue', 'cf_job_failures'].map(async (table) => {
    const names = await readSql(path, `SELECT name FROM pragma_table_info('${table}')`);
    const values = names.map(({ name }) => `typeof("${name}") || ' ' || hex("${name}")`);
    return readSql(path, `SELECT ${values.join(" || ' ' || ")} AS row FROM ${table} ORDER BY id`);
  });
  return Promise.all(tables);
}

async function dashboardOf(where: keyof typeof hosts): Promise<readonly [PtyProgram, string]> {
  const { command, path } = await hosts[where]();
  const rows = [1, 2].map((id) => ({ id, ...job }));
  await createDatabase(path, { version: 'D', migrated: 'all', rows, tables: { cf_job_failures: failures } });
  const environment = { JOBS_VIEW_SSH: command };
  const dashboard = open([`ssh://there${path}`], { columns: 120, rows: 40, environment });
  await dashboard.waitForText('[R] Retry', within);
  return [dashboard, path];
}

describe.each(Object.keys(hosts) as (keyof typeof hosts)[])('an act on a host %s', (where) => {
  it('is taken back to the byte by u, and left as it is where the job has moved on', async () => {
    const [dashboard, path] = await dashboardOf(where);
    const before = await stored(path);
    for (const [key, done, undone] of [
      ['R', 'is queued again', 'Undid the retry of job'],
      ['A', '2 failed jobs are queued again', 'Undid the retry of 2 jobs'],
    ] as const) {
      dashboard.type(key);
      if (key === 'A') {
        await dashboard.waitForText('[y] Yes', within);
        dashboard.type('y');
      }
      await dashboard.waitForText(done, within);
      expect(await stored(path)).not.toEqual(before);
      dashboard.type('u');
      await dashboard.waitForText(undone, within);
      expect(await stored(path)).toEqual(before);
      await dashboard.waitForText('✗ 2 failed', within);
    }
    dashboard.type('R');
    await dashboard.waitForText('is queued again', within);
    await runSql(path, ["UPDATE cf_processing_queue SET status = 'RUNNING' WHERE status = 'QUEUED'"]);
    const moved = await stored(path);
    dashboard.type('u');
    await dashboard.waitForText('is running by now; nothing changed', within);
    expect(await stored(path)).toEqual(moved);
    dashboard.type('a');
    await dashboard.waitForText('you undid the retry of jobs 1 and 2', within);
  }, 120_000);
});
