import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JobFilter } from '../../../../lib/model/filter.js';
import type { Picture, PictureRequest } from '../../../../lib/model/picture.js';
import { anySort } from '../../../support/any-sort.js';
import type { DatabaseVersion } from '../../../support/database-versions.js';
import { type TemporaryFolder, temporaryFolder } from '../../../support/temporary-folder.js';
import { KeptQueue } from '../kept-queue.js';
import { anyFilter } from './any-search.js';

const now = 1_768_300_000_000;
const jobs = 120;
const ids = Array.from({ length: jobs }, (_, index) => String(index + 1));
const texts = ['Disk full', 'in/7', 'fix_parser', 'vm-2', 'tail', '42', 'a.parquet', 'nowhere'];

let folder: TemporaryFolder;

beforeAll(async () => {
  folder = await temporaryFolder();
});

afterAll(() => folder.remove());

/** Rows of any version; long errors go on in pages of their own. */
function rows(version: DatabaseVersion): string {
  const [end, time, worker] =
    version === 'B'
      ? ['completed_at', "datetime(1768290000 + i * 7, 'unixepoch')", 'worker_id']
      : version === 'A'
        ? ['end_time', "datetime(1768290000 + i * 7, 'unixepoch')", 'worker_host']
        : ['end_time', '1768290000000 + i * 7000', version === 'D' ? 'lease_owner' : 'worker_host'];
  return `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${jobs})
    INSERT INTO cf_processing_queue (plugin_name, status, claim_time, ${end}, ${worker}, error_message)
    SELECT CASE i % 3 WHEN 0 THEN 'itch' ELSE 'fix_parser v1.' || (i % 2) END,
      CASE i % 4 WHEN 0 THEN 'FAILED' WHEN 1 THEN 'QUEUED' ELSE 'COMPLETED' END,
      ${time}, CASE WHEN i % 4 <> 1 THEN ${time} END, 'vm-' || (i % 5),
      CASE i % 4 WHEN 0 THEN CASE i % 8 WHEN 0 THEN 'Disk full: /data/in/' || i
        ELSE printf('%6000s', 'tail') || i END END
    FROM n`;
}

/** What somebody may commit between two reads. */
const act = fc.oneof(
  fc.nat(jobs).map((id) => `UPDATE cf_processing_queue SET error_message = 'Disk full' WHERE id = ${id}`),
  fc.nat(jobs).map(
    (id) => `UPDATE cf_processing_queue SET error_message = replace(error_message, 'tail', 'TALE')
        WHERE id BETWEEN ${id} AND ${id + 40}`,
  ),
  fc.nat(jobs).map((id) => `UPDATE cf_processing_queue SET plugin_name = 'itch 42' WHERE id = ${id}`),
  fc.nat(jobs).map((id) => `DELETE FROM cf_processing_queue WHERE id = ${id}`),
);

const artifact = (job: number) =>
  `INSERT OR IGNORE INTO cf_job_artifacts (job_id, kind, name, uri, created_at)
   VALUES (${job}, 'output', 'o', 'parquet:///out/a.parquet', 1)`;

/** Everything of a picture that a filter decides. */
function decided({ window, failedMatching, causes, marks, rows, found }: Picture) {
  return {
    ...{ failedMatching, matching: window.matching, causes, marks, rows, found },
    ids: window.jobs.map(({ id }) => id),
  };
}

function requestFor(filter: JobFilter, sort: PictureRequest['sort'], cause: string | null): PictureRequest {
  const narrowed = cause === null ? filter : { ...filter, cause: { key: null, text: cause } };
  return {
    ...{ filter: narrowed, anchor: { kind: 'index', index: 0 }, before: 0, after: jobs, failures: 1 },
    ...(sort && { sort }),
    causes: { sampleOf: null },
    rows: { ...narrowed, statuses: ['failed'] },
    marks: { but: ['4', '8'], rowsFor: 'retry' },
  };
}

describe('a list filtered by a text or by ids', () => {
  it.each<DatabaseVersion>(['A', 'B', 'C', 'D'])(
    'equals SQL’s list by the index, in any order, whatever is committed (version %s)',
    async (version) => {
      const queue = await KeptQueue.make(`${folder.path}/${version}.db`, 'none', rows(version), now, version);
      const acts = version === 'D' ? fc.oneof(act, fc.nat(jobs).map(artifact)) : act;
      try {
        await fc.assert(
          fc.asyncProperty(
            anyFilter(texts, ids),
            fc.option(anySort),
            fc.constantFrom(null, null, 'disk'),
            fc.array(fc.array(acts, { maxLength: 2 }), { minLength: 1, maxLength: 3 }),
            async (filter, sort, cause, committed) => {
              const request = requestFor(filter, sort ?? undefined, cause);
              for (const statements of committed) {
                await queue.pass(statements, 1000);
                const expected = decided(await queue.bySql(request));
                expect(decided(await queue.byIndex(request))).toEqual(expected);
              }
            },
          ),
          { numRuns: 8, endOnFailure: true },
        );
      } finally {
        await queue.close();
      }
    },
    120_000,
  );

  it('has the jobs whose names, paths, workers, errors or outputs contain the text, and no others', async () => {
    const queue = await KeptQueue.make(`${folder.path}/texts.db`, 'none', rows('D'), now, 'D');
    const made = `INSERT INTO cf_output_materializations
      VALUES ('k', 'orders', 'file:///made/b.parquet', 'append', NULL, 'success', 1, 9, 1)`;
    await queue.pass([artifact(6), made], 0);
    const listed = async (part: Partial<JobFilter>) => {
      const filter: JobFilter = { ...{ statuses: null, types: null, name: '', cleared: null }, ...part };
      const picture = await queue.byIndex(requestFor(filter, undefined, null));
      return picture.window.jobs.map(({ id }) => Number(id)).sort((one, other) => one - other);
    };
    const those = (passes: (id: number) => boolean) => ids.map(Number).filter(passes);
    try {
      expect(await listed({ text: 'ITCH' })).toEqual(those((id) => id % 3 === 0));
      expect(await listed({ text: 'vm-2' })).toEqual(those((id) => id % 5 === 2));
      expect(await listed({ text: 'disk FULL' })).toEqual(those((id) => id % 8 === 0));
      expect(await listed({ text: 'a.parquet' })).toEqual([6]);
      expect(await listed({ text: 'b.parquet' })).toEqual([9]);
      expect(await listed({ text: '/in/96' })).toEqual([96]);
      expect(await listed({ ids: ['7', '12', '999', 'x', '08'] })).toEqual([7, 12]);
      expect(await listed({ text: 'itch', ids: ['7', '12'] })).toEqual([12]);
      expect(await listed({ ids: [] })).toEqual([]);
    } finally {
      await queue.close();
    }
  });
});
