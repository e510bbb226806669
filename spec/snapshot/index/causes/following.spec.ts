import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { everyJob } from '../../../../lib/model/filter.js';
import type { PictureRequest } from '../../../../lib/model/picture.js';
import { LiveDatabase } from '../../../../lib/snapshot/live-database.js';
import { readPicture } from '../../../../lib/snapshot/queries/read-picture.js';
import { createDatabase } from '../../../support/databases.js';
import { folderForEach } from '../../../support/folder-for-each.js';
import { hurriedSystem } from '../../../support/hurried-system.js';
import { NativeWriter } from '../../../support/native-writer.js';

const asOf = 1_768_300_000_000;
const request: PictureRequest = {
  filter: everyJob,
  anchor: { kind: 'index', index: 0 },
  before: 0,
  after: 0,
  failures: 0,
  causes: { sampleOf: null },
};

/** Pages are small: the long text's end is in an overflow page, and each failed job is on a leaf of its own. */
const rows = [
  { id: 1, status: 'FAILED', error_message: 'Disk full' },
  { id: 2, status: 'FAILED', error_message: `${' '.repeat(1500)}Long ago` },
  { id: 3, status: 'FAILED', error_message: null },
  { id: 4, status: 'COMPLETED', error_message: 'Disk full' },
].flatMap((row) => [
  { ...row, id: row.id * 100 },
  ...Array.from({ length: 30 }, (_, index) => ({
    ...{ id: row.id * 100 + 1 + index, status: 'COMPLETED', error_message: 'x'.repeat(50) },
  })),
]);

const failureTables = [
  'CREATE TABLE cf_job_failures (id INTEGER PRIMARY KEY, job_id INTEGER, error_message TEXT)',
  'CREATE INDEX ix_failures ON cf_job_failures (job_id)',
  `CREATE TABLE cf_job_schema_mismatch
     (id INTEGER PRIMARY KEY, job_id INTEGER, output_name TEXT, mismatch_kind TEXT, expected_name TEXT, created_at INTEGER)`,
  'CREATE INDEX ix_mismatches ON cf_job_schema_mismatch (job_id)',
];

const folder = folderForEach();
let database: LiveDatabase;
let writer: NativeWriter;

afterEach(() => database.close());

/** The causes and how many jobs have each, as one reader tells them that stays open. */
async function told(wanted = request, bySql?: null): Promise<Readonly<Record<string, number>>> {
  const reading = await database.read((tables, walkQueue) =>
    readPicture(tables, wanted, asOf, 'queue', bySql === null ? null : { walkQueue, mayComeLater: false }),
  );
  if (reading.kind === 'problem') throw new Error(reading.problem.sentence);
  if (reading.value.kind === 'problem') throw new Error(reading.value.problem.sentence);
  const groups = reading.value.picture.causes?.groups ?? [];
  return Object.fromEntries(groups.map(({ text, count }) => [text === '' ? 'nothing' : text, count]));
}

describe.each(['wal', 'delete'] as const)('causes that are kept (journal mode %s)', (journalMode) => {
  beforeEach(async () => {
    const path = folder.file('queue.db');
    // Nothing stands behind the error in these rows, so that the index doesn't read where it ends.
    const sql = [...failureTables];
    await createDatabase(path, { version: 'A', migrated: 'none', pageSize: 512, journalMode, rows, sql });
    writer = await NativeWriter.start(path);
    await writer.exec('PRAGMA wal_autocheckpoint = 0');
    // Of the log nothing can be told that isn't there.
    await writer.exec('CREATE TABLE more (id)');
    database = new LiveDatabase(path, () => asOf, undefined, hurriedSystem());
    expect(await told()).toEqual({ 'Disk full': 1, 'Long ago': 1, nothing: 1 });
    expect(await told()).toEqual({ 'Disk full': 1, 'Long ago': 1, nothing: 1 });
  });

  it('follow an overflow page that changes while its leaf does not', async () => {
    await writer.exec(
      "UPDATE cf_processing_queue SET error_message = replace(error_message, 'ago', 'way') WHERE id = 200",
    );
    expect(await told()).toEqual({ 'Disk full': 1, 'Long way': 1, nothing: 1 });
    await writer.exec(
      "UPDATE cf_processing_queue SET error_message = replace(error_message, 'way', 'run') WHERE id = 200",
    );
    expect(await told()).toEqual({ 'Disk full': 1, 'Long run': 1, nothing: 1 });
  });

  it('follow a text that only SQL can tell', async () => {
    await writer.exec("UPDATE cf_processing_queue SET error_message = CAST('Bytes' AS BLOB) WHERE id = 100");
    expect(await told()).toEqual({ Bytes: 1, 'Long ago': 1, nothing: 1 });
    const long = `CAST(printf('%1500s', 'Bytes') || CHAR(10) || 'more' AS BLOB)`;
    await writer.exec(`UPDATE cf_processing_queue SET error_message = ${long} WHERE id = 100`);
    expect(await told()).toEqual({ Bytes: 1, 'Long ago': 1, nothing: 1 });
    const other = long.replace('Bytes', 'Other');
    await writer.exec(`UPDATE cf_processing_queue SET error_message = ${other} WHERE id = 100`);
    expect(await told()).toEqual({ Other: 1, 'Long ago': 1, nothing: 1 });
  });

  it('are those of SQL for a text that is none', async () => {
    await writer.exec(
      "UPDATE cf_processing_queue SET error_message = CAST(x'4469ff736b' AS TEXT) WHERE id = 100",
    );
    expect(await told()).toEqual(await told(request, null));
  });

  it('are those of failed jobs, whatever statuses the list shows', async () => {
    const wanted = { ...request, filter: { ...everyJob, statuses: ['running'] } } as const;
    expect(await told(wanted)).toEqual({ 'Disk full': 1, 'Long ago': 1, nothing: 1 });
    expect(await told(wanted, null)).toEqual({ 'Disk full': 1, 'Long ago': 1, nothing: 1 });
  });

  it('follow the first failure that is recorded beside the queue, and the last one that goes', async () => {
    await writer.exec("INSERT INTO cf_job_failures (id, job_id, error_message) VALUES (1, 100, 'Recorded')");
    expect(await told()).toEqual({ Recorded: 1, 'Long ago': 1, nothing: 1 });
    await writer.exec("UPDATE cf_job_failures SET error_message = 'Told otherwise'");
    expect(await told()).toEqual({ 'Told otherwise': 1, 'Long ago': 1, nothing: 1 });
    await writer.exec("INSERT INTO cf_job_failures (id, job_id, error_message) VALUES (2, 300, 'Recorded')");
    expect(await told()).toEqual({ 'Told otherwise': 1, 'Long ago': 1, Recorded: 1 });
    await writer.exec(
      "UPDATE cf_processing_queue SET error_message = replace(error_message, 'ago', 'way') WHERE id = 200",
    );
    expect(await told()).toEqual({ 'Told otherwise': 1, 'Long way': 1, Recorded: 1 });
    await writer.exec('DELETE FROM cf_job_failures');
    expect(await told()).toEqual({ 'Disk full': 1, 'Long way': 1, nothing: 1 });
  });

  it('follow schema mismatches, which say of a job what its own text does not', async () => {
    await writer.exec(
      `INSERT INTO cf_job_schema_mismatch (job_id, output_name, mismatch_kind, expected_name, created_at)
       VALUES (300, 'orders', 'missing_column', 'price', 1)`,
    );
    const { nothing, ...causes } = await told();
    expect(nothing).toBeUndefined();
    expect(Object.keys(causes)).toHaveLength(3);
  });

  it('follow jobs that fail, that are put back, and that fail of something else', async () => {
    await writer.exec("UPDATE cf_processing_queue SET status = 'FAILED' WHERE id = 400");
    expect(await told()).toEqual({ 'Disk full': 2, 'Long ago': 1, nothing: 1 });
    await writer.exec("UPDATE cf_processing_queue SET status = 'PENDING' WHERE id = 100");
    expect(await told()).toEqual({ 'Disk full': 1, 'Long ago': 1, nothing: 1 });
    await writer.exec("UPDATE cf_processing_queue SET error_message = 'Out of memory' WHERE id = 400");
    expect(await told()).toEqual({ 'Out of memory': 1, 'Long ago': 1, nothing: 1 });
  });
});
