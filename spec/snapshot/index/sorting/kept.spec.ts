import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyJob } from '../../../../lib/model/filter.js';
import type { Picture, PictureRequest } from '../../../../lib/model/picture.js';
import { anySort } from '../../../support/any-sort.js';
import { expectSame } from '../../../support/expect-same.js';
import { folderForEach } from '../../../support/folder-for-each.js';
import { KeptQueue } from '../kept-queue.js';

const begun = 1_768_300_000_000;
const jobs = 120;
const runs = 12;

/** Jobs of few durations, sizes and names, the last ones still run. */
const rows = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${jobs})
  INSERT INTO cf_processing_queue (plugin_name, status, claim_time, end_time, output_size_bytes)
  SELECT 'Parser_' || (i % 4),
    CASE WHEN i > ${jobs - 9} THEN 'RUNNING' WHEN i % 5 = 0 THEN 'FAILED' ELSE 'COMPLETED' END,
    ${begun / 1000} - (${jobs} - i) * 3 - i % 13,
    CASE WHEN i <= ${jobs - 9} THEN ${begun / 1000} - (${jobs} - i) * 3 END,
    CASE WHEN i % 3 > 0 THEN i % 7 * 1000 END
  FROM n`;

const one = fc.integer({ min: 1, max: jobs });
/** What somebody may do to a database, or a clock, between two reads. */
const act = fc.oneof(
  one.map(
    (id) =>
      `UPDATE cf_processing_queue SET status = 'COMPLETED', output_size_bytes = ${id}, end_time = ${begun / 1000 + 3} WHERE id = ${id}`,
  ),
  one.map((id) => `UPDATE cf_processing_queue SET status = 'RUNNING', end_time = NULL WHERE id = ${id}`),
  one.map((id) => `UPDATE cf_processing_queue SET status = 'FAILED' WHERE id BETWEEN ${id} AND ${id + 2}`),
  one.map((id) => `UPDATE cf_processing_queue SET status = 'PENDING' WHERE id = ${id}`),
  one.map((id) => `UPDATE cf_processing_queue SET plugin_name = 'a new one ' || id WHERE id = ${id}`),
  one.map((id) => `UPDATE cf_processing_queue SET plugin_name = 'ZZ' WHERE id BETWEEN ${id} AND ${id + 2}`),
  one.map((id) => `DELETE FROM cf_processing_queue WHERE id BETWEEN ${id} AND ${id + 2}`),
);
const step = fc.record({
  acts: fc.array(act, { maxLength: 2 }),
  laterMs: fc.constantFrom(0, 1, 1000, 4000, 9999, 30_000, -10_000),
});

const folder = folderForEach();

it('the list is what SQL sorts, whatever is committed meanwhile and however time goes on', async () => {
  const queue = await KeptQueue.make(folder.file('queue.db'), 'all', rows, begun);
  let seen = 0;
  const listed = ({ failedMatching, window }: Picture) => [failedMatching, window.jobs.map(({ id }) => id)];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(anySort, fc.array(step, { minLength: 3, maxLength: 6 })), {
        minLength: 1,
        maxLength: 3,
      }),
      async (stages) => {
        queue.now = begun;
        for (const [sort, steps] of stages) {
          for (const { acts, laterMs } of steps) {
            await queue.pass(acts, laterMs);
            const request: PictureRequest = {
              filter: everyJob,
              sort,
              anchor: { kind: 'index', index: 0 },
              before: 0,
              after: 2 * jobs,
              failures: 0,
            };
            const told = listed(await queue.bySql(request));
            expectSame([sort, listed(await queue.byIndex(request))], [sort, told]);
            seen += 1;
          }
        }
      },
    ),
    { numRuns: runs, endOnFailure: true },
  );
  expect(seen).toBeGreaterThan(3 * runs - 1);
  await queue.close();
}, 120_000);
