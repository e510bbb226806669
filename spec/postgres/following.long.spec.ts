import { expect } from '@jest/globals';
import fc from 'fast-check';
import type { Client } from 'pg';
import type { PostgresDatabase } from '../../lib/postgres/postgres-database.js';
import { readShape } from '../../lib/snapshot/tables/database-shape.js';
import { eventually } from '../support/eventually.js';
import { needs } from '../support/needs.js';
import { type Layout, layouts } from '../support/postgres-partitions.js';
import { sharedServer } from '../support/shared-server.js';
import { aChangeOfPartitions, aCommit, changed, onlyRefused, type Step } from './random-commits.js';
import { countedPicture, readerOf, rowsOf } from './same-rows.js';

const { describe, it } = needs('postgres');

const server = sharedServer();

const withoutIndexes = (table: string) => `DO $$ DECLARE it record; BEGIN
  FOR it IN SELECT conname FROM pg_constraint WHERE conrelid = '${table}'::regclass AND contype IN ('p', 'u') LOOP
    EXECUTE format('ALTER TABLE ${table} DROP CONSTRAINT %I', it.conname);
  END LOOP;
  FOR it IN SELECT indexrelid::regclass AS name FROM pg_index WHERE indrelid = '${table}'::regclass LOOP
    EXECUTE format('DROP INDEX %s', it.name);
  END LOOP;
END $$`;

let queues = 0;

/** A queue of its own with this many jobs, and a reader of it that has read nothing yet. */
async function queueOf(jobs: number, layout: Layout | 'whole' = 'whole') {
  queues += 1;
  const there = await server.queue(
    { version: 'D', only: changed, ...(layout !== 'whole' && { layout }) },
    // Without an index that leads to jobs, rows of artifacts are read block by block.
    ...(queues % 2 === 0 ? [withoutIndexes('cf_job_artifacts')] : []),
    `INSERT INTO cf_processing_queue (plugin_name, status, claim_time)
     SELECT 'parser', (ARRAY['FAILED', 'RUNNING', 'COMPLETED', 'QUEUED'])[1 + i % 4], i FROM generate_series(1, ${jobs}) i`,
  );
  return { there, ...readerOf(server, there.schema) };
}

const columns = 'CAST(id AS TEXT) AS id, status, CAST(retry_count AS TEXT) AS retry_count, error_message';
const artifacts = 'CAST(job_id AS TEXT) AS job_id, uri';

const texts = [
  `SELECT ${columns} FROM cf_processing_queue ORDER BY 1, 2`,
  `SELECT ${artifacts} FROM cf_job_artifacts ORDER BY 1, 2`,
];

/** Fails unless the mirror has, by one read, all rows of the queue and its artifacts, and no others. */
async function expectSame(database: PostgresDatabase, client: Client): Promise<void> {
  const { rows: here } = await rowsOf(database, ...texts);
  const there: unknown[] = [];
  for (const text of texts) there.push((await client.query(text)).rows);
  // Texts are compared in no time; a matcher finds where they differ.
  if (JSON.stringify(here) !== JSON.stringify(there)) expect(here).toEqual(there);
}

describe('A mirror of a queue on a server', () => {
  it.each<readonly [Layout | 'whole', number]>([['whole', 25], ...layouts.map((each) => [each, 8] as const)])(
    'has the rows that the server has, whatever was committed and rolled back between two reads (%s)',
    async (layout, numRuns) => {
      const step: fc.Arbitrary<Step> =
        layout === 'whole' ? aCommit : fc.oneof({ weight: 3, arbitrary: aCommit }, aChangeOfPartitions);
      const rounds = fc.array(
        fc.record({ steps: fc.array(step, { maxLength: 6 }), undone: fc.array(step, { maxLength: 2 }) }),
        { minLength: 1, maxLength: 5 },
      );
      await fc.assert(
        fc.asyncProperty(rounds, async (all) => {
          const { there, database, reader } = await queueOf(300, layout);
          await there.with(async (client) => {
            await expectSame(database, client);
            for (const { steps, undone } of all) {
              for (const each of steps) await each(client).catch(onlyRefused);
              await client.query('BEGIN');
              for (const each of undone) await each(client).catch(() => client.query('ROLLBACK; BEGIN'));
              await client.query('ROLLBACK');
              await expectSame(database, client);
            }
          });
          await reader.close();
        }),
        { numRuns },
      );
    },
    120_000,
  );

  it('shows nothing of an open transaction, and all of it afterwards, in whatever order they end', async () => {
    const { there, reader } = await queueOf(8);
    const failed = async () => (await countedPicture(reader)).counts?.failed;
    expect(await failed()).toBe(2);
    await there.with((one) =>
      there.with(async (other) => {
        for (const [client, at] of [
          [one, 2],
          [other, 3],
        ] as const) {
          await client.query('BEGIN');
          await client.query(`UPDATE cf_processing_queue SET status = 'FAILED' WHERE id = ${at}`);
        }
        expect(await failed()).toBe(2);
        await other.query('COMMIT');
        expect(await failed()).toBe(3);
        // Its number is older than what was seen last.
        await one.query('COMMIT');
        expect(await failed()).toBe(4);
      }),
    );
  });
});

describe('A mirror of a server that crashes and recovers', () => {
  // What is committed stays in memory for a while, unless somebody writes more.
  const fragile = sharedServer({
    settings: ['synchronous_commit=off', 'wal_writer_delay=10s', 'bgwriter_delay=10s'],
    tables: { version: 'D' },
  });

  it('shows nothing of a commit that was lost, even if its number comes again', async () => {
    await fragile.run(
      `INSERT INTO cf_processing_queue (id, plugin_name, status) VALUES (1, 'kept', 'QUEUED'), (2, 'kept', 'QUEUED')`,
      'CHECKPOINT',
    );
    const { database } = readerOf(fragile, 'public');
    const names = async () => {
      const reading = await database.read((tables, walkQueue) => {
        walkQueue(readShape(tables))?.queue();
        return tables.all('SELECT plugin_name AS name FROM cf_processing_queue ORDER BY id');
      });
      return reading.kind === 'value' ? reading.value.map(({ name }) => name) : reading.problem.sentence;
    };
    expect(await names()).toEqual(['kept', 'kept']);
    await fragile.with(async (client) => {
      // Whoever writes it to disk wakes at any moment.
      const text = `SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'`;
      const { pid } = (await client.query(text)).rows[0];
      process.kill(pid, 'SIGSTOP');
      await client.query(`UPDATE cf_processing_queue SET plugin_name = 'lost' WHERE id = 1`);
      expect(await names()).toEqual(['lost', 'kept']);
      // The server ends all connections, and begins again from what is on its disk, in the same process.
      process.kill(pid, 'SIGKILL');
      await new Promise((resolve) => client.once('end', resolve));
    });
    await eventually(
      async () => (await names()).toString() === 'kept,kept',
      async () => `there is ${await names()}`,
    );
    await fragile.run(`UPDATE cf_processing_queue SET plugin_name = 'other' WHERE id = 2`);
    expect(await names()).toEqual(['kept', 'other']);
  });
});
