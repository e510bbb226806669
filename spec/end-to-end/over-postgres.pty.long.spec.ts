import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import { makeQueue } from '../postgres/same-rows.js';
import { scene } from '../postgres/scene.js';
import { needs } from '../support/needs.js';
import { addressOf } from '../support/postgres-server.js';
import { type PtyProgram, startInPty } from '../support/pty.js';
import { sharedServer } from '../support/shared-server.js';
import { testFolder } from '../support/test-folder.js';
import { isAlive, until } from '../support/until.js';
import { program } from './program.js';

const { describe, it } = needs('postgres');

const within = { within: 30_000 };
/** In no command line of a spec that runs beside this one. */
const password = 'known-to-the-guest-alone';

const server = sharedServer();

let folder: string;
let dashboard: PtyProgram;

beforeAll(async () => {
  await server.with(async (client) => {
    await makeQueue(client, { version: 'D' }, scene(false));
    await client.query(`CREATE ROLE guest LOGIN PASSWORD '${password}'`);
    await client.query('GRANT UPDATE ON cf_processing_queue TO guest');
  });
  await server.rules('local all guest scram-sha-256');
});

beforeEach(() => {
  folder = testFolder();
});

afterEach(() => dashboard.close(), 60_000);

/** Starts the dashboard of a queue, with a log file in the test's folder; resolves once it shows jobs. */
async function open(address: string, environment: Readonly<Record<string, string>> = {}): Promise<void> {
  dashboard = startInPty(process.execPath, [program, address, '--log-file', join(folder, 'log')], {
    ...{ columns: 120, rows: 40, environment: { HOME: folder, ...environment } },
  });
  await dashboard.waitForText('parser "', within);
}

/** What the dashboard has logged by now. */
const logged = () => readFileSync(join(folder, 'log'), 'utf8');

const children = () =>
  readFileSync(`/proc/${dashboard.pid}/task/${dashboard.pid}/children`, 'utf8')
    .split(' ')
    .filter(Boolean)
    .map(Number);

/** How many jobs were retried: that many more than all were before. */
const retried = () =>
  server.with(async (client) => {
    const before = scene(false).cf_processing_queue?.reduce((sum, row) => sum + Number(row.retry_count), 0);
    const sum = `SELECT sum(retry_count)::int - ${before} AS retried FROM cf_processing_queue`;
    return (await client.query(sum)).rows;
  });

/** Everything that a list of processes shows to others. */
const processes = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    })
    .join('\n');

describe('a dashboard of a queue in PostgreSQL', () => {
  it('says that its channel is no longer needed, and shows changes all the same', async () => {
    await open(addressOf(server, { channel: 'jobs' }));
    await dashboard.waitForText('channel= in the address is no longer needed', within);
    expect(logged()).toContain('watch.degraded');
    await server.run(`UPDATE cf_processing_queue SET plugin_name = 'polled' WHERE id = 1`);
    await dashboard.waitForText('polled', within);
  }, 60_000);

  it('says that the queue is locked, without calling the server silent, and is live soon after the release', async () => {
    await open(addressOf(server));
    await server.with(async (client) => {
      await client.query('BEGIN; LOCK cf_processing_queue');
      // Where nothing is committed, nothing is read.
      await server.run('SELECT pg_current_xact_id()');
      await dashboard.waitForText('s ago, the queue is locked by another program', within);
      await client.query(`UPDATE cf_processing_queue SET plugin_name = 'released' WHERE id = 1; COMMIT`);
    });
    await dashboard.waitForText('live', { within: 4000 });
    await dashboard.waitForText('released', within);
  }, 60_000);

  it('shows commits, retries a job, keeps the last picture while the server is down, and leaves no process', async () => {
    await open(addressOf(server, { user: 'guest' }), { PGPASSWORD: password });
    await server.run(`UPDATE cf_processing_queue SET plugin_name = 'renamed' WHERE id = 1`);
    await dashboard.waitForText('renamed', within);
    dashboard.type('R');
    await dashboard.waitForText('is queued again', within);
    expect(await retried()).toEqual([{ retried: 1 }]);

    await server.stop('killed');
    await dashboard.waitForText('stale', within);
    await dashboard.waitForText('parser "', within);
    dashboard.type('j');
    await server.start();
    await server.run(`UPDATE cf_processing_queue SET plugin_name = 'afterwards' WHERE status = 'FAILED'`);
    await dashboard.waitForText('afterwards', within);
    await dashboard.waitForText('live', within);

    const reading = children();
    expect(reading).toHaveLength(1);
    expect(processes()).not.toContain(password);
    dashboard.type('q');
    expect(await dashboard.ended).toEqual({ code: 0, signal: 0 });
    await until(() => !reading.some(isAlive), 5000);
    expect(dashboard.bytes()).toContain('here/postgres');
    const log = logged();
    for (const text of [dashboard.bytes(), log]) expect(text).not.toContain(password);
    expect(log).toContain('database=postgres://');
    expect(log).not.toMatch(/exception|nonsense/);
  }, 90_000);
});
