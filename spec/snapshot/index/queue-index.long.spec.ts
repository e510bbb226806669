import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyJob } from '../../../lib/model/filter.js';
import type { PictureRequest } from '../../../lib/model/picture.js';
import { expectSame } from '../../support/expect-same.js';
import { folderForEach } from '../../support/folder-for-each.js';
import { asOf, wholeList } from '../queries/queue-database.js';
import { KeptQueue } from './kept-queue.js';

/** Jobs of every status; of very many none runs, since running ones are read one by one each time. */
const jobs = (
  count: number,
) => `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
  INSERT INTO cf_processing_queue
    (plugin_name, status, claim_time, end_time, job_type, items_total, items_processed, items_failed, output_size_bytes)
  SELECT 'p' || (i % 7),
    CASE i % 11 WHEN 0 THEN 'FAILED' WHEN 1 THEN 'PENDING' WHEN 2 THEN ${count > 1000 ? "'COMPLETED'" : "'RUNNING'"} ELSE 'COMPLETED' END,
    1768300000 + i * 7 % ${count}, CASE WHEN i % 5 THEN 1768300000 + i END,
    CASE i % 3 WHEN 0 THEN 'EXPORT' WHEN 1 THEN 'SCAN' END,
    i % 4, i % 6, CASE i % 3 WHEN 0 THEN i % 5 END, CASE WHEN i % 2 THEN 9007199254740993 * (i % 1000) END
  FROM n`;

const folder = folderForEach();

async function begun(count: number, pageSize: 512 | 4096): Promise<KeptQueue> {
  const form = { pageSize, journalMode: 'wal' } as const;
  const queue = await KeptQueue.make(folder.file('queue.db'), 'all', jobs(count), asOf, 'A', { form });
  // The log begins again often.
  await queue.pass(['PRAGMA wal_autocheckpoint = 40; PRAGMA synchronous = OFF'], 0);
  return queue;
}

const request: fc.Arbitrary<PictureRequest> = fc.record({
  filter: fc.record({
    statuses: fc.option(
      fc.subarray(['queued', 'running', 'complete', 'failed', 'cancelled', 'other'] as const),
    ),
    types: fc.option(fc.subarray(['scan', 'parse', 'export', 'backtest', 'other'] as const)),
    name: fc.constantFrom('', '', 'p3', 'P'),
    cleared: fc.option(fc.constant({ until: 1_768_300_400_000, except: ['3', '5', '9'] }), { freq: 3 }),
  }),
  anchor: fc.oneof(
    fc.constant({ kind: 'index' as const, index: 0 }),
    fc.nat(1200).map((id) => ({ kind: 'job' as const, id: String(id), index: id })),
    fc.constant({ kind: 'last' as const }),
  ),
  ...{ before: fc.nat(9), after: fc.nat(9), failures: fc.constant(1), pipeline: fc.boolean() },
  clearing: fc.boolean(),
});

/** What somebody may do to a database between two reads. */
const act = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .nat(1000)
      .map((id) => `UPDATE cf_processing_queue SET items_processed = 3 WHERE id = ${id}`),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.nat(1000), fc.constantFrom('RUNNING', 'COMPLETED', 'FAILED', 'HELD'))
      .map(
        ([id, word]) =>
          `UPDATE cf_processing_queue SET status = '${word}' WHERE id BETWEEN ${id} AND ${id + 9}`,
      ),
  },
  fc.nat(900).map((id) => `DELETE FROM cf_processing_queue WHERE id BETWEEN ${id} AND ${id + 60}`),
  fc.nat(150).map((count) => jobs(count + 1)),
  fc.constantFrom('PASSIVE', 'RESTART', 'TRUNCATE').map((mode) => `PRAGMA wal_checkpoint(${mode})`),
  fc.constantFrom('VACUUM', 'REINDEX ix_queue_pop', 'ANALYZE', 'CREATE TABLE IF NOT EXISTS more (id)'),
  fc.constantFrom('delete', 'wal', 'wal').map((mode) => `PRAGMA journal_mode = ${mode}`),
  fc.constant('PRAGMA journal_size_limit = 20000'),
);

describe('a picture with the table walked page by page', () => {
  // In two halves, so that each stays within the time for a test on a busy machine.
  it.each([
    [512, 'first'],
    [512, 'second'],
    [4096, 'first'],
    [4096, 'second'],
  ] as const)(
    'equals that by SQL of a reader that begins with it (pages of %d bytes, %s half)',
    async (size, _) => {
      const queue = await begun(1000, size);
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.array(act, { maxLength: 4 }), request), { minLength: 4, maxLength: 12 }),
          async (steps) => {
            for (const [acts, wanted] of steps) {
              await queue.pass(acts, 0);
              expectSame(await queue.byIndex(wanted), await queue.bySql(wanted));
            }
          },
        ),
        { numRuns: 6, endOnFailure: true },
      );
      await queue.close();
    },
  );
});

it('a read after a small commit fetches only changed pages, also after the log was restarted', async () => {
  const top: PictureRequest = { ...wholeList, after: 20, failures: 1 };
  const queue = await begun(20_000, 4096);
  /** How many pages a read fetches after a commit. */
  const pagesAfter = async (turn: number): Promise<number> => {
    const set = `items_processed = ${turn % 4} WHERE id = ${100 + (turn % 50)}`;
    await queue.pass([`UPDATE cf_processing_queue SET ${set}`], 0);
    const before = queue.pagesRead;
    await queue.byIndex(top);
    return queue.pagesRead - before;
  };
  expect(await pagesAfter(0)).toBeGreaterThan(200);
  let most = 0;
  // With 40 frames between checkpoints, the log begins again some ten times.
  for (let turn = 1; turn <= 150; turn += 1) most = Math.max(most, await pagesAfter(turn));
  expect(most).toBeLessThanOrEqual(3 * 3 + 20);
  await queue.close();
});

/**
 * Jobs that end one every ten seconds until {@link asOf}; of some it is recorded what they left, of all what they
 * made.
 */
const withOutputs = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
  INSERT INTO cf_processing_queue (plugin_name, parser_version, status, claim_time, end_time)
  SELECT 'parser_' || (i % 3), i % 2, CASE WHEN i % 5 = 0 THEN 'FAILED' ELSE 'COMPLETED' END,
    ${asOf} - (300 - i) * 10000 - 4000, ${asOf} - (300 - i) * 10000
  FROM n;
  INSERT INTO cf_job_artifacts (job_id, kind, name, uri, rows, created_at)
  SELECT id, CASE WHEN id % 4 = 0 THEN 'log' ELSE 'output' END, 'o', 'file:///out/' || id || hex(zeroblob(60)),
    NULLIF(id % 7, 3) * 1000, 5
  FROM cf_processing_queue WHERE id % 3 > 0;
  INSERT INTO cf_output_materializations
  SELECT id, 'o', 'file:///made/' || id || hex(zeroblob(60)), 'append', NULL, 'success', id, id, 5 FROM cf_processing_queue`;

it('a change to a table of outputs shows at once, whether or not the queue changes with it', async () => {
  const queue = await KeptQueue.make(folder.file('queue.db'), 'none', withOutputs, asOf, 'D');
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
