import { expect } from '@jest/globals';
import type { Client } from 'pg';
import type { ReadProgress } from '../../lib/model/picture.js';
import { type MirrorPace, usualPace } from '../../lib/postgres/mirror/mirror-pace.js';
import type { PostgresDatabase } from '../../lib/postgres/postgres-database.js';
import { needs } from '../support/needs.js';
import { sharedServer } from '../support/shared-server.js';
import { readerOf, rowsOf } from './same-rows.js';

const { describe, it } = needs('postgres');

/** One step of the first reading in each transaction, and all of what follows. */
const oneStepEach: MirrorPace = { ...usualPace, fillingMs: -1 };

const server = sharedServer({ statements: ['CREATE ROLE reader LOGIN'] });
let progress: ReadProgress;

/**
 * Runs work over a queue without jobs that has this many artifacts, in a table without a key, and nothing read of it.
 */
async function over(
  count: number,
  work: (database: PostgresDatabase, client: Client) => Promise<void>,
  user = 'owner',
): Promise<void> {
  const there = await server.queue(
    { version: 'D' },
    'DROP TABLE IF EXISTS cf_job_artifacts',
    'CREATE TABLE cf_job_artifacts (job_id bigint, kind text, uri text, created_at bigint) WITH (fillfactor = 50)',
    'GRANT SELECT ON cf_job_artifacts TO reader',
    `INSERT INTO cf_job_artifacts
     SELECT i, 'output', 'file:///' || repeat('x', 80) || i, 1 FROM generate_series(1, ${count}) i`,
  );
  progress = { bytesRead: 0, databaseBytes: 1 };
  const { database } = readerOf(server, there.schema, {
    ...{ pace: oneStepEach, user },
    onProgress: (told) => {
      progress = told;
    },
  });
  await there.with((client) => work(database, client));
}

/** What is shown once all rows are there: how many, and those with some ids. */
async function shown(database: PostgresDatabase, ...ids: readonly number[]): Promise<unknown> {
  const { rows } = await rowsOf(
    database,
    'SELECT count(*) AS it FROM cf_job_artifacts',
    `SELECT kind AS it FROM cf_job_artifacts WHERE job_id IN (${[0, ...ids].join(', ')}) ORDER BY job_id`,
  );
  return rows.flat().map(({ it }) => it);
}

describe('The mirror of a table without a key', () => {
  it('has the rows of one instant, whatever is written during the first reading', async () => {
    // More than one run of blocks.
    await over(20_000, async (database, client) => {
      // Until the first run of blocks was read, and no other.
      const portion = () => progress.bytesRead / progress.databaseBytes;
      for (let read = 0; portion() === 0 && read < 20; read += 1) await database.read(() => null);
      expect(portion()).toBeGreaterThan(0);
      expect(portion()).toBeLessThan(1);
      // To another line of its block: as many rows are there as before.
      await client.query(`UPDATE cf_job_artifacts SET kind = 'moved' WHERE job_id = 5`);
      await client.query('DELETE FROM cf_job_artifacts WHERE job_id = 19000');
      await client.query(`INSERT INTO cf_job_artifacts VALUES (30000, 'new', 'file:///new', 1)`);
      expect(await shown(database, 5, 19_000, 30_000)).toEqual([20_000, 'moved', 'new']);
    });
  });

  it('follows tens of thousands of rows that were written at once, in partitions too', async () => {
    await over(10, async (database, client) => {
      await client.query(
        `ALTER TABLE cf_job_artifacts RENAME TO old;
         CREATE TABLE cf_job_artifacts (LIKE old) PARTITION BY LIST (kind);
         CREATE TABLE outputs PARTITION OF cf_job_artifacts FOR VALUES IN ('output');
         CREATE TABLE others PARTITION OF cf_job_artifacts DEFAULT;
         INSERT INTO cf_job_artifacts SELECT i, 'output', 'x', 1 FROM generate_series(1, 25000) i`,
      );
      expect(await shown(database, 1)).toEqual([25_000, 'output']);
      await client.query(`UPDATE cf_job_artifacts SET kind = 'moved' WHERE job_id <= 20000`);
      expect(await shown(database, 20_000, 20_001)).toEqual([25_000, 'moved', 'output']);
    });
  });

  it('shows rows that this role sees for the first time, though nobody wrote them', async () => {
    await over(
      50,
      async (database, client) => {
        await client.query('ALTER TABLE cf_job_artifacts ENABLE ROW LEVEL SECURITY');
        await client.query('CREATE POLICY few ON cf_job_artifacts FOR SELECT USING (job_id <= 20)');
        expect(await shown(database, 20, 21)).toEqual([20, 'output']);
        await client.query('ALTER POLICY few ON cf_job_artifacts USING (job_id <= 30)');
        expect(await shown(database, 20, 21)).toEqual([30, 'output', 'output']);
        await client.query('ALTER POLICY few ON cf_job_artifacts USING (job_id <= 10)');
        expect(await shown(database, 10, 11)).toEqual([10, 'output']);
      },
      'reader',
    );
  });
});
