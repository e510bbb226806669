import { afterEach, expect } from '@jest/globals';
import { needs } from '../support/needs.js';
import { addressOf, type PostgresServer, startPostgres } from '../support/postgres-server.js';
import { createTables } from '../support/postgres-tables.js';
import type { PtyProgram } from '../support/pty.js';
import { type SlowRelay, slowRelay } from '../support/slow-relay.js';
import { open } from './scene.js';

const { describe, it } = needs('postgres');

const within = { within: 30_000 };
/** So many changes, one every half a second on average, and never in step with looks that come as often. */
const changes = 20;
const pauseMs = (change: number) => 300 + ((170 * change) % 400);

let server: PostgresServer | null = null;
let relay: SlowRelay | null = null;

afterEach(async () => {
  await relay?.close();
  await server?.close();
}, 60_000);

/** Starts the dashboard of some jobs; each name that its first row gets is noted with when it came, ms. */
async function dashboardOver(roundTripMs: number, jobs: number) {
  server = await startPostgres({ tcp: true });
  await server.with((client) => createTables(client, { version: 'D', migrated: 'all' }));
  const now = Math.floor(Date.now() / 1000);
  await server.run(`INSERT INTO cf_processing_queue (plugin_name, status, claim_time, end_time)
    SELECT CASE WHEN i = ${changes} THEN 'name_0' ELSE 'parser' END,
      CASE WHEN i < ${changes} THEN 'RUNNING' WHEN i % 100 = ${changes} THEN 'FAILED' ELSE 'COMPLETED' END,
      ${now} - i - 100, CASE WHEN i >= ${changes} THEN ${now} - i END FROM generate_series(0, ${jobs - 1}) i`);
  relay = await slowRelay(server.port, roundTripMs / 2, 1e9);
  const shown: (readonly [number: number, at: number])[] = [];
  const dashboard: PtyProgram = open([addressOf({ host: '127.0.0.1', port: relay.port })], {
    ...{ columns: 100, rows: 30, flags: [] },
    onShown: (at) => {
      const number = Number(/name_(\d+)/.exec(dashboard.screen.text())?.[1] ?? Number.NaN);
      if (number !== shown.at(-1)?.[0]) shown.push([number, at]);
    },
  });
  await dashboard.waitForText('name_0', within);
  await dashboard.waitForText(`${(jobs / 100).toLocaleString('en')} failed`, within);
  return { shown, dashboard, server };
}

describe('A dashboard of a PostgreSQL server', () => {
  it.each([
    [0, 100_000],
    [20, 200],
    [50, 100_000],
    [200, 200],
  ])(
    'shows changes that come steadily within two round trips and a second (%i ms, %i jobs)',
    async (roundTripMs, jobs) => {
      const there = await dashboardOver(roundTripMs, jobs);
      const lags = await there.server.with(async (client) => {
        const committed: number[] = [];
        for (let change = 1; change <= changes; change += 1) {
          await new Promise((resolve) => setTimeout(resolve, pauseMs(change)));
          await client.query(
            `UPDATE cf_processing_queue SET status = 'FAILED', end_time = $1, plugin_name = $2 WHERE id = $3`,
            [Math.floor(Date.now() / 1000), `name_${change}`, change],
          );
          committed.push(performance.now());
        }
        await there.dashboard.waitForText(`name_${changes}`, within);
        return committed.map((at, index) => {
          const [, seen = Number.POSITIVE_INFINITY] = there.shown.find(([number]) => number > index) ?? [];
          return seen - at;
        });
      });
      const sorted = lags.sort((one, other) => one - other);
      expect(sorted.at(-1)).toBeLessThan(2 * roundTripMs + 1000);
      expect(sorted[changes / 2]).toBeLessThan(2 * roundTripMs + 300);
    },
    90_000,
  );
});
