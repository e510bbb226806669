import { afterEach, expect } from '@jest/globals';
import { PostgresDatabase } from '../../lib/postgres/postgres-database.js';
import { needs } from '../support/needs.js';
import { type PostgresServer, startPostgres } from '../support/postgres-server.js';
import { createTables } from '../support/postgres-tables.js';
import { type SlowRelay, slowRelay } from '../support/slow-relay.js';
import { linkTo } from './link/link-to.js';
import { readValue } from './same-rows.js';

const { describe, it } = needs('postgres');

let server: PostgresServer | null = null;
let relay: SlowRelay | null = null;

afterEach(async () => {
  await relay?.close();
  await server?.close();
});

const text = `SELECT count(*) AS jobs, max(plugin_name) AS last,
  (SELECT count(*) FROM cf_job_artifacts) AS artifacts FROM cf_processing_queue`;

describe('A read of a server far away', () => {
  it('takes one round trip, and one more only for rows that are gone', async () => {
    server = await startPostgres({ tcp: true });
    await server.with((client) => createTables(client, { version: 'D' }));
    await server.run(`INSERT INTO cf_processing_queue (plugin_name, status)
      SELECT 'a' || i, 'COMPLETED' FROM generate_series(1, 200) i`);
    relay = await slowRelay(server.port, 0, 1e9);
    const { turns } = relay;
    const database = new PostgresDatabase({
      ...{ link: linkTo({ host: '127.0.0.1', port: relay.port }), label: 'there' },
      ...{ clock: Date.now, steady: () => performance.now() },
    });
    /** How many round trips a look and a read take after statements, and what is read. */
    const trips = async (...statements: readonly string[]) => {
      // Meanwhile the end of the transaction before is answered.
      await server?.run('SELECT 1', ...statements);
      const before = turns();
      await database.look();
      const between = turns();
      const { value } = await readValue(database, (tables) => tables.all(text)[0]);
      return { look: between - before, read: turns() - between, ...value };
    };
    const first = await trips();
    // The connection is made with the first look.
    expect(first).toEqual({ look: first.look, read: 2, jobs: 200, last: 'a99', artifacts: 0 });
    expect(first.look).toBeLessThanOrEqual(4);
    const same = { look: 1, read: 1, jobs: 200, last: 'a99', artifacts: 0 };
    expect(await trips()).toEqual(same);
    const updated = `UPDATE cf_processing_queue SET plugin_name = 'b' WHERE id < 9`;
    const inserted = `INSERT INTO cf_job_artifacts (job_id, kind, uri, created_at) VALUES (1, 'output', 'o', 1)`;
    expect(await trips(updated, inserted)).toEqual({ ...same, last: 'b', artifacts: 1 });
    expect(await trips('DELETE FROM cf_processing_queue WHERE id < 9')).toEqual({
      ...{ ...same, read: 3, jobs: 192, artifacts: 1 },
    });
    await database.close();
  });
});
