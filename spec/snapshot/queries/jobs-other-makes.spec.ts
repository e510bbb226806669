import { describe, expect, it } from '@jest/globals';
import { readPicture } from '../../../lib/snapshot/queries/read-picture.js';
import { countingBySql } from '../by-sql/queue-by-sql.js';
import { QueueDatabase, versions, wholeList } from './queue-database.js';

describe('a database of another make', () => {
  it.each(versions)('is read where the queue is a view, version %s', async (version) => {
    const database = await QueueDatabase.of(version, 'none');
    database.add({ id: 7, status: 'FAILED', error_message: 'bad', plugin_name: 'p v1' });
    database.run('ALTER TABLE cf_processing_queue RENAME TO real_queue');
    database.run(
      'CREATE VIEW cf_processing_queue AS SELECT id + 0 AS id, status, plugin_name FROM real_queue',
    );
    database.run("INSERT INTO real_queue (id, status) VALUES (8, 'FAILED')");
    const { window, counts } = database.picture({ anchor: { kind: 'job', id: '7', index: 0 } });
    expect(window.first).toBe(1);
    expect(window.jobs).toMatchObject([{ id: '7', name: 'p', version: '1', status: 'failed' }]);
    expect(counts.failed).toBe(2);
  });

  it('is read without rowids, with ids that are text, and with names in another case', async () => {
    const database = await QueueDatabase.empty();
    database.run(`CREATE TABLE CF_Processing_Queue (ID TEXT PRIMARY KEY, Status TEXT, Claim_Time) WITHOUT ROWID;
      CREATE TABLE CF_JOB_FAILURES (ID INTEGER PRIMARY KEY, Job_Id TEXT, Error_Message TEXT);
      INSERT INTO cf_job_failures (job_id, error_message) VALUES ('b', 'broken'), ('10', 'ten'), ('b', 'again');`);
    const start = '2026-01-13 10:38:15';
    for (const id of ['a', 'b', '10', '9']) {
      database.add({ id, status: 'FAILED', claim_time: start });
    }
    const expected = [
      ['b', ['broken', 'again']],
      ['a', []],
      ['9', []],
      ['10', ['ten']],
    ];
    for (const indexed of [false, true]) {
      if (indexed) database.addIndexes();
      const { window } = database.picture({ anchor: { kind: 'job', id: 'a', index: 3 }, before: 1 });
      expect(window.first).toBe(0);
      expect(window.jobs.map((job) => [job.id, job.failures.map((failure) => failure.error)])).toEqual(
        expected,
      );
    }
  });

  it('is read with nothing but ids', async () => {
    const database = await QueueDatabase.empty();
    database.run(
      'CREATE TABLE cf_processing_queue (id INTEGER PRIMARY KEY); INSERT INTO cf_processing_queue VALUES (1)',
    );
    expect(database.picture().window.jobs).toMatchObject([
      { id: '1', status: 'other', name: '', type: 'parse' },
    ]);
  });

  it('is read with generated columns', async () => {
    const database = await QueueDatabase.empty();
    database.run(`CREATE TABLE cf_processing_queue (
      id INTEGER PRIMARY KEY, state INTEGER, status TEXT AS (CASE state WHEN 1 THEN 'RUNNING' ELSE 'FAILED' END));
      INSERT INTO cf_processing_queue (state) VALUES (1), (2)`);
    expect(database.picture().counts).toMatchObject({ running: 1, failed: 1 });
  });
});

describe('a database that is no job queue', () => {
  it.each([
    ['nothing', '', 'neither a table cf_processing_queue nor'],
    [
      'other tables',
      'CREATE TABLE customers (id INTEGER PRIMARY KEY)',
      'neither a table cf_processing_queue nor',
    ],
    ['a queue without ids', 'CREATE TABLE cf_processing_queue (status TEXT)', 'without ids'],
  ])('that holds %s is a foreign database until it has a queue', async (_, ddl, words) => {
    const database = await QueueDatabase.empty();
    database.run(ddl);
    const read = readPicture(database, wholeList, 5, '/some/where.db', countingBySql(database));
    expect(read).toMatchObject({ kind: 'problem', problem: { code: 'foreign', file: '/some/where.db' } });
    expect(read.kind === 'problem' && read.problem.sentence).toContain(words);
    expect(read.kind === 'problem' && read.problem.advice).not.toBe('');

    database.run('DROP TABLE IF EXISTS cf_processing_queue');
    database.run("CREATE TABLE cf_processing_queue (id INTEGER PRIMARY KEY, status TEXT DEFAULT 'RUNNING')");
    database.run('INSERT INTO cf_processing_queue DEFAULT VALUES');
    const { asOf, counts } = database.picture();
    expect([asOf, counts.running]).toEqual([1_768_300_000_000, 1]);
  });

  it('throws SQLite’s error if the table is damaged', async () => {
    const database = await QueueDatabase.empty();
    database.run('CREATE TABLE cf_processing_queue (id INTEGER PRIMARY KEY)');
    database.run("PRAGMA writable_schema = 1; UPDATE sqlite_schema SET rootpage = 99 WHERE type = 'table'");
    const broken = await QueueDatabase.paged(database.bytes(), () => undefined);
    expect(() => readPicture(broken, wholeList, 5, '/some/where.db', countingBySql(broken))).toThrow(
      /malformed|corrupt/,
    );
  });
});
