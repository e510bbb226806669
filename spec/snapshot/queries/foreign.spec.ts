import { describe, expect, it } from '@jest/globals';
import { readPicture } from '../../../lib/snapshot/queries/read-picture.js';
import { countingBySql } from '../by-sql/queue-by-sql.js';
import { QueueDatabase, wholeList } from './queue-database.js';

describe('a database that is no job queue', () => {
  it.each([
    ['nothing', '', 'no table cf_processing_queue'],
    ['other tables', 'CREATE TABLE customers (id INTEGER PRIMARY KEY)', 'no table cf_processing_queue'],
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
