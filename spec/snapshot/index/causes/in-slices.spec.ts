import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Causes } from '../../../../lib/model/causes.js';
import { everyJob } from '../../../../lib/model/filter.js';
import type { Picture, PictureRequest } from '../../../../lib/model/picture.js';
import { LiveDatabase } from '../../../../lib/snapshot/live-database.js';
import { readPicture } from '../../../../lib/snapshot/queries/read-picture.js';
import { createDatabase } from '../../../support/databases.js';
import { folderForEach } from '../../../support/folder-for-each.js';
import { hurriedSystem } from '../../../support/hurried-system.js';
import { NativeWriter } from '../../../support/native-writer.js';

const asOf = 1_768_300_000_000;
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
let path: string;

beforeEach(() => {
  path = folder.file('queue.db');
});

const request: PictureRequest = {
  filter: everyJob,
  anchor: { kind: 'index', index: 0 },
  before: 0,
  after: 3,
  failures: 0,
  causes: { sampleOf: null },
  since: { at: (1_768_300_100 + jobs / 2) * 1000, knownCauses: [] },
};

async function read(database: LiveDatabase, wanted: PictureRequest, way: 'slice' | 'sql'): Promise<Picture> {
  const reading = await database.read((tables, walkQueue) => {
    const searchPace = { steady: () => 0, patience: 0, leaves: 2 };
    return readPicture(
      tables,
      wanted,
      asOf,
      path,
      way === 'sql' ? null : { walkQueue, mayComeLater: false, searchPace },
    );
  });
  if (reading.kind === 'problem') throw new Error(reading.problem.sentence + reading.problem.detail);
  if (reading.value.kind === 'problem') throw new Error(reading.value.problem.sentence);
  return reading.value.picture;
}

/** What SQL alone says now, to a reader that knows nothing from before. */
async function afresh(wanted: PictureRequest): Promise<Picture> {
  const fresh = new LiveDatabase(path, () => asOf, undefined, hurriedSystem());
  try {
    return await read(fresh, wanted, 'sql');
  } finally {
    await fresh.close();
  }
}

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

describe('causes in slices', () => {
  it.each(['wal', 'delete'] as const)(
    'are in the end what SQL says at once, whatever is committed meanwhile (journal mode %s)',
    async (journalMode) => {
      await createDatabase(path, { migrated: 'all', pageSize: 512, journalMode, sql: [rows(jobs)] });
      const writer = await NativeWriter.start(path);
      await writer.exec('PRAGMA wal_autocheckpoint = 40; PRAGMA synchronous = OFF');
      const database = new LiveDatabase(path, () => asOf, undefined, hurriedSystem());
      let slices = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(act, { maxLength: 2 }), { maxLength: 6 }), async (acts) => {
          const waiting = [...acts];
          let whole: Picture | null = null;
          for (let count = 0; ; count += 1) {
            whole ??= await afresh(request);
            slices += 1;
            const slice = await read(database, request, 'slice');
            const isWhole = isDone(causesOf(slice), causesOf(whole));
            // A cause is new only once it is known that nothing failed of it before.
            if (slice.since?.unread === 0) expect(slice.since).toEqual(whole.since);
            else expect(slice.since).toMatchObject({ newCauses: [], counts: whole.since?.counts });
            if (isWhole) {
              const [group] = causesOf(whole).groups;
              const filter = { ...everyJob, cause: { key: group?.key ?? '', text: '' } };
              const wanted = { ...request, filter, rows: filter };
              const { rows: listed, failedMatching } = await read(database, wanted, 'slice');
              expect(failedMatching).toBe(group?.count ?? 0);
              expect(listed).toEqual((await afresh(wanted)).rows);
            }
            if (isWhole && waiting.length === 0) break;
            expect(count).toBeLessThan(1000);
            // Some slices follow each other without a commit between them.
            if (!isWhole && count % 3 !== 0) continue;
            for (const sql of waiting.shift() ?? []) {
              await writer.all(sql).catch(() => writer.exec(sql));
              whole = null;
            }
          }
        }),
        { numRuns: runs, endOnFailure: true },
      );
      expect(slices).toBeGreaterThan(2 * runs);
      await database.close();
    },
    120_000,
  );
});
