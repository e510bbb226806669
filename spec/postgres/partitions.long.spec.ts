import { expect } from '@jest/globals';
import { readCatalog } from '../../lib/postgres/mirror/catalog.js';
import { InPlace } from '../../lib/postgres/mirror/in-place.js';
import { usualPace } from '../../lib/postgres/mirror/mirror-pace.js';
import { eventually } from '../support/eventually.js';
import { needs } from '../support/needs.js';
import type { Layout } from '../support/postgres-partitions.js';
import { sharedServer } from '../support/shared-server.js';
import { linkTo } from './link/link-to.js';
import { MeddledLink } from './meddled-link.js';
import { counted, readerOf, top } from './same-rows.js';

const { describe, it } = needs('postgres');

const server = sharedServer();

const queue = 'cf_processing_queue';
/** Job 9 is in another table, whose rows have long been committed, and in the queue as well. */
const prepared = [
  `INSERT INTO ${queue} (id, status) SELECT i, 'FAILED' FROM generate_series(1, 9) i`,
  `CREATE TABLE late (LIKE ${queue} INCLUDING ALL)`,
  `INSERT INTO late (id, status) VALUES (9, 'QUEUED')`,
];

const attach = `ALTER TABLE ${queue} ATTACH PARTITION`;
const detach = `ALTER TABLE ${queue} DETACH PARTITION`;
const rewritten = `ALTER TABLE ${queue} ALTER plugin_name TYPE varchar(99)`;
/** A transaction, and before which statement of ours it is committed; the empty one comes before all of them. */
type Step = readonly [before: RegExp, transaction: string];

/** What becomes of the queue. Whenever it is looked at from outside, it has nine jobs. */
const changes: readonly (readonly [string, Layout | null, readonly Step[], ...string[]])[] = [
  [
    'is detached, and its rows are put back',
    'by status',
    [[/^$/, `${detach} failed; INSERT INTO ${queue} SELECT * FROM failed`]],
  ],
  [
    'is attached, and a job of it removed elsewhere, before anything is read',
    'by status',
    [[/^$/, `DELETE FROM ${queue} WHERE id = 9; ${attach} late FOR VALUES IN ('QUEUED')`]],
  ],
  [
    'is attached, and a job of it removed elsewhere, while others are read',
    'by status',
    [[/AS rows/, `DELETE FROM ${queue} WHERE id = 9; ${attach} late FOR VALUES IN ('QUEUED')`]],
    'DROP TABLE rest',
  ],
  [
    'is detached, and there again when all is read',
    'by status',
    [
      [/^$/, `${detach} failed; INSERT INTO ${queue} (id, status) SELECT id, 'RUNNING' FROM failed`],
      [/AS rows/, 'SELECT 1'],
      [/WITH known/, `DELETE FROM ${queue}; ${attach} failed FOR VALUES IN ('FAILED')`],
    ],
    'DROP TABLE rest',
  ],
  [
    'is emptied and filled again',
    null,
    [[/^$/, `TRUNCATE ${queue}; INSERT INTO ${queue} SELECT * FROM kept`]],
  ],
  ['is written to another file', null, [[/^$/, rewritten]]],
  ['is written to another file, and its heir', 'by inheritance', [[/^$/, rewritten]]],
  [
    'takes the place of another',
    null,
    [
      [
        /^$/,
        `ALTER TABLE ${queue} RENAME TO gone; ALTER TABLE late RENAME TO ${queue};
         INSERT INTO ${queue} SELECT * FROM gone WHERE id < 9`,
      ],
    ],
  ],
];

describe('A table that moves while it is read', () => {
  it.each(changes)(
    'is read as it was before or after, where it %s (%s)',
    async (_, layout, steps, ...more) => {
      const { schema, run } = await server.queue(
        { version: 'D', ...(layout && { layout }) },
        ...prepared,
        `CREATE TABLE kept AS SELECT * FROM ${queue}`,
        ...more,
      );
      const link = new MeddledLink(linkTo(server, { schema }));
      const { reader } = readerOf(server, schema, { link: link.asLink });
      const ids = async () => {
        const shown = await counted(reader);
        return typeof shown === 'string' ? shown : shown.window.jobs.map(({ id }) => id).sort();
      };
      const nine = Array.from({ length: 9 }, (_, at) => `${at + 1}`);
      expect(await ids()).toEqual(nine);
      await run(`UPDATE ${queue} SET plugin_name = 'else' WHERE id = 1`);
      const left = [...steps];
      link.before = async (statement) => {
        if (left[0]?.[0].test(statement)) await run(`BEGIN; ${left.shift()?.[1]}; COMMIT`);
      };
      expect(await ids()).toEqual(nine);
      expect(left.length).toBeLessThan(steps.length);
      for (const [, change] of left.splice(0)) await run(`BEGIN; ${change}; COMMIT`);
      expect(await ids()).toEqual(nine);
    },
  );

  it('is found in a schema with an odd name, behind another schema', async () => {
    const odd = '"odd \\ ""Name"';
    await server.run(
      'CREATE SCHEMA front',
      'CREATE TABLE front.cf_job_failures (id bigint)',
      `CREATE SCHEMA ${odd}`,
      `CREATE TABLE ${odd}.${queue} (id bigint PRIMARY KEY, status text)`,
      `CREATE TABLE ${odd}.cf_job_failures (id bigint, job_id bigint) PARTITION BY RANGE (job_id)`,
      `CREATE TABLE ${odd}.rest PARTITION OF ${odd}.cf_job_failures DEFAULT`,
      'CREATE ROLE finder LOGIN SUPERUSER',
      `ALTER ROLE finder SET search_path = front, ${odd}`,
    );
    const told = await linkTo(server, { user: 'finder' }).read(async (instant) => {
      const { tables } = await readCatalog(instant.rows);
      return new InPlace(instant.rows, tables).during(instant, async () =>
        tables.map(({ written }) => written),
      );
    });
    expect(told).toEqual({ kind: 'value', value: [`${odd}.cf_job_failures`, queue] });
  });
});

/** A divided queue with jobs 1 to 30, of which every third failed, after further statements. */
async function dividedQueue(layout: Layout, ...statements: readonly string[]) {
  const { schema, run } = await server.queue(
    { version: 'D', layout },
    `INSERT INTO cf_processing_queue (id, plugin_name, status, claim_time)
     SELECT i, 'p', CASE WHEN i % 3 = 0 THEN 'FAILED' ELSE 'COMPLETED' END, i FROM generate_series(1, 30) i`,
    ...statements,
  );
  const { reader, database } = readerOf(server, schema, { pace: { ...usualPace, rowsAtOnce: 10 } });
  /** What one read tells. */
  const once = async () => {
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
    const { run, once, counted, artifacts } = await dividedQueue(
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
    const { schema, run, once, counted } = await dividedQueue('by hash');
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
    const { run, counted } = await dividedQueue(
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
    const { run, once, counted } = await dividedQueue('by status', 'DROP TABLE failed, running, rest');
    expect(await counted()).toMatchObject({ counts: { failed: 0, complete: 0 } });
    await run(newPartition, `INSERT INTO cf_processing_queue (id, status) VALUES (1, 'QUEUED')`);
    expect(await once()).toMatchObject({ counts: { queued: 1 } });
  });

  it.each([5, 10, 30])(
    'is a problem while two partitions have a job %s, which passes with the second job',
    async (id) => {
      const twice = `INSERT INTO cf_processing_queue (id, status) VALUES (${id}, 'RUNNING')`;
      const first = await dividedQueue('by status', twice);
      expect(await first.counted()).toContain('the same id');
      await first.run(`DELETE FROM cf_processing_queue WHERE status = 'RUNNING'`);
      expect(await first.counted()).toMatchObject({ counts: { failed: 10, complete: 20, running: 0 } });
      await first.run(twice);
      expect(await first.counted()).toContain('the same id');
    },
  );

  it('is a problem where two partitions have the same job in a range that is read again', async () => {
    const { run, counted } = await dividedQueue('by status');
    expect(await counted()).toMatchObject({ counts: { failed: 10, complete: 20 } });
    await run(
      `BEGIN; UPDATE cf_processing_queue SET plugin_name = 'q';
       INSERT INTO cf_processing_queue (id, status) VALUES (5, 'RUNNING'); COMMIT`,
    );
    expect(await counted()).toContain('the same id');
  });
});
