import { expect } from '@jest/globals';
import type { Picture } from '../../lib/model/picture.js';
import { usualPace } from '../../lib/postgres/mirror/mirror-of-server.js';
import { eventually } from '../support/eventually.js';
import { needs } from '../support/needs.js';
import type { Layout } from '../support/postgres-partitions.js';
import { sharedServer } from '../support/shared-server.js';
import { counted, readerOf, top } from './same-rows.js';

const { describe, it } = needs('postgres');

const server = sharedServer();

/** A divided queue with jobs 1 to 30, of which every third failed, after further statements. */
async function queue(layout: Layout, ...statements: readonly string[]) {
  const { schema, run } = await server.queue(
    { version: 'D', layout },
    `INSERT INTO cf_processing_queue (id, plugin_name, status, claim_time)
     SELECT i, 'p', CASE WHEN i % 3 = 0 THEN 'FAILED' ELSE 'COMPLETED' END, i FROM generate_series(1, 30) i`,
    ...statements,
  );
  const { reader, database } = readerOf(server, schema, { pace: { ...usualPace, rowsAtOnce: 10 } });
  /** What one read tells. */
  const once = async (): Promise<Picture | string> => {
    const result = await reader.read(top);
    return result.kind === 'problem' ? result.problem.sentence : result.picture;
  };
  /** How many artifacts are there at once: none just after a new beginning. */
  const artifacts = async () => {
    const reading = await database.read((tables) =>
      tables.all('SELECT count(*) AS it FROM cf_job_artifacts'),
    );
    return reading.kind === 'value' ? Number(reading.value[0]?.it) : reading.problem.sentence;
  };
  return { schema, run, once, counted: () => counted(reader), artifacts };
}

const newPartition = `CREATE TABLE fresh PARTITION OF cf_processing_queue FOR VALUES IN ('QUEUED')`;

describe('A queue in several partitions', () => {
  it('is followed without a new beginning when an empty partition comes, and when one goes', async () => {
    const { run, once, counted, artifacts } = await queue(
      'by status',
      `INSERT INTO cf_job_artifacts (job_id, kind, uri, created_at) VALUES (1, 'output', 'u', 1)`,
    );
    expect(await counted()).toMatchObject({ counts: { failed: 10, complete: 20, queued: 0 } });
    await run(newPartition);
    expect(await artifacts()).toBe(1);
    expect(await once()).toMatchObject({ counts: { failed: 10, complete: 20, queued: 0 } });
    await run(`INSERT INTO cf_processing_queue (id, status) VALUES (99, 'QUEUED')`);
    expect(await once()).toMatchObject({ counts: { failed: 10, complete: 20, queued: 1 } });
    await run('ALTER TABLE cf_processing_queue DETACH PARTITION failed');
    expect(await once()).toMatchObject({ counts: { failed: 0, complete: 20, queued: 1 } });
    await run('DROP TABLE rest');
    expect(await artifacts()).toBe(1);
    expect(await once()).toMatchObject({ counts: { failed: 0, complete: 0, queued: 1 } });
    await run('VACUUM FULL fresh', 'TRUNCATE cf_processing_queue');
    expect(await artifacts()).toBe(1);
    expect(await once()).toMatchObject({ counts: { failed: 0, complete: 0, queued: 0 } });
  });

  it('loses a partition that is being detached, though a transaction still uses that', async () => {
    const { schema, run, once, counted } = await queue('by hash');
    const jobs = async () => {
      const told = await once();
      return typeof told === 'string' ? told : told.window.matching;
    };
    await counted();
    await server.with(async (client) => {
      const { rows } = await client.query(`SELECT count(*)::int AS jobs FROM ${schema}.hash_0`);
      await client.query(`BEGIN; SELECT FROM ${schema}.cf_processing_queue`);
      const detaching = run('ALTER TABLE cf_processing_queue DETACH PARTITION hash_0 CONCURRENTLY');
      await eventually(
        async () => (await jobs()) === 30 - rows[0].jobs,
        async () => `there are ${await jobs()}`,
      );
      await client.query('COMMIT');
      await detaching;
      expect(await jobs()).toBe(30 - rows[0].jobs);
    });
  });

  it('shows the rows of a partition that replaces another, though they were written long ago', async () => {
    const { run, counted } = await queue(
      'by status',
      'CREATE TABLE other (LIKE failed INCLUDING ALL)',
      `INSERT INTO other SELECT * FROM failed`,
      `UPDATE other SET error_message = 'other', plugin_name = 'other'`,
    );
    expect(await counted()).toMatchObject({ counts: { failed: 10 } });
    await run(
      `BEGIN; ALTER TABLE cf_processing_queue DETACH PARTITION failed;
       ALTER TABLE cf_processing_queue ATTACH PARTITION other FOR VALUES IN ('FAILED'); COMMIT`,
    );
    const picture = await counted();
    expect(picture).toMatchObject({ counts: { failed: 10 } });
    const names = typeof picture === 'string' ? [] : picture.window.jobs.map(({ name }) => name);
    expect(names.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 'other'));
  });

  it('may have no partition yet', async () => {
    const { run, once, counted } = await queue('by status', 'DROP TABLE failed, running, rest');
    expect(await counted()).toMatchObject({ counts: { failed: 0, complete: 0 } });
    await run(newPartition, `INSERT INTO cf_processing_queue (id, status) VALUES (1, 'QUEUED')`);
    expect(await once()).toMatchObject({ counts: { queued: 1 } });
  });

  it.each([5, 10, 30])(
    'is a problem while two partitions have a job %s, which passes with the second job',
    async (id) => {
      const twice = `INSERT INTO cf_processing_queue (id, status) VALUES (${id}, 'RUNNING')`;
      const first = await queue('by status', twice);
      expect(await first.counted()).toContain('the same id');
      await first.run(`DELETE FROM cf_processing_queue WHERE status = 'RUNNING'`);
      expect(await first.counted()).toMatchObject({ counts: { failed: 10, complete: 20, running: 0 } });
      await first.run(twice);
      expect(await first.counted()).toContain('the same id');
    },
  );

  it('is a problem where two partitions have the same job in a range that is read again', async () => {
    const { run, counted } = await queue('by status');
    expect(await counted()).toMatchObject({ counts: { failed: 10, complete: 20 } });
    await run(
      `BEGIN; UPDATE cf_processing_queue SET plugin_name = 'q';
       INSERT INTO cf_processing_queue (id, status) VALUES (5, 'RUNNING'); COMMIT`,
    );
    expect(await counted()).toContain('the same id');
  });

  it('is a problem where a partition is a foreign table, and where ids may be null', async () => {
    const foreign = [
      'CREATE FOREIGN DATA WRAPPER nothing',
      'CREATE SERVER nowhere FOREIGN DATA WRAPPER nothing',
      `CREATE FOREIGN TABLE away PARTITION OF cf_processing_queue FOR VALUES FROM (1768294000000) TO (MAXVALUE) SERVER nowhere`,
    ];
    const { run, counted } = await queue('by time and status', ...foreign);
    expect(await counted()).toContain('a foreign table');
    await run('DROP FOREIGN TABLE away');
    expect(await counted()).toMatchObject({ counts: { failed: 10 } });
    await run(
      `CREATE FOREIGN TABLE away PARTITION OF cf_job_artifacts FOR VALUES IN ('quarantine') SERVER nowhere`,
    );
    expect(await counted()).toMatchObject({
      counts: { failed: 10 },
      limits: { unread: [{ table: 'cf_job_artifacts', why: 'not-plain' }] },
    });
    const loose = await queue(
      'by time and status',
      'ALTER TABLE cf_processing_queue ALTER id DROP IDENTITY, ALTER id DROP NOT NULL',
    );
    expect(await loose.counted()).toContain('not a table whose key is id');
  });
});
