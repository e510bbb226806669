import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeQueue } from '../postgres/same-rows.js';
import { scene } from '../postgres/scene.js';
import { eventually } from '../support/eventually.js';
import { type PostgresRelay, postgresRelay } from '../support/postgres-relay.js';
import { type PostgresServer, startPostgres } from '../support/postgres-server.js';
import { type PtyProgram, startInPty } from '../support/pty.js';
import { testFolder } from '../support/test-folder.js';
import { program } from './program.js';

const within = { within: 60_000 };

let server: PostgresServer;
let relay: PostgresRelay;
let dashboard: PtyProgram;

beforeEach(async () => {
  server = await startPostgres();
  await server.with((client) => makeQueue(client, { version: 'D' }, scene(false)));
  relay = await postgresRelay(`${server.host}/.s.PGSQL.${server.port}`);
  const address = `postgres://owner@127.0.0.1:${relay.port}/postgres?sslmode=disable`;
  dashboard = startInPty(process.execPath, [program, address], {
    ...{ columns: 120, rows: 40 },
    environment: { HOME: testFolder() },
  });
  await dashboard.waitForText('parser "', within);
  await eventually(
    () => !dashboard.screen.text().includes('counting'),
    () => 'it has not counted',
    within,
  );
}, 90_000);

afterEach(async () => {
  await dashboard.close();
  await relay.close();
  await server.close();
}, 60_000);

/** The row of the screen with the job that is chosen. */
const chosen = () => dashboard.screen.find('▸')?.row ?? -1;

describe('a dashboard whose link to PostgreSQL lets nothing through any more', () => {
  it('answers keys, shows the last picture with its age and cause, and recovers with the link', async () => {
    await relay.swallow();
    // Something was asked for, and the answer will never come.
    dashboard.type('?');
    await dashboard.waitForText('Next job', within);
    dashboard.type('\x1b');
    await dashboard.shows((screen) => {
      expect(screen).toMatch(/as of \d+s ago, no answer from the server/);
      expect(screen).toContain('parser "');
    }, within);
    const before = chosen();
    dashboard.type('j');
    await eventually(
      () => chosen() > before,
      () => `the next job is not chosen: ${dashboard.screen.text()}`,
      within,
    );
    await server.run(`UPDATE cf_processing_queue SET plugin_name = 'afterwards' WHERE id = 1`);
    relay.cut();
    await dashboard.waitForText('afterwards', within);
    await dashboard.waitForText('live', within);
    dashboard.type('q');
    expect(await dashboard.ended).toEqual({ code: 0, signal: 0 });
  }, 120_000);
});
