import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Additions } from './database-versions.js';
import { createDatabase, readSql, runSql } from './databases.js';
import { NativeError, NativeWriter } from './native-writer.js';
import { testFolder } from './test-folder.js';

afterEach(() => NativeWriter.killAll());

describe('a database that a spec makes', () => {
  for (const version of ['A', 'B', 'C', 'D'] as const)
    it(`has the columns of version ${version}, with none, some and all of the additions`, async () => {
      const folder = testFolder();
      const make = async (migrated: Additions): Promise<unknown[]> => {
        const path = join(folder, `${migrated}.sqlite3`);
        await createDatabase(path, { version, migrated, rows: [{ plugin_name: 'fix_parser' }] });
        const rows = await readSql(
          path,
          `SELECT name FROM pragma_table_info('cf_processing_queue') UNION ALL SELECT plugin_name FROM cf_processing_queue`,
        );
        return rows.map((row) => row.name);
      };
      const [none, some, all] = await Promise.all([make('none'), make('some'), make('all')]);
      for (const names of [none, some, all]) expect(names?.at(-1)).toBe('fix_parser');
      expect([none, some, all].map((names) => names?.includes('job_type'))).toEqual([false, true, true]);
      expect([none, some, all].map((names) => names?.includes('items_failed'))).toEqual([false, false, true]);
      expect(none?.includes('file_id')).toBe(version >= 'C');
    });

  it('has the values, page size, journal mode and further tables that were asked for', async () => {
    const path = join(testFolder(), 'queue.sqlite3');
    const values = {
      plugin_name: 'a\nb',
      priority: 9007199254740993n,
      config_overrides: new Uint8Array([0, 255]),
    };
    await createDatabase(path, {
      rows: [{ ...values, result_summary: 1.5, error_message: null, retry_count: 3 }],
      tables: { cf_source_root: [{ id: 1, path: '/data' }] },
      journalMode: 'delete',
      pageSize: 512,
    });
    expect(await readSql(path, 'SELECT * FROM cf_processing_queue')).toEqual([
      expect.objectContaining({ ...values, result_summary: '1.5', error_message: null, retry_count: 3 }),
    ]);
    expect(
      await readSql(path, 'SELECT page_size, journal_mode FROM pragma_page_size, pragma_journal_mode'),
    ).toEqual([{ page_size: 512, journal_mode: 'delete' }]);
    expect(await readSql(path, 'SELECT path FROM cf_source_root')).toEqual([{ path: '/data' }]);
  });

  it('refuses a status that the CHECK of version C does not list', async () => {
    const path = join(testFolder(), 'queue.sqlite3');
    await createDatabase(path, { version: 'C' });
    await expect(
      runSql(path, [`INSERT INTO cf_processing_queue (status) VALUES ('CANCELLED')`]),
    ).rejects.toThrow('CHECK');
  });
});

describe('a native writer in a process of its own', () => {
  it('leaves the WAL behind and its open transaction undone when it is killed', async () => {
    const path = join(testFolder(), 'queue.sqlite3');
    await createDatabase(path);
    const writer = await NativeWriter.start(path);
    await writer.exec(`INSERT INTO cf_processing_queue (plugin_name) VALUES ('kept')`);
    await writer.begin();
    expect(await writer.run('INSERT INTO cf_processing_queue (plugin_name) VALUES (?)', ['lost'])).toBe(1);
    await writer.kill();
    expect(existsSync(`${path}-wal`)).toBe(true);
    expect(await readSql(path, 'SELECT plugin_name FROM cf_processing_queue')).toEqual([
      { plugin_name: 'kept' },
    ]);
    await expect(writer.all('SELECT 1')).rejects.toThrow('ended');
  });

  it('rejects with the message of SQLite when SQLite refuses a statement', async () => {
    const path = join(testFolder(), 'queue.sqlite3');
    await createDatabase(path);
    const [one, two] = await Promise.all([
      NativeWriter.start(path),
      NativeWriter.start(path, { busyTimeout: 0 }),
    ]);
    await one.begin();
    const refused = await two.begin().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(NativeError);
    expect(refused).toMatchObject({ code: 'SQLITE_BUSY' });
    await Promise.all([one.close(), two.close()]);
  });
});
