import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyJob } from '../../../../lib/model/filter.js';
import type { PictureRequest } from '../../../../lib/model/picture.js';
import { expectSame } from '../../../support/expect-same.js';
import { folderForEach } from '../../../support/folder-for-each.js';
import { KeptQueue } from '../kept-queue.js';

const begun = 1_768_300_000_000;
const jobs = 300;
const runs = 8;

/**
 * Jobs that end one every ten seconds until {@link begun}; of some it is recorded what they left, of all what they
 * made.
 */
const rows = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${jobs})
  INSERT INTO cf_processing_queue (plugin_name, parser_version, status, claim_time, end_time)
  SELECT 'parser_' || (i % 3), i % 2, CASE WHEN i % 5 = 0 THEN 'FAILED' ELSE 'COMPLETED' END,
    ${begun} - (${jobs} - i) * 10000 - 4000, ${begun} - (${jobs} - i) * 10000
  FROM n;
  INSERT INTO cf_job_artifacts (job_id, kind, name, uri, rows, created_at)
  SELECT id, CASE WHEN id % 4 = 0 THEN 'log' ELSE 'output' END, 'o', 'file:///out/' || id || hex(zeroblob(60)),
    NULLIF(id % 7, 3) * 1000, 5
  FROM cf_processing_queue WHERE id % 3 > 0;
  INSERT INTO cf_output_materializations
  SELECT id, 'o', 'file:///made/' || id || hex(zeroblob(60)), 'append', NULL, 'success', id, id, 5 FROM cf_processing_queue`;

const one = fc.integer({ min: 1, max: jobs + 20 });
const many = fc.integer({ min: 1, max: 60 });
/** What somebody may do to a database between two reads. */
const act = fc.oneof(
  fc
    .tuple(one, many)
    .map(
      ([id, rows]) =>
        `INSERT OR REPLACE INTO cf_job_artifacts (job_id, kind, name, uri, rows, created_at) VALUES (${id}, 'output', 'o', 'file:///new/${rows}', ${rows}, 5)`,
    ),
  one.map((id) => `UPDATE cf_job_artifacts SET rows = rows + 17 WHERE job_id = ${id}`),
  one.map((id) => `UPDATE cf_job_artifacts SET kind = 'other' WHERE job_id BETWEEN ${id} AND ${id + 3}`),
  one.map((id) => `UPDATE cf_job_artifacts SET rows = '1' || rows || '.5' WHERE job_id = ${id}`),
  one.map((id) => `UPDATE cf_job_artifacts SET uri = uri || hex(zeroblob(3000)) WHERE job_id = ${id}`),
  one.map((id) => `DELETE FROM cf_job_artifacts WHERE job_id BETWEEN ${id} AND ${id + 40}`),
  one.map((id) => `UPDATE cf_output_materializations SET status = 'no_data' WHERE job_id = ${id}`),
  one.map((id) => `DELETE FROM cf_output_materializations WHERE job_id BETWEEN ${id} AND ${id + 9}`),
  one.map((id) => `UPDATE cf_processing_queue SET status = 'RUNNING', end_time = NULL WHERE id = ${id}`),
  one.map((id) => `UPDATE cf_processing_queue SET status = 'FAILED', end_time = ${begun} WHERE id = ${id}`),
  fc
    .tuple(one, many)
    .map(
      ([id, times]) =>
        `UPDATE cf_processing_queue SET error_message = hex(zeroblob(${times * 20})) WHERE id BETWEEN ${id} AND ${id + 9}`,
    ),
  fc
    .tuple(one, many)
    .map(([id, count]) => `DELETE FROM cf_processing_queue WHERE id BETWEEN ${id} AND ${id + count}`),
  one.map(
    (id) =>
      `INSERT OR REPLACE INTO cf_processing_queue (id, plugin_name, parser_version, status, end_time) VALUES (${id}, 'parser_1', '1', 'COMPLETED', ${begun})`,
  ),
  fc.constant('DROP TABLE IF EXISTS cf_nothing'),
);
const step = fc.record({
  acts: fc.array(act, { maxLength: 2 }),
  laterMs: fc.constantFrom(0, 4000, 9999, 30_000, -10_000),
  periodMs: fc.constantFrom(900_000, 900_000, 900_000, null),
  isShown: fc.constantFrom(true, true, true, false),
});

const folder = folderForEach();

it('sums of output rows equal SQL’s, whatever is committed meanwhile, and whether or not they are requested', async () => {
  const queue = await KeptQueue.make(folder.file('queue.db'), 'none', rows, begun, 'D');
  let told = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 12 }), async (steps) => {
      queue.now = begun;
      for (const { acts, laterMs, periodMs, isShown } of steps) {
        await queue.pass(acts, laterMs);
        const plain: PictureRequest = {
          filter: everyJob,
          anchor: { kind: 'index', index: 0 },
          before: 0,
          after: 1,
          failures: 0,
        };
        if (!isShown) {
          await queue.byIndex(plain);
          continue;
        }
        const request = { ...plain, parsers: { periodMs, of: null } };
        const all = (await queue.bySql(request)).parsers;
        expectSame((await queue.byIndex(request)).parsers, all);
        told += all?.rows.reduce((sum, { jobsWithRows }) => sum + jobsWithRows, 0) ?? 0;
      }
    }),
    { numRuns: runs, endOnFailure: true },
  );
  expect(told).toBeGreaterThan(100 * runs);
  await queue.close();
}, 120_000);

it('a change to a table of outputs shows at once, whether or not the queue changes with it', async () => {
  const queue = await KeptQueue.make(folder.file('queue.db'), 'none', rows, begun, 'D');
  const request: PictureRequest = {
    filter: everyJob,
    anchor: { kind: 'index', index: 0 },
    before: 0,
    after: 1,
    failures: 0,
    parsers: { periodMs: null, of: null },
  };
  const told = new Set<string>();
  const acts = [
    'UPDATE cf_job_artifacts SET rows = 9e6 WHERE job_id = 1',
    'UPDATE cf_output_materializations SET rows = 9e6 WHERE job_id = 3',
    "UPDATE cf_job_artifacts SET uri = 'file:///' || hex(zeroblob(4000)) WHERE job_id = 7",
    'UPDATE cf_job_artifacts SET rows = 5e6 WHERE job_id = 7',
    // As long as before: SQLite writes to the overflow page alone.
    'UPDATE cf_job_artifacts SET rows = 6e6 WHERE job_id = 7',
    'DELETE FROM cf_job_artifacts WHERE job_id > 5',
    "UPDATE cf_output_materializations SET status = 'no_data' WHERE job_id > 9",
  ];
  for (const act of ['SELECT 1', ...acts]) {
    await queue.pass([act], 0);
    const parsers = (await queue.byIndex(request)).parsers;
    expectSame(parsers, (await queue.bySql(request)).parsers);
    told.add(JSON.stringify(parsers?.rows.map(({ rows: sum }) => sum)));
  }
  // All of them change a sum, but for the long path.
  expect(told.size).toBe(acts.length);
  await queue.close();
});
