import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Causes } from '../../../../lib/model/causes.js';
import { everyJob } from '../../../../lib/model/filter.js';
import type { Picture, PictureRequest } from '../../../../lib/model/picture.js';
import { folderForEach } from '../../../support/folder-for-each.js';
import { wholeList } from '../../queries/queue-database.js';
import { inSlices, KeptQueue } from '../kept-queue.js';

const asOf = 1_768_300_400_000;
const jobs = 200;
const runs = 8;

/** Every third job failed; some of their texts reach into overflow pages of a database with small pages. */
const rows = (
  count: number,
) => `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
  INSERT INTO cf_processing_queue (plugin_name, status, claim_time, end_time, error_message)
  SELECT 'parser_' || (i % 4), CASE i % 3 WHEN 0 THEN 'FAILED' ELSE 'COMPLETED' END,
    1768300000 + i * 37 % ${count}, 1768300100 + i * 37 % ${count},
    CASE i % 3 WHEN 0 THEN CASE i % 5 WHEN 0 THEN printf('%700s', 'tail' || i) WHEN 1 THEN NULL ELSE 'Disk full: /out/' || i END END
  FROM n`;

const mismatches = `CREATE TABLE cf_job_schema_mismatch (id INTEGER PRIMARY KEY, job_id INTEGER, output_name TEXT,
  mismatch_kind TEXT, expected_name TEXT, created_at INTEGER)`;

const one = fc.nat(jobs);
/** What somebody may do to a database between two reads. */
const act = fc.oneof(
  // In an overflow page, so that the leaf stays as it is.
  one.map(
    (id) =>
      `UPDATE cf_processing_queue SET error_message = replace(error_message, 'tail', 'TALE') WHERE id > ${id}`,
  ),
  one.map(
    (id) =>
      `UPDATE cf_processing_queue SET status = 'FAILED', error_message = 'new' WHERE id BETWEEN ${id} AND ${id + 9}`,
  ),
  one.map((id) => `UPDATE cf_processing_queue SET status = 'PENDING' WHERE id BETWEEN ${id} AND ${id + 9}`),
  one.map((id) => `DELETE FROM cf_processing_queue WHERE id BETWEEN ${id} AND ${id + 9}`),
  // Only SQL can read these: bytes, of which a page beside the leaf may change alone, and a text that is none.
  fc.tuple(one, fc.constantFrom(0, 1500), fc.constantFrom('Bytes', 'Other')).map(
    ([id, length, word]) =>
      `UPDATE cf_processing_queue SET error_message = CAST(printf('%${length}s', '${word}') AS BLOB)
         WHERE id BETWEEN ${id} AND ${id + 9} AND status = 'FAILED'`,
  ),
  one.map(
    (id) =>
      `UPDATE cf_processing_queue SET error_message = CAST(x'4469ff736b' AS TEXT) WHERE id = ${id - (id % 3)}`,
  ),
  one.map(
    (
      id,
    ) => `INSERT INTO cf_job_schema_mismatch (job_id, output_name, mismatch_kind, expected_name, created_at)
      VALUES (${id - (id % 3)}, 'orders', 'missing_column', 'price', 1)`,
  ),
  fc.constant('DELETE FROM cf_job_schema_mismatch'),
  fc.constant(rows(20)),
  one.map((id) => `INSERT INTO cf_job_failures (job_id, error_message) VALUES (${id}, 'recorded ' || ${id})`),
  fc.constantFrom(
    "UPDATE cf_job_failures SET error_message = 'told otherwise' WHERE id % 2",
    'DELETE FROM cf_job_failures WHERE id % 2 = 0',
    'DELETE FROM cf_job_failures',
  ),
  fc.constantFrom('PASSIVE', 'RESTART', 'TRUNCATE').map((mode) => `PRAGMA wal_checkpoint(${mode})`),
  fc.constantFrom('VACUUM', 'CREATE TABLE IF NOT EXISTS more (id)'),
  fc.constantFrom('delete', 'wal', 'wal').map((mode) => `PRAGMA journal_mode = ${mode}`),
);

const folder = folderForEach();
const request: PictureRequest = {
  ...{ ...wholeList, filter: everyJob, after: 3, failures: 0 },
  causes: { sampleOf: null },
  since: { at: (1_768_300_100 + jobs - 5) * 1000, knownCauses: [] },
};

const causesOf = ({ causes }: Picture): Causes => {
  if (causes === undefined || causes === null) throw new Error('no causes');
  return causes;
};

/** What a part says must be so, and the whole must be what SQL says. True once it is done. */
function isDone(part: Causes, whole: Causes): boolean {
  expect(part.failed).toBe(whole.failed);
  if (part.unread === 0) {
    expect(part).toEqual(whole);
    return true;
  }
  const told = part.groups.reduce((sum, { count }) => sum + count, 0);
  expect(told + part.unread).toBe(part.failed);
  for (const { key, count } of part.groups)
    expect(count).toBeLessThanOrEqual(whole.groups.find((group) => group.key === key)?.count ?? 0);
  return false;
}

describe('a count by cause that is read in slices', () => {
  it.each(['wal', 'delete'] as const)(
    'ends as SQL counts at once, whatever is committed meanwhile (journal mode %s)',
    async (journalMode) => {
      const form = { pageSize: 512, journalMode } as const;
      const made = `${mismatches}; ${rows(jobs)}`;
      const queue = await KeptQueue.make(folder.file('queue.db'), 'all', made, asOf, 'A', {
        form,
        searchPace: inSlices,
      });
      await queue.pass(['PRAGMA wal_autocheckpoint = 40; PRAGMA synchronous = OFF'], 0);
      let slices = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(act, { maxLength: 2 }), { minLength: 2, maxLength: 6 }),
          async (acts) => {
            const waiting = [...acts];
            let whole: Picture | null = null;
            for (let count = 0; ; count += 1) {
              whole ??= await queue.bySql(request);
              slices += 1;
              const slice = await queue.byIndex(request);
              const isWhole = isDone(causesOf(slice), causesOf(whole));
              // A cause is new only once it is known that nothing failed of it before.
              if (slice.since?.unread === 0) expect(slice.since).toEqual(whole.since);
              else expect(slice.since).toMatchObject({ newCauses: [], counts: whole.since?.counts });
              if (isWhole) {
                const [group] = causesOf(whole).groups;
                const filter = { ...everyJob, cause: { key: group?.key ?? '', text: '' } };
                const wanted = { ...request, filter, rows: filter };
                const { rows: listed, failedMatching } = await queue.byIndex(wanted);
                expect(failedMatching).toBe(group?.count ?? 0);
                expect(listed).toEqual((await queue.bySql(wanted)).rows);
              }
              if (isWhole && waiting.length === 0) break;
              expect(count).toBeLessThan(1000);
              // Some slices follow each other without a commit between them.
              if (!isWhole && count % 3 !== 0) continue;
              for (const sql of waiting.shift() ?? []) {
                await queue.pass([sql], 0);
                whole = null;
              }
            }
          },
        ),
        { numRuns: runs, endOnFailure: true },
      );
      expect(slices).toBeGreaterThan(2 * runs);
      await queue.close();
    },
    120_000,
  );
});
