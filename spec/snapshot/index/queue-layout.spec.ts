import { describe, expect, it } from '@jest/globals';
import { queueLayout } from '../../../lib/snapshot/index/decode/queue-layout.js';
import { everyMake, QueueDatabase } from '../queries/queue-database.js';

let database: QueueDatabase;

async function tableOf(...sql: string[]): Promise<QueueDatabase> {
  database = await QueueDatabase.empty();
  database.run(sql.join(';\n'));
  return database;
}

describe('the layout of the queue', () => {
  it.each(everyMake)(
    'has every column of version %s with %s of the additions, in the order of its records',
    async (version, extent) => {
      database = await QueueDatabase.of(version, extent);
      const layout = queueLayout(database);
      const [schema] = database.all(
        "SELECT rootpage FROM sqlite_schema WHERE name = 'cf_processing_queue' AND type = 'table'",
      );
      const fields = database.all("SELECT name FROM pragma_table_info('cf_processing_queue') ORDER BY cid");
      expect(layout?.root).toBe(schema?.rootpage);
      expect(layout?.numberPlace).toBe(0);
      expect([...(layout?.columns ?? [])].map(([name, column]) => [name, column.place])).toEqual(
        fields.map((field, place) => [field.name, place]),
      );
      if (extent !== 'none') {
        expect(layout?.columns.get('job_type')?.missing).toBe('PARSE');
        expect(layout?.columns.get('items_processed')?.missing).toBe(0);
        expect(layout?.columns.get('updated_at')?.missing).toBeNull();
      }
    },
  );

  it.each([
    'CREATE TABLE CF_Processing_Queue (status, "ID" integer primary key)',
    'CREATE TABLE cf_processing_queue (status, id INTEGER, PRIMARY KEY (id))',
    'CREATE TABLE cf_processing_queue (status TEXT, id INTEGER PRIMARY KEY) STRICT',
  ])('has the place of the row number in %s', async (sql) => {
    expect(queueLayout(await tableOf(sql))).toMatchObject({ root: 2, numberPlace: 1 });
  });

  it.each([
    'CREATE TABLE cf_processing_queue (id INTEGER PRIMARY KEY DESC, status)',
    'CREATE TABLE cf_processing_queue (id INT PRIMARY KEY, status)',
    'CREATE TABLE cf_processing_queue (id TEXT PRIMARY KEY, status)',
    'CREATE TABLE cf_processing_queue (id INTEGER, status)',
    'CREATE TABLE cf_processing_queue (number INTEGER PRIMARY KEY, id INTEGER UNIQUE)',
    'CREATE TABLE cf_processing_queue (id INTEGER, part INTEGER, PRIMARY KEY (id, part))',
    'CREATE TABLE cf_processing_queue (id INTEGER PRIMARY KEY, status) WITHOUT ROWID',
    'CREATE TABLE cf_processing_queue (id INTEGER PRIMARY KEY, s, status AS (upper(s)))',
    'CREATE TABLE cf_processing_queue (id INTEGER PRIMARY KEY, s, status AS (upper(s)) STORED)',
    'CREATE TABLE jobs (id INTEGER PRIMARY KEY); CREATE VIEW cf_processing_queue AS SELECT * FROM jobs',
    'CREATE TABLE other (id INTEGER PRIMARY KEY)',
    'CREATE TEMP TABLE cf_processing_queue (id INTEGER PRIMARY KEY, status)',
  ])('is none for %s', async (sql) => {
    expect(queueLayout(await tableOf(sql))).toBeNull();
  });

  it('has a column’s default only if SQL reads exactly that in a row from before the column', async () => {
    const added = [
      "a TEXT DEFAULT 'PARSE'",
      "b TEXT DEFAULT 'it''s'",
      'c INTEGER DEFAULT 0',
      'd BIGINT DEFAULT -5',
      'e TEXT DEFAULT 5',
      "f INTEGER DEFAULT '5'",
      'g REAL DEFAULT 5',
      "h DEFAULT '5'",
      'i DEFAULT 7',
      'j TEXT',
      'k TEXT DEFAULT NULL',
      'l TEXT DEFAULT "PARSE"',
      "m TEXT DEFAULT x'41'",
      'n INTEGER DEFAULT 1e3',
      'o INTEGER DEFAULT 0x10',
      'p INTEGER DEFAULT TRUE',
      'q NUMERIC DEFAULT 5',
      "r NUMERIC DEFAULT '5'",
      'claim_time DOUBLE',
    ];
    await tableOf(
      'CREATE TABLE cf_processing_queue (id INTEGER PRIMARY KEY)',
      'INSERT INTO cf_processing_queue VALUES (1)',
      ...added.map((column) => `ALTER TABLE cf_processing_queue ADD COLUMN ${column}`),
    );
    const [row] = database.all('SELECT * FROM cf_processing_queue');
    const columns = queueLayout(database)?.columns ?? new Map();
    const known = [...columns].filter(([name, { missing }]) => name !== 'id' && missing !== undefined);
    expect(known.map(([name, { missing }]) => [name, missing])).toEqual(
      ['a', 'b', 'c', 'd', 'j', 'k', 'q', 'claim_time'].map((name) => [name, row?.[name]]),
    );
    expect([...columns].filter(([, { isReal }]) => isReal).map(([name]) => name)).toEqual([
      'g',
      'claim_time',
    ]);
  });
});
