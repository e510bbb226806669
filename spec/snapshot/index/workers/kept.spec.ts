import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyJob } from '../../../../lib/model/filter.js';
import type { PictureRequest } from '../../../../lib/model/picture.js';
import { expectSame } from '../../../support/expect-same.js';
import { folderForEach } from '../../../support/folder-for-each.js';
import { KeptQueue } from '../kept-queue.js';

const begun = 1_768_300_000_000;
const jobs = 120;
const runs = 8;

/** Jobs that end one every ten seconds until {@link begun}, the last ones still run. */
const rows = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${jobs})
  INSERT INTO cf_processing_queue (plugin_name, status, worker_host, worker_pid, claim_time, end_time)
  SELECT 'parser_' || (i % 4),
    CASE WHEN i > ${jobs - 6} THEN 'RUNNING' WHEN i % 5 = 0 THEN 'FAILED' ELSE 'COMPLETED' END,
    'vm', i % 7, ${begun / 1000} - (${jobs} - i) * 10 - 4,
    CASE WHEN i <= ${jobs - 6} THEN ${begun / 1000} - (${jobs} - i) * 10 END
  FROM n`;

const one = fc.integer({ min: 1, max: jobs });
/** What somebody may do to a database, or a clock, between two reads. */
const act = fc.oneof(
  one.map(
    (id) =>
      `UPDATE cf_processing_queue SET status = 'COMPLETED', end_time = ${begun / 1000} WHERE id = ${id}`,
  ),
  one.map(
    (id) =>
      `UPDATE cf_processing_queue SET status = 'RUNNING', worker_pid = 3, end_time = NULL WHERE id = ${id}`,
  ),
  one.map(
    (id) =>
      `UPDATE cf_processing_queue SET worker_host = 'other', worker_pid = ${id} WHERE id BETWEEN ${id} AND ${id + 4}`,
  ),
  one.map((id) => `UPDATE cf_processing_queue SET status = 'PENDING' WHERE id = ${id}`),
  one.map((id) => `DELETE FROM cf_processing_queue WHERE id BETWEEN ${id} AND ${id + 2}`),
);
const step = fc.record({
  acts: fc.array(act, { maxLength: 1 }),
  laterMs: fc.constantFrom(0, 1, 4000, 9999, 10_000, 30_000, -10_000),
  periodMs: fc.constantFrom(300_000, 300_000, 300_000, 3_600_000, null),
});

const folder = folderForEach();

it('what workers did is what SQL says, whatever is committed meanwhile and however time goes on', async () => {
  const queue = await KeptQueue.make(folder.file('queue.db'), 'some', rows, begun);
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (steps) => {
      queue.now = begun;
      for (const { acts, laterMs, periodMs } of steps) {
        await queue.pass(acts, laterMs);
        const request: PictureRequest = {
          filter: everyJob,
          anchor: { kind: 'index', index: 0 },
          before: 0,
          after: 1,
          failures: 0,
          workers: { periodMs, of: null, jobs: 2 },
        };
        const told = (await queue.bySql(request)).workers;
        expectSame((await queue.byIndex(request)).workers, told);
        seen += told?.rows.length ?? 0;
      }
    }),
    { numRuns: runs, endOnFailure: true },
  );
  expect(seen).toBeGreaterThan(3 * runs);
  await queue.close();
}, 120_000);
