import { expect } from '@jest/globals';
import { everyJob, type JobFilter } from '../../lib/model/filter.js';
import type { JobSort } from '../../lib/model/sort.js';
import { usualPace } from '../../lib/postgres/mirror/mirror-pace.js';
import { needs } from '../support/needs.js';
import { sharedServer } from '../support/shared-server.js';
import { linkTo } from './link/link-to.js';
import { MeddledLink } from './meddled-link.js';
import { now, readerOf, top } from './same-rows.js';

const { describe, it } = needs('postgres');

const window = 30;

const server = sharedServer({
  tables: { version: 'D', schema: 'one' },
  statements: [
    // Jobs of each status come in one run, so that the newest jobs are all queued.
    `INSERT INTO one.cf_processing_queue (plugin_name, status, claim_time, end_time)
     SELECT 'parser_' || i % 7,
       (ARRAY['ABORTED', 'COMPLETED', 'FAILED', 'RUNNING', 'SKIPPED', 'QUEUED'])[1 + i / 1000],
       CASE WHEN i < 5000 THEN i END, CASE WHEN i < 5000 THEN i + 1 END
     FROM generate_series(0, 5999) i`,
    `CREATE SCHEMA two; CREATE TYPE two.job_status AS ENUM ('QUEUED', 'COMPLETED', 'FAILED')`,
    'CREATE TABLE two.cf_processing_queue (id bigint PRIMARY KEY, status two.job_status, priority int, plugin_name text)',
    'CREATE INDEX ON two.cf_processing_queue (status, priority, id)',
    `INSERT INTO two.cf_processing_queue
     SELECT i, CASE WHEN i < 500 THEN 'COMPLETED'::two.job_status ELSE 'QUEUED' END, 0, 'parser' FROM generate_series(1, 9000) i`,
  ],
});

/** The first picture of a queue that nothing is known of. */
async function firstPicture(schema: string, filter: JobFilter, sort?: JobSort) {
  const { reader } = readerOf(server, schema);
  const anchor = { kind: 'index', index: 0 } as const;
  const result = await reader.read({
    ...{ filter, anchor, before: 0, after: window, failures: 3 },
    ...(sort && { sort }),
  });
  if (result.kind === 'problem') throw new Error(result.problem.sentence);
  return result.picture;
}

const withStatuses = (...statuses: NonNullable<JobFilter['statuses']>): JobFilter => ({
  ...everyJob,
  statuses,
});

describe('The first window of a queue in PostgreSQL', () => {
  it.each([
    ...(['queued', 'running', 'failed', 'complete', 'cancelled'] as const).map(
      (status) => [`the filter ${status}`, withStatuses(status), undefined, 'one'] as const,
    ),
    ['a status that is an enum with only some of the words', withStatuses('complete'), undefined, 'two'],
    ['all jobs', everyJob, undefined, 'one'],
    ['two statuses', withStatuses('complete', 'cancelled'), undefined, 'one'],
    ['another order', everyJob, { by: 'duration', reversed: true, failedFirst: false }, 'one'],
  ] as const)('is full before the jobs are counted, with %s', async (_, filter, sort, schema) => {
    const { counts, window: shown } = await firstPicture(schema, filter, sort);
    expect([counts, shown.jobs.length]).toEqual([null, window]);
    const wanted = shown.jobs.filter(({ status }) => filter.statuses?.includes(status) ?? true);
    expect(wanted).toHaveLength(window);
  });

  it('is read again each second until all jobs are there', async () => {
    let [at, steady] = [now, 0];
    const pace = { ...usualPace, rowsAtOnce: 500, rangesLoaded: 1, stepsAtOnce: 1, fillingMs: -1 };
    const { reader } = readerOf(server, 'one', { pace, clock: () => at, steady: () => steady });
    const read = async (name: string) => {
      const failed = `FROM one.cf_processing_queue WHERE status = 'FAILED'`;
      await server.run(`DELETE FROM one.cf_processing_queue WHERE id = (SELECT max(id) ${failed})`);
      await server.run(`UPDATE one.cf_processing_queue SET plugin_name = '${name}' WHERE status = 'FAILED'`);
      at += 10;
      const result = await reader.read({ ...top, filter: withStatuses('failed') });
      if (result.kind === 'problem') throw new Error(result.problem.sentence);
      const { counts, asOf, window: shown } = result.picture;
      return [counts?.failed, shown.jobs[0]?.id, shown.jobs.map((job) => job.name), asOf - now];
    };
    const all = (name: string) => Array(window).fill(name);
    expect(await read('a')).toEqual([undefined, '2999', all('a'), 10]);
    steady += 1000;
    expect(await read('b')).toEqual([undefined, '2998', all('b'), 20]);
    steady += 999;
    expect(await read('c')).toEqual([997, '2997', all('c'), 30]);
  });

  it('is read again over a slow line once nine times as long has passed, and nothing else in the same transaction', async () => {
    let steady = 0;
    const pace = { ...usualPace, rowsAtOnce: 1000, rangesLoaded: 1, stepsAtOnce: 1, fillingMs: -1 };
    const link = new MeddledLink(linkTo(server, { schema: 'one' }));
    const clocks = { clock: () => now + steady, steady: () => steady };
    const { reader } = readerOf(server, 'one', { link: link.asLink, pace, ...clocks });
    const transactions: string[] = [];
    const note = (what: string, ms: number) => {
      steady += ms;
      transactions[link.reads - 1] = `${transactions[link.reads - 1] ?? ''}${what} `;
    };
    link.before = async (statement) => {
      if (/^COPY.*FROM cf_processing_queue/ms.test(statement)) note('copy', 10_000);
      else if (/ORDER BY it.id DESC/.test(statement)) note('first', 3000);
    };
    const pictures: boolean[] = [];
    while (pictures.at(-1) !== true) {
      const result = await reader.read({ ...top, filter: withStatuses('failed') });
      if (result.kind === 'problem') throw new Error(result.problem.sentence);
      pictures.push(result.picture.counts !== null);
    }
    // All tables are begun at once, and then there is one step in each transaction.
    expect(transactions).toEqual(['first ', 'copy copy ', 'copy ', 'first ', 'copy ', 'copy ', 'copy ']);
    expect(pictures).toEqual([false, false, true]);
  });

  it('is not taken for all jobs where all of them are wanted, whatever is asked', async () => {
    const pace = { ...usualPace, rowsAtOnce: 500, rangesLoaded: 1, stepsAtOnce: 1, fillingMs: -1 };
    const { database } = readerOf(server, 'two', { pace });
    const count = 'SELECT count(*) AS jobs FROM cf_processing_queue';
    const reading = await database.read(({ all }) => all(count), false, true);
    expect(reading).toMatchObject({ kind: 'value', value: [{ jobs: 9000 }] });
  });
});
