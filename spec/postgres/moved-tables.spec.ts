import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { everyJob } from '../../lib/model/filter.js';
import { readCatalog } from '../../lib/postgres/mirror/catalog.js';
import { readInPlace } from '../../lib/postgres/mirror/in-place.js';
import type { Layout } from '../support/postgres-partitions.js';
import { type PostgresServer, startPostgres } from '../support/postgres-server.js';
import { createTables } from '../support/postgres-tables.js';
import { linkTo } from './link/link-to.js';
import { MeddledLink } from './meddled-link.js';
import { readerOf } from './same-rows.js';

let server: PostgresServer;
let schemas = 0;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.close());

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

describe('A table of which there are rows at an instant', () => {
  it.each(changes)(
    'that %s (%s) is read as it was before that, or after it',
    async (_, layout, steps, ...more) => {
      schemas += 1;
      const schema = `moved_${schemas}`;
      const run = (...statements: readonly string[]) =>
        server.with(async (client) => {
          await client.query(`SET search_path TO ${schema}`);
          for (const statement of statements) await client.query(statement);
        });
      await server.with((client) =>
        createTables(client, { version: 'D', schema, ...(layout && { layout }) }),
      );
      await run(...prepared, `CREATE TABLE kept AS SELECT * FROM ${queue}`, ...more);
      const link = new MeddledLink(linkTo(server, { schema }));
      const { reader } = readerOf(server, schema, { link: link.asLink });
      const counted = async () => {
        for (;;) {
          const result = await reader.read({
            filter: everyJob,
            ...{ anchor: { kind: 'index', index: 0 }, before: 0, after: 30, failures: 5 },
          });
          if (result.kind === 'problem') return result.problem.sentence;
          const { counts, window } = result.picture;
          if (counts !== null) return window.jobs.map(({ id }) => id).sort();
        }
      };
      const nine = Array.from({ length: 9 }, (_, at) => `${at + 1}`);
      expect(await counted()).toEqual(nine);
      await run(`UPDATE ${queue} SET plugin_name = 'else' WHERE id = 1`);
      const left = [...steps];
      link.before = async (statement) => {
        if (left[0]?.[0].test(statement)) await run(`BEGIN; ${left.shift()?.[1]}; COMMIT`);
      };
      expect(await counted()).toEqual(nine);
      expect(left.length).toBeLessThan(steps.length);
      for (const [, change] of left.splice(0)) await run(`BEGIN; ${change}; COMMIT`);
      expect(await counted()).toEqual(nine);
      await reader.close();
    },
  );

  it('is found whatever its schema is called, and behind another one', async () => {
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
      const { tables } = await readCatalog(instant);
      return readInPlace(instant, tables, async () => tables.map(({ written }) => written));
    });
    expect(told).toEqual({ kind: 'value', value: [`${odd}.cf_job_failures`, queue] });
  });

  it('is said to be locked where somebody has locked it', async () => {
    await server.with(async (client) => {
      await createTables(client, { version: 'D', schema: 'locked' });
      const { reader } = readerOf(server, 'locked');
      const read = () =>
        reader.read({
          filter: everyJob,
          ...{ anchor: { kind: 'index', index: 0 }, before: 0, after: 30, failures: 5 },
        });
      await client.query(`BEGIN; LOCK ${queue}`);
      expect(await read()).toMatchObject({ problem: { sentence: expect.stringContaining('is locked') } });
      await client.query('COMMIT');
      expect(await read()).toMatchObject({ kind: 'picture' });
      await reader.close();
    });
  });
});
