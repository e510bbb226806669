import { afterEach, beforeEach, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyJob } from '../../../../lib/model/filter.js';
import type { Picture, PictureRequest } from '../../../../lib/model/picture.js';
import { LiveDatabase } from '../../../../lib/snapshot/live-database.js';
import { readPicture } from '../../../../lib/snapshot/queries/read-picture.js';
import { anySort } from '../../../support/any-sort.js';
import { createDatabase } from '../../../support/databases.js';
import { expectSame } from '../../../support/expect-same.js';
import { NativeWriter } from '../../../support/native-writer.js';
import { type TemporaryFolder, temporaryFolder } from '../../../support/temporary-folder.js';

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

let folder: TemporaryFolder;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(async () => {
  await NativeWriter.killAll();
  folder.remove();
});

it('the list is what SQL sorts, whatever is committed meanwhile and however time goes on', async () => {
  const path = folder.file('queue.db');
  await createDatabase(path, { migrated: 'all', sql: [rows] });
  const writer = await NativeWriter.start(path);
  let now = begun;
  let seen = 0;
  const database = new LiveDatabase(path, () => now);
  const read = async (
    source: LiveDatabase,
    request: PictureRequest,
    way: 'index' | 'sql',
  ): Promise<Picture> => {
    const reading = await source.read((tables, walkQueue) =>
      readPicture(tables, request, now, path, way === 'sql' ? null : { walkQueue, mayComeLater: false }),
    );
    if (reading.kind === 'problem') throw new Error(reading.problem.sentence + reading.problem.detail);
    if (reading.value.kind === 'problem') throw new Error(reading.value.problem.sentence);
    return reading.value.picture;
  };
  const listed = ({ failedMatching, window }: Picture) => [failedMatching, window.jobs.map(({ id }) => id)];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(anySort, fc.array(step, { minLength: 3, maxLength: 6 })), {
        minLength: 1,
        maxLength: 3,
      }),
      async (stages) => {
        now = begun;
        for (const [sort, steps] of stages) {
          for (const { acts, laterMs } of steps) {
            for (const sql of acts) await writer.exec(sql);
            now += laterMs;
            const request: PictureRequest = {
              filter: everyJob,
              sort,
              anchor: { kind: 'index', index: 0 },
              before: 0,
              after: 2 * jobs,
              failures: 0,
            };
            const fresh = new LiveDatabase(path, () => now);
            const told = listed(await read(fresh, request, 'sql'));
            expectSame([sort, listed(await read(database, request, 'index'))], [sort, told]);
            seen += 1;
            await fresh.close();
          }
        }
      },
    ),
    { numRuns: runs, endOnFailure: true },
  );
  expect(seen).toBeGreaterThan(3 * runs - 1);
  await database.close();
}, 120_000);
