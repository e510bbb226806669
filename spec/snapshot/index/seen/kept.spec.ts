import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyJob, type JobFilter } from '../../../../lib/model/filter.js';
import type { PictureRequest } from '../../../../lib/model/picture.js';
import { defaultSort, type JobSort } from '../../../../lib/model/sort.js';
import { expectSame } from '../../../support/expect-same.js';
import { folderForEach } from '../../../support/folder-for-each.js';
import { KeptQueue } from '../kept-queue.js';

const begun = 1_768_300_000_000;
const jobs = 200;
const runs = 8;

const rows = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${jobs})
  INSERT INTO cf_processing_queue (plugin_name, status, worker_host, worker_pid, claim_time, end_time, error_message)
  SELECT 'parser_' || (i % 4), CASE i % 5 WHEN 0 THEN 'RUNNING' WHEN 1 THEN 'COMPLETED' WHEN 2 THEN 'QUEUED' ELSE 'FAILED' END,
    'vm', i % 7, ${begun / 1000} - i, CASE WHEN i % 5 THEN ${begun / 1000} - i END, hex(zeroblob(i % 30 * (i % 7 / 6 * 400 + 1)))
  FROM n`;

const one = fc.integer({ min: 1, max: jobs });
/** What somebody may do to a database between two reads. */
const act = fc.oneof(
  one.map((id) => `UPDATE cf_processing_queue SET retry_count = retry_count + 1 WHERE id = ${id}`),
  one.map((id) => `UPDATE cf_processing_queue SET status = 'ERROR' WHERE id BETWEEN ${id} AND ${id + 3}`),
  one.map(
    (id) => `UPDATE cf_processing_queue SET status = 'RUNNING', worker_pid = ${id % 5} WHERE id = ${id}`,
  ),
  one.map(
    (id) => `UPDATE cf_processing_queue SET error_message = hex(zeroblob(${id * 40})) WHERE id = ${id}`,
  ),
  one.map(
    (id) =>
      `UPDATE cf_processing_queue SET status = 'FAILED', error_message = 'cancelled by user' WHERE id = ${id}`,
  ),
  one.map((id) => `DELETE FROM cf_processing_queue WHERE id BETWEEN ${id} AND ${id + 2}`),
  one.map(
    (id) =>
      `INSERT OR REPLACE INTO cf_processing_queue (id, plugin_name, status) VALUES (${id}, 'new', 'FAILED')`,
  ),
);
const filters: readonly JobFilter[] = [
  everyJob,
  everyJob,
  { ...everyJob, statuses: ['failed'] },
  { ...everyJob, name: 'parser_1' },
];
const asked = fc.constantFrom<Partial<PictureRequest>>(
  {},
  { marks: { but: [] } },
  { marks: { but: [], rowsFor: 'retry' } },
  { marks: { but: ['3', '8', '13'], rowsFor: 'retry' } },
  { marks: { but: [], rowsFor: 'cancel' } },
  { rows: { ...everyJob, statuses: ['failed'] } },
);
const step = fc.record({
  acts: fc.array(act, { maxLength: 2 }),
  filter: fc.constantFrom(...filters),
  sort: fc.constantFrom<JobSort>(
    defaultSort,
    { by: 'name', reversed: true, failedFirst: true },
    { by: 'duration', reversed: false, failedFirst: false },
  ),
  asked,
});

const folder = folderForEach();

it('the rows that a question is about are what SQL says, whatever is committed while it is open', async () => {
  const queue = await KeptQueue.make(folder.file('queue.db'), 'some', rows, begun);
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 12 }), async (steps) => {
      for (const { acts, filter, sort, asked: wanted } of steps) {
        await queue.pass(acts, 0);
        const request: PictureRequest = {
          filter,
          sort,
          anchor: { kind: 'index', index: 0 },
          before: 0,
          after: jobs + 1,
          failures: 0,
          ...wanted,
        };
        const told = await queue.bySql(request);
        const picture = await queue.byIndex(request);
        expectSame(picture.marks, told.marks);
        expectSame(picture.rows, told.rows);
        const listed = told.window.jobs.map(({ id }) => id);
        const marked = told.marks?.rows?.map(({ id }) => id) ?? [];
        expect(marked).toEqual(listed.filter((id) => marked.includes(id)));
        seen += (told.marks?.rows?.length ?? 0) + (told.rows?.length ?? 0);
      }
    }),
    { numRuns: runs, endOnFailure: true },
  );
  expect(seen).toBeGreaterThan(100 * runs);
  await queue.close();
}, 120_000);
