import { expect } from '@jest/globals';
import type { Client } from 'pg';
import { type MirrorPace, usualPace } from '../../lib/postgres/mirror/mirror-pace.js';
import type { PostgresDatabase } from '../../lib/postgres/postgres-database.js';
import { needs } from '../support/needs.js';
import { type Layout, layouts } from '../support/postgres-partitions.js';
import { sharedServer } from '../support/shared-server.js';
import { readerOf, rowsOf } from './same-rows.js';

const { describe, it } = needs('postgres');

const server = sharedServer();
const queue = 'cf_processing_queue';
const [running, queued] = [1050, 3440];

/** As of a queue that is too large for one transaction, with fewer jobs. */
const inTurn: MirrorPace = { ...usualPace, rowsAtOnce: 500, rangesLoaded: 1, stepsAtOnce: 0, stepsEach: 1 };

/** Jobs by status: the oldest ended, `running` of the others run, and the rest wait, whatever their priority. */
const jobs = (count: number) => `INSERT INTO ${queue} (plugin_name, status, priority, claim_time)
  SELECT 'parser', CASE WHEN i <= ${count - running - queued} THEN (ARRAY['FAILED', 'COMPLETED'])[1 + i % 2]
    WHEN i <= ${count - queued} THEN 'RUNNING' ELSE 'QUEUED' END, i % 3, i FROM generate_series(1, ${count}) i`;

const setTo = (status: string) => (id: number) => `UPDATE ${queue} SET status = '${status}' WHERE id = ${id}`;
const [claim, fail, retry] = [setTo('RUNNING'), setTo('FAILED'), setTo('QUEUED')];

/** What workers and operators do to a queue with so many jobs, each as statements that are committed one by one. */
const commits = (count: number): Readonly<Record<string, readonly string[]>> => {
  const [run, wait] = [count - queued - running, count - queued];
  return {
    'jobs are taken up and fail at once': [1, 2, 3, 900, 1700, 2600].flatMap((at) => [
      claim(wait + at),
      fail(wait + at),
    ]),
    'one of the running jobs that began first ends': [setTo('COMPLETED')(run + 1), fail(run + 2)],
    'a job that runs makes progress': [`UPDATE ${queue} SET retry_count = 7 WHERE id = ${run + 9}`],
    'new jobs come, one of which ends at once': [
      `INSERT INTO ${queue} (id, plugin_name, status) VALUES (${count + 1}, 'new', 'QUEUED'), (${count + 2}, 'new', 'QUEUED')`,
      fail(count + 2),
    ],
    'jobs that ended are queued again, one in a word that no job had': [retry(7), setTo('PENDING')(9)],
    'jobs in the middle of the line are cancelled and deleted': [
      setTo('ABORTED')(wait + 1200),
      `DELETE FROM ${queue} WHERE id IN (${wait + 1300}, ${run + 500})`,
    ],
    'a hundred jobs are taken up, and some of them end': [
      `UPDATE ${queue} SET status = 'RUNNING' WHERE id BETWEEN ${wait + 100} AND ${wait + 199}`,
      `UPDATE ${queue} SET status = 'COMPLETED' WHERE id BETWEEN ${wait + 100} AND ${wait + 160}`,
    ],
    'all queued jobs are cancelled': [`UPDATE ${queue} SET status = 'ABORTED' WHERE status = 'QUEUED'`],
    'the first job after that is queued again': [retry(11)],
  };
};

const texts = [
  `SELECT status, CAST(count(*) AS TEXT) AS n, CAST(sum(id) AS TEXT) AS ids FROM ${queue} GROUP BY status ORDER BY status`,
  `SELECT CAST(id AS TEXT) AS id, status FROM ${queue} WHERE retry_count = 7 ORDER BY id`,
];

/** What one read shows: the jobs of each status. */
const shown = async (database: PostgresDatabase) => (await rowsOf(database, ...texts)).rows;

async function there(client: Client) {
  const results: unknown[] = [];
  for (const text of texts) results.push((await client.query(text)).rows);
  return results;
}

describe('A backlog of thousands of jobs in a queue too large to be compared at one instant', () => {
  it.each<readonly [string, Layout | 'whole', number, MirrorPace, readonly string[]]>([
    ['70,000 jobs', 'whole', 70_000, usualPace, []],
    ['210,000 jobs', 'whole', 210_000, usualPace, []],
    ['no index that workers use', 'whole', 8000, inTurn, ['DROP INDEX ix_queue_pop']],
    ...layouts.map((layout) => [layout, layout, 8000, inTurn, []] as const),
  ])(
    'is shown exactly with the read after each commit (%s)',
    async (words, layout, count, pace, statements) => {
      const { schema, with: withClient } = await server.queue(
        { version: 'D', only: [queue], ...(layout !== 'whole' && { layout }) },
        ...statements,
        jobs(count),
        'ANALYZE',
      );
      const { database } = readerOf(server, schema, { pace });
      await withClient(async (client) => {
        expect(await shown(database)).toEqual(await there(client));
        for (const [what, each] of Object.entries(commits(count))) {
          // Nothing leads to a job that had ended but the index of statuses.
          if (words.startsWith('no index') && /queued again/.test(what)) continue;
          for (const statement of each) await client.query(statement);
          expect({ what, is: await shown(database) }).toEqual({ what, is: await there(client) });
        }
        await withClient(async (late) => {
          const comes = (id: number) =>
            `INSERT INTO ${queue} (id, plugin_name, status) VALUES (${id}, 'new', 'FAILED')`;
          await late.query(`BEGIN; ${comes(count + 10)}`);
          for (const id of [count + 11, count + 12, count + 13]) {
            await client.query(comes(id));
            await shown(database);
          }
          await late.query('COMMIT');
        });
        expect(await shown(database)).toEqual(await there(client));
        const { rows } = await client.query(
          `SELECT count(*) FROM ${queue} WHERE status IN ('QUEUED', 'RUNNING')`,
        );
        // How many there are is known with the read after that.
        await shown(database);
        expect(database.leastMs * 6).toBeCloseTo(Math.min(Number(rows[0]?.count), 750 * 6), -1);
        // More than are looked up at once.
        await client.query(
          `INSERT INTO ${queue} (id, plugin_name, status) SELECT ${count + 20} + i, 'new', 'FAILED' FROM generate_series(1, 13000) i`,
        );
        expect(await shown(database)).toEqual(await there(client));
      });
    },
    60_000,
  );

  it('is shown in part, as of the read before, while more new jobs come than a read waits for', async () => {
    const { schema, run } = await server.queue({ version: 'D', only: [queue] }, jobs(8000), 'ANALYZE');
    let time = 1000;
    const { database } = readerOf(server, schema, { pace: inTurn, clock: () => time, steady: () => 0 });
    const next = async () => {
      const { rows, goodUntil } = await rowsOf(database, `SELECT count(*) AS n FROM ${queue}`);
      time += 1000;
      return [rows[0]?.[0]?.n, goodUntil];
    };
    await next();
    expect(await next()).toEqual([8000, null]);
    await run(
      `INSERT INTO ${queue} (plugin_name, status) SELECT 'new', 'FAILED' FROM generate_series(1, 80000)`,
    );
    expect(await next()).toEqual([8000 + 11 * 6000, 2000]);
    expect(await next()).toEqual([88_000, null]);
  }, 60_000);
});
