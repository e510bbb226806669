import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { defaultFilter } from '../../lib/model/filter.js';
import type { Picture, PictureRequest, ReadProgress } from '../../lib/model/picture.js';
import type { JobSort } from '../../lib/model/sort.js';
import { DatabaseReader } from '../../lib/snapshot/database-reader.js';
import { createDatabase } from '../support/databases.js';
import { folderForEach } from '../support/folder-for-each.js';
import { NativeWriter } from '../support/native-writer.js';
import { tenJobs } from '../support/ten-jobs.js';

const top: PictureRequest = { ...tenJobs, filter: defaultFilter, failures: 1 };

const folder = folderForEach();
let path: string;
let reader: DatabaseReader;
let told: ReadProgress[];

/** With small pages a queue needs fewer jobs to be a large one. */
async function queueOf(jobs: number, ...sql: readonly string[]): Promise<void> {
  const insert = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${jobs})
    INSERT INTO cf_processing_queue (plugin_name, status, claim_time)
    SELECT 'p' || i, CASE WHEN i % 10 THEN 'COMPLETED' ELSE 'FAILED' END, 1768300000 + i FROM n`;
  await createDatabase(path, { migrated: 'all', pageSize: 512, sql: [insert, ...sql] });
}

async function picture(request: PictureRequest = top): Promise<Picture> {
  const result = await reader.read(request);
  if (result.kind === 'problem') throw new Error(result.problem.sentence);
  return result.picture;
}

beforeEach(() => {
  path = folder.file('queue.db');
  told = [];
  reader = new DatabaseReader(path, {
    clock: Date.now,
    folders: { base: folder.path, home: null },
    onProgress: (progress) => told.push(progress),
  });
});

afterEach(() => reader.close());

describe('the first picture of a large queue', () => {
  beforeEach(() => queueOf(20_000));

  it('has no counts; the next picture has them', async () => {
    const first = await picture();
    expect(first).toMatchObject({ counts: null, totals: null, failedMatching: null });
    expect(first.window.jobs.map(({ name }) => name).slice(0, 2)).toEqual(['p20000', 'p19990']);
    expect(first.window.matching).toBeGreaterThanOrEqual(10);
    const second = await picture();
    expect(second).toMatchObject({ counts: { complete: 18_000, failed: 2000 }, failedMatching: 2000 });
    expect(second.window.jobs).toEqual(first.window.jobs);
    expect(second.window.matching).toBe(20_000);
  });

  it.each<JobSort>([
    { by: 'name', reversed: false, failedFirst: true },
    { by: 'name', reversed: true, failedFirst: false },
    { by: 'start', reversed: true, failedFirst: true },
  ])('has the usual order if another one is requested: $by', async (sort) => {
    const usual = await picture();
    await reader.close();
    reader = new DatabaseReader(path, { clock: Date.now, folders: { base: folder.path, home: null } });
    const first = await picture({ ...top, sort });
    expect(first.counts).toBeNull();
    expect(first.window.jobs).toEqual(usual.window.jobs);
    const second = await picture({ ...top, sort });
    expect(second).toMatchObject({ counts: { complete: 18_000, failed: 2000 } });
    expect(second.window.jobs).not.toEqual(usual.window.jobs);
  });

  it('has counts if places in another order are requested', async () => {
    const sort: JobSort = { by: 'name', reversed: false, failedFirst: true };
    const request: PictureRequest = { ...top, sort, places: { at: [0] } };
    expect((await picture(request)).counts).not.toBeNull();
  });

  it('is the only one without counts, even after VACUUM and a truncated WAL', async () => {
    await picture();
    await picture();
    const writer = await NativeWriter.start(path);
    await writer.exec('VACUUM');
    expect(await picture()).toMatchObject({ counts: { complete: 18_000 } });
    await writer.exec('PRAGMA wal_checkpoint(TRUNCATE); UPDATE cf_processing_queue SET items_processed = 1');
    expect(await picture()).toMatchObject({ counts: { complete: 18_000 } });
    await writer.close();
  });

  it('has counts if it begins elsewhere, and if it is printed', async () => {
    expect(await picture({ ...top, anchor: { kind: 'last' } })).toMatchObject({ counts: { failed: 2000 } });
    const measured = await reader.readMeasured(top);
    expect(measured).toMatchObject({ kind: 'picture', picture: { counts: { failed: 2000 } } });
  });
});

describe('the first picture of a large queue whose only failed job is old', () => {
  const failed = `UPDATE cf_processing_queue
    SET status = CASE id WHEN 7 THEN 'FAILED' WHEN 9 THEN 'RUNNING' ELSE 'COMPLETED' END`;
  const firstNames = async () => {
    const { counts, window } = await picture();
    expect(counts).toBeNull();
    return window.jobs.map(({ name }) => name).slice(0, 3);
  };

  it('begins with the failed job, then running ones, if the workers’ own index exists', async () => {
    await queueOf(5000, failed);
    expect(await firstNames()).toEqual(['p7', 'p9', 'p5000']);
  });

  it('has the newest jobs without that index; the next picture has all in their order', async () => {
    await queueOf(5000, failed, 'DROP INDEX ix_queue_pop');
    expect(await firstNames()).toEqual(['p5000', 'p4999', 'p4998']);
    expect((await picture()).window.jobs.slice(0, 3).map(({ name }) => name)).toEqual(['p7', 'p9', 'p5000']);
  });
});

it('the first picture of 3,000 jobs has no counts; the next one has them', async () => {
  await queueOf(3000);
  expect(await picture()).toMatchObject({ counts: null });
  expect(await picture()).toMatchObject({ counts: { failed: 300 }, failedMatching: 300 });
});

it('the first picture of 500 jobs has counts', async () => {
  await queueOf(500);
  expect(await picture()).toMatchObject({ counts: { failed: 50 }, failedMatching: 50 });
});

it('the first picture is counted by SQLite, with progress, if ids are not row numbers', async () => {
  await queueOf(
    200_000,
    'ALTER TABLE cf_processing_queue RENAME TO numbered',
    'CREATE TABLE cf_processing_queue (id INT NOT NULL PRIMARY KEY, plugin_name, status, claim_time)',
    'INSERT INTO cf_processing_queue SELECT id, plugin_name, status, claim_time FROM numbered',
  );
  expect(await picture()).toMatchObject({ counts: { failed: 20_000 }, failedMatching: 20_000 });
  expect(told.length).toBeGreaterThan(0);
  for (const { bytesRead, databaseBytes } of told) {
    expect(bytesRead).toBeGreaterThan(0);
    expect(databaseBytes).toBeGreaterThan(2_000_000);
  }
});
