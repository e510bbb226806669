import { describe, expect, it } from '@jest/globals';
import { everyJob } from '../../../lib/model/filter.js';
import type { PictureRequest } from '../../../lib/model/picture.js';
import { expectSame } from '../../support/expect-same.js';
import { Scene } from '../index/queue-in-log.js';
import { asOf, QueueDatabase, wholeList } from './queue-database.js';

const minute = 60_000;
const jobs = 6000;

/** Jobs of two parsers, with ids from one on. */
const rows = (from: number, count: number) => `
  WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${from + count - 1})
  INSERT INTO cf_processing_queue (id, plugin_name, status, priority, worker_host, worker_pid, claim_time, end_time,
    error_message)
  SELECT i, 'parser_' || (i % 2), CASE i % 20 WHEN 0 THEN 'RUNNING' WHEN 1 THEN 'QUEUED' WHEN 2 THEN 'FAILED'
    ELSE 'COMPLETED' END, i % 3, 'vm', i % 5, ${asOf - 30 * minute} + i * 100,
    ${asOf - 20 * minute} + i * (100 + i % 3), CASE i % 20 WHEN 2 THEN 'Cause ' || (i % 3) END FROM n`;

const failed = { ...everyJob, statuses: ['failed'] } as const;
/** What a reader keeps something for. */
const requests: Readonly<Record<string, Partial<PictureRequest>>> = {
  'the list': { marks: { but: ['3'] } },
  'the failed ones': { filter: failed, rows: failed },
  'another order': { sort: { by: 'end', reversed: true, failedFirst: false } },
  'the line': { filter: { ...everyJob, statuses: ['queued'], name: '_1' } },
  'the list of a worker': { filter: { ...everyJob, worker: '=vm:2' } },
  causes: { causes: { sampleOf: null } },
  workers: { workers: { periodMs: 15 * minute, of: null, jobs: 3 } },
  parsers: { parsers: { periodMs: null, of: null }, pipeline: true },
  'how long a parser takes': { detail: { id: '4', failuresFrom: 0, failures: 1 } },
  'what ended since': { since: { at: asOf - 15 * minute, knownCauses: [] }, crossed: true },
};

/** Changes of far more jobs than lists and figures follow one by one: an eighth of the queue, and 1000. */
const changes: readonly (readonly [what: string, ...commits: readonly string[]])[] = [
  ['nothing'],
  [
    'half of the jobs are queued again',
    "UPDATE cf_processing_queue SET status = 'QUEUED', claim_time = NULL, end_time = NULL WHERE id % 4 < 2",
  ],
  ['every job took longer', 'UPDATE cf_processing_queue SET end_time = end_time + 1000 + id % 7 * 300'],
  [
    'two batches fail, one after the other',
    `UPDATE cf_processing_queue SET status = 'FAILED', end_time = ${asOf}, error_message = 'one' WHERE id % 4 = 0`,
    `UPDATE cf_processing_queue SET status = 'FAILED', end_time = ${asOf}, error_message = 'two' WHERE id % 4 = 1`,
  ],
  ['half of them are deleted', 'DELETE FROM cf_processing_queue WHERE id % 2 = 1'],
  ['as many come', rows(jobs + 1, 3000)],
  ['all go and others come in their place', 'DELETE FROM cf_processing_queue', rows(2, 4000)],
];

describe('a reader of very many changes at once', () => {
  it('answers after each of them as one that begins with it', async () => {
    const database = await QueueDatabase.of('D', 'none');
    database.run(rows(1, jobs));
    const scene = new Scene(database);
    for (const [what, ...commits] of changes) {
      for (const sql of commits) scene.commit(sql, true);
      for (const [name, asked] of Object.entries(requests)) {
        const request = { ...wholeList, after: 20, ...asked };
        const answers = [await scene.picture(request, asOf), scene.afresh(request, asOf, 'index')];
        expectSame({ what, name, answer: answers[0] }, { what, name, answer: answers[1] });
      }
    }
    await scene.end();
  });
});

describe('a reader that keeps six lists by name', () => {
  it('takes jobs of a new name into each of them', async () => {
    const database = await QueueDatabase.of('D', 'none');
    database.run(rows(1, 40));
    const scene = new Scene(database);
    const listsOf = async () => {
      for (const name of ['p', 'a', 'r', 's', 'e', '_']) {
        const request = { ...wholeList, filter: { ...everyJob, name } };
        expectSame(await scene.picture(request, asOf), scene.afresh(request, asOf, 'index'));
      }
    };
    await listsOf();
    scene.commit(
      "INSERT INTO cf_processing_queue (plugin_name, status) VALUES ('another parser_0', 'FAILED')",
    );
    await listsOf();
    await scene.end();
  });
});

describe('a request for very many jobs', () => {
  const ids = (count: number) => Array.from({ length: count }, (_, index) => String(count - index));

  async function failedQueue(count: number): Promise<QueueDatabase> {
    const database = await QueueDatabase.of('D', 'none');
    database.run(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
      INSERT INTO cf_processing_queue (id, plugin_name, status) SELECT i, 'p', 'FAILED' FROM n`);
    return database;
  }

  it('gives the rows, targets and marks of 10,001 jobs without 501 unmarked ones', async () => {
    const queue = await failedQueue(10_001);
    const all = ids(10_001);
    const request = { ...wholeList, after: 1, rows: everyJob, targets: { ids: null } };
    for (const way of ['byIndex', 'bySql'] as const) {
      const { rows: seen, targets } = queue[way](request);
      expectSame(
        [seen, targets].map((some) => some?.map(({ id }) => id)),
        [all, all],
      );
    }
    const { marks } = queue.byIndex({ ...request, marks: { but: ids(501), rowsFor: 'retry' } });
    expect([marks?.tally.counts.failed, marks?.but]).toEqual([9500, 501]);
    expectSame(
      marks?.rows?.map(({ id }) => id),
      all.slice(0, 9500),
    );
  });

  it('gives a window of 1,001 jobs, and the keys of its places', async () => {
    const queue = await failedQueue(1001);
    const at = Array.from({ length: 1001 }, (_, index) => index);
    const { window, places } = queue.picture({ places: { at, of: [] } });
    expectSame(
      window.jobs.map(({ id }) => id),
      ids(1001),
    );
    expect([window.keys?.length, places?.keys.filter((key) => key !== null).length]).toEqual([1001, 1001]);
  });
});
