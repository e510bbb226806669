import { expect } from '@jest/globals';
import { transactionMs } from '../../lib/postgres/link/server-link.js';
import { readCatalog } from '../../lib/postgres/mirror/catalog.js';
import { readInPlace } from '../../lib/postgres/mirror/in-place.js';
import { ManualClock } from '../hosts/manual-clock.js';
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
      const { tables } = await readCatalog(instant);
      return readInPlace(instant, tables, async () => tables.map(({ written }) => written));
    });
    expect(told).toEqual({ kind: 'value', value: [`${odd}.cf_job_failures`, queue] });
  });

  it('is a problem of time where its rows take too long', async () => {
    const { schema } = await server.queue(
      { version: 'D' },
      `INSERT INTO ${queue} (id, status) VALUES (1, 'FAILED')`,
      'CREATE ROLE sleeper LOGIN',
      `ALTER TABLE ${queue} ENABLE ROW LEVEL SECURITY`,
      `CREATE POLICY slow ON ${queue} USING (pg_sleep(9) IS NOT NULL)`,
    );
    // Where rows are read, little is left of the time that a transaction may take.
    const time = new ManualClock();
    const link = new MeddledLink(linkTo(server, { schema, user: 'sleeper' }, { steady: time.steady }));
    link.before = async (statement) => {
      if (/ORDER BY/.test(statement)) time.jump(transactionMs - 200);
    };
    const { reader } = readerOf(server, schema, { link: link.asLink });
    expect(await reader.read(top)).toMatchObject({
      problem: { sentence: expect.stringContaining('took too long') },
    });
  });
});
