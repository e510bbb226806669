import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyJob } from '../../../../lib/model/filter.js';
import type { WorkerTrouble } from '../../../../lib/model/job.js';
import type { Picture } from '../../../../lib/model/picture.js';
import type { Workers } from '../../../../lib/snapshot/queries/panels/read-workers.js';
import { catalogue, outputTables } from '../../../support/database-versions.js';
import { folderForEach } from '../../../support/folder-for-each.js';
import { inSlices, KeptQueue } from '../kept-queue.js';
import { anyFilter, anySearch } from './any-search.js';

/** A search of all jobs, each of which changes between its slices: it takes several of them. */
const ofNothing = {
  kind: 'match',
  text: 'nowhere',
  from: { id: null, index: 0 },
  direction: 'forward',
  inclusive: true,
} as const;

const asOf = 1_768_300_000_000;
const jobs = 300;
const runs = 8;

/** Long texts reach into overflow pages of a database with small pages. */
const rows = (
  count: number,
) => `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
  INSERT INTO cf_processing_queue
    (plugin_name, plugin_version, status, claim_time, error_message, output_path, result_summary, file_version_id)
  SELECT CASE i % 7 WHEN 0 THEN 'itch' ELSE 'fix_parser' END,
    CASE i % 5 WHEN 0 THEN '1.' || (i % 3) END,
    CASE i % 11 WHEN 0 THEN 'FAILED' WHEN 1 THEN 'PENDING' WHEN 2 THEN 'RUNNING' ELSE 'COMPLETED' END,
    1768300000 + i * 37 % ${count},
    CASE i % 11 WHEN 0 THEN 'Disk full' || CASE WHEN i % 3 THEN '' ELSE printf('%700s', 'tail' || (i % 4)) END END,
    CASE i % 13 WHEN 0 THEN '/Data/out/' || i END,
    CASE i % 17 WHEN 0 THEN '{"output_path": "/\\u0044ata/' || i || '"}' END,
    i % 4
  FROM n`;

const texts = [
  'Disk full',
  'tail3',
  '/data/',
  'DATA/2',
  'itch',
  'r v1.',
  'fix_parser v9.1',
  'named 3',
  'in/B',
  '42',
];

const touchAll = 'UPDATE cf_processing_queue SET priority = priority + 1';

/** What somebody may do to a database between two reads. */
const act = fc.oneof(
  // In an overflow page, so that the leaf stays as it is.
  fc
    .nat(jobs)
    .map(
      (id) =>
        `UPDATE cf_processing_queue SET error_message = replace(error_message, 'tail', 'TALE') WHERE id = ${id}`,
    ),
  fc.nat(jobs).map(
    (id) => `UPDATE cf_processing_queue SET error_message = replace(error_message, 'TALE', 'tail')
     WHERE id BETWEEN ${id} AND ${id + 99}`,
  ),
  fc.nat(jobs).map((id) => `UPDATE cf_processing_queue SET output_path = '/data/new' WHERE id = ${id}`),
  fc
    .nat(jobs)
    .map((id) => `UPDATE cf_processing_queue SET status = 'FAILED' WHERE id BETWEEN ${id} AND ${id + 4}`),
  fc.nat(jobs).map((id) => `DELETE FROM cf_processing_queue WHERE id BETWEEN ${id} AND ${id + 9}`),
  fc.constant(rows(20)),
  fc.nat(jobs).map((id) => `INSERT INTO cf_job_failures (job_id, error_message) VALUES (${id}, 'named 3')`),
  fc.constant('DELETE FROM cf_job_failures WHERE id % 2 = 0'),
  fc
    .tuple(fc.nat(jobs), fc.constantFrom('job_id', 'key'), fc.constantFrom(40, 700))
    .map(([id, by, length]) => {
      const uri = `'file:///DATA/2' || printf('%.*c', ${length}, 'x') || '/Disk%20full'`;
      return by === 'job_id'
        ? `INSERT INTO cf_job_artifacts (job_id, kind, name, uri, created_at) VALUES (${id}, 'output', random(), ${uri}, 1)`
        : `INSERT INTO cf_output_materializations
             (materialization_key, output_name, sink_uri, sink_mode, status, job_id, created_at)
           VALUES (hex(randomblob(8)), 'tail3', ${uri}, 'append', 'success', ${id}, 1)`;
    }),
  // In an overflow page, so that the leaf stays as it is.
  fc.constantFrom(
    "UPDATE cf_job_artifacts SET uri = replace(uri, 'Disk%20full', 'disk%20gone') WHERE rowid % 2",
    "UPDATE cf_output_materializations SET sink_uri = replace(sink_uri, 'full', 'left') WHERE rowid % 3",
  ),
  fc.constantFrom(
    'DELETE FROM cf_job_artifacts WHERE rowid % 2 = 0',
    'DELETE FROM cf_output_materializations WHERE rowid % 2 = 0',
    'DELETE FROM cf_job_artifacts',
  ),
  fc.nat(jobs).map((id) => `INSERT INTO cf_file_location (source_root_id, rel_path) VALUES (1, 'in/B${id}')`),
  fc
    .nat(3)
    .map(
      (id) =>
        `UPDATE cf_file_version SET location_id = (SELECT max(id) FROM cf_file_location) WHERE id = ${id}`,
    ),
  fc.constant(
    "INSERT OR IGNORE INTO cf_plugin_manifest (plugin_name, version) VALUES ('fix_parser', 'v9.1')",
  ),
  fc.constantFrom('PASSIVE', 'RESTART', 'TRUNCATE').map((mode) => `PRAGMA wal_checkpoint(${mode})`),
  fc.constantFrom('VACUUM', 'ANALYZE', 'CREATE TABLE IF NOT EXISTS more (id)'),
  fc.constantFrom('delete', 'wal', 'wal').map((mode) => `PRAGMA journal_mode = ${mode}`),
);

/** The catalogue, which databases of version A need not have. */
const newer = [
  ...catalogue,
  ...outputTables,
  `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${jobs})
  INSERT INTO cf_job_artifacts (job_id, kind, name, uri, created_at)
  SELECT i, CASE i % 5 WHEN 0 THEN 'log' ELSE 'output' END, 'o', 'file:///out/' || i || CASE i % 19 WHEN 0 THEN '/tail3' ELSE '' END, 1
  FROM n WHERE i % 2`,
  "INSERT INTO cf_source_root (id, path) VALUES (1, '/mnt')",
  "INSERT INTO cf_file_location (id, source_root_id, rel_path) VALUES (1, 1, 'x'), (2, 1, 'y')",
  'INSERT INTO cf_file_version (id, location_id) VALUES (1, 1), (2, 2), (3, 1)',
];

const folder = folderForEach();
/** Some running jobs are pinned. */
const workers: Workers = {
  judge: (records) =>
    new Map(
      records
        .filter(({ id }) => id.endsWith('9'))
        .map(({ id }): [string, WorkerTrouble] => [id, { kind: 'silent', since: asOf, sign: 'update' }]),
    ),
  stillRunning: () => new Map(),
};

const placeOf = ({ window: { first, matching, jobs } }: Picture) => ({
  first,
  matching,
  ids: jobs.map(({ id }) => id),
});

/** What a part says must be so, and the whole must be what SQL says. True once it is done. */
function isDone(part: Picture, whole: Picture): boolean {
  const { found } = part;
  if (found === undefined) throw new Error('no search');
  if (found.searched === undefined) {
    expect(found).toEqual(whole.found);
    expect(placeOf(part)).toEqual(placeOf(whole));
    return true;
  }
  expect(found.searched).toBeLessThan(1);
  expect(found.nth).toBeNull();
  expect(found.matches).toBeLessThanOrEqual(whole.found?.matches ?? 0);
  if (found.index !== null) {
    expect(found.index).toBe(whole.found?.index);
    expect(placeOf(part)).toEqual(placeOf(whole));
  }
  expect(part.failedMatching).toBe(whole.failedMatching);
  return false;
}

describe('a search in slices', () => {
  it.each(['wal', 'delete'] as const)(
    'ends with the matches that SQL finds at once, whatever is committed meanwhile (journal mode %s)',
    async (journalMode) => {
      const queue = await KeptQueue.make(
        folder.file('queue.db'),
        'all',
        [...newer, rows(jobs)].join(';\n'),
        asOf,
        'A',
        { form: { pageSize: 512, journalMode }, searchPace: inSlices, workers },
      );
      await queue.pass(['PRAGMA wal_autocheckpoint = 40; PRAGMA synchronous = OFF'], 0);
      const ids = Array.from({ length: jobs }, (_, index) => String(index));
      const searches = fc.tuple(
        anyFilter(texts, ids),
        anySearch(texts, ids),
        fc.array(fc.array(act, { maxLength: 2 }), { maxLength: 6 }),
      );
      let slices = 0;
      await fc.assert(
        fc.asyncProperty(searches, async ([filter, anchor, acts]) => {
          const request = { filter, anchor, before: 2, after: 3, failures: 0 };
          const waiting = [...acts];
          let whole: Picture | null = null;
          for (let count = 0; ; count += 1) {
            whole ??= await queue.bySql(request);
            slices += 1;
            if (isDone(await queue.byIndex(request), whole)) break;
            expect(count).toBeLessThan(1000);
            // Some slices follow each other without a commit between them.
            if (count % 3 !== 0) continue;
            for (const sql of waiting.shift() ?? []) {
              await queue.pass([sql], 0);
              whole = null;
            }
          }
        }),
        { numRuns: runs, endOnFailure: true, examples: [[[everyJob, ofNothing, Array(6).fill([touchAll])]]] },
      );
      expect(slices).toBeGreaterThan(2 * runs);
      await queue.close();
    },
    120_000,
  );
});
