import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { knownColumns } from '../../lib/schema/known-columns.js';
import { sqlText, statement, type TableColumns } from '../../lib/schema/statement.js';
import { extents, QueueDatabase, versions } from '../snapshot/queries/queue-database.js';

const none: TableColumns = new Map();

function queueOf(...columns: string[]): TableColumns {
  return new Map([['cf_processing_queue', new Set(columns)]]);
}

describe('a statement', () => {
  it('names the columns that the queue has, and has NULL for the others', () => {
    const sql = statement('fragments/started_ms', queueOf('claim_time'));
    expect(sql).toContain('job."claim_time"');
    expect(sql).not.toMatch(/end_time|created_at|argument\.|fragment\.|--/);
    expect(sql).toMatch(/NULL,\s+NULL,\s+NULL,\s+NULL\s+\)$/);
  });

  it('takes a fragment’s second form only where the queue has the column for it', () => {
    const plain = statement('fragments/end_ms', queueOf('claim_time'));
    expect(plain).not.toContain('max(');
    expect(plain).toMatch(/COALESCE\(\s*\(CASE\s+WHEN typeof\(job\."claim_time"\)/);
    const acknowledged = statement('fragments/end_ms', queueOf('claim_time', 'dispatch_ack_at'));
    expect(acknowledged).toMatch(/max\(\(CASE\s+WHEN typeof\(job\."dispatch_ack_at"\)/);
  });

  it('has no table alias in an index', () => {
    const sql = statement('indexes/ix_jobs_view_sinks', queueOf('id'));
    expect(sql).toContain('recorded_at');
    expect(sql).not.toContain('job.');
  });

  it('reads NULL for a missing column, and no rows from a missing table', () => {
    const sql = statement('queries/source_paths', new Map([['cf_source_root', new Set(['path'])]]));
    expect(sql).toContain('(SELECT NULL AS "id", "path" FROM "cf_source_root") AS root');
    expect(sql).toContain('(SELECT NULL AS "id", NULL AS "location_id" WHERE 0) AS version');
  });

  it('throws an error with the file’s name where that does not exist', () => {
    expect(() => statement('queries/nowhere', none)).toThrow('nowhere.sql');
    expect(sqlText('queries/counts')).toMatch(/^-- /);
  });
});

describe.each(versions.flatMap((version) => extents.map((extent) => [version, extent] as const)))(
  'a database of version %s with %s of the additions',
  (version, extent) => {
    it('compiles every query', async () => {
      const database = await QueueDatabase.of(version, extent);
      const tables = database.tables();
      for (const file of readdirSync(new URL('../../../schema/queries', import.meta.url))) {
        const sql = statement(`queries/${file.replace('.sql', '')}`, tables);
        expect(sql).not.toMatch(/\b(fragment|argument|known|indexed)\.|--/);
        // Made ready, with few rows to say of it.
        expect(() => database.all(`EXPLAIN QUERY PLAN ${sql}`)).not.toThrow();
      }
      database.close();
    });
  },
);

describe('the map of a database’s columns', () => {
  it('has lower-case names, generated columns too, of the tables and views that queries may use', async () => {
    const database = await QueueDatabase.empty();
    database.run(`CREATE TABLE CF_Source_Root (ID INTEGER PRIMARY KEY, Path TEXT AS ('/' || ID));
      CREATE VIEW scout_files AS SELECT 1 AS id, 'x' AS Rel_Path;
      CREATE VIRTUAL TABLE scout_sources USING fts3(path);
      CREATE TABLE other (id INTEGER)`);
    expect(database.tables()).toEqual(
      new Map([
        ['cf_source_root', new Set(['id', 'path'])],
        ['scout_files', new Set(['id', 'rel_path'])],
      ]),
    );
    database.close();
  });

  it('lacks no column of any version but rowid and the fingerprint, which no query reads', async () => {
    for (const version of versions) {
      const database = await QueueDatabase.of(version, 'all');
      const known = new Set(knownColumns.get('cf_processing_queue'));
      const others = [...(database.tables().get('cf_processing_queue') ?? [])].filter(
        (column) => !known.has(column),
      );
      expect(others.sort()).toEqual(version >= 'C' ? ['parser_fingerprint', 'rowid'] : ['rowid']);
      database.close();
    }
  });
});
