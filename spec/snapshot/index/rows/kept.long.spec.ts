import { expect, it } from '@jest/globals';
import { everyJob } from '../../../../lib/model/filter.js';
import type { PictureRequest } from '../../../../lib/model/picture.js';
import { expectSame } from '../../../support/expect-same.js';
import { folderForEach } from '../../../support/folder-for-each.js';
import { wholeList } from '../../queries/queue-database.js';
import { KeptQueue } from '../kept-queue.js';

const begun = 1_768_300_000_000;
const jobs = 300;

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

const folder = folderForEach();

it('a change to a table of outputs shows at once, whether or not the queue changes with it', async () => {
  const queue = await KeptQueue.make(folder.file('queue.db'), 'none', rows, begun, 'D');
  const parsers = { periodMs: null, of: null };
  const request: PictureRequest = { ...wholeList, filter: everyJob, after: 1, failures: 0, parsers };
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
    const shown = (await queue.byIndex(request)).parsers;
    expectSame(shown, (await queue.bySql(request)).parsers);
    told.add(JSON.stringify(shown?.rows.map(({ rows: sum }) => sum)));
  }
  // All of them change a sum, but for the long path.
  expect(told.size).toBe(acts.length);
  await queue.close();
});
