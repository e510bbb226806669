import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import initSqlJs from 'sql.js';
import { readingSqlite, versionText } from '../../lib/commands/world.js';
import { readSql } from '../support/databases.js';
import { testFolder } from '../support/test-folder.js';

it('better-sqlite3 brings a SQLite without the WAL-reset bug (fixed in 3.51.3)', async () => {
  const [row] = await readSql(join(testFolder(), 'any'), 'SELECT sqlite_version() AS version');
  const [major = 0, minor = 0, patch = 0] = String(row?.version).split('.').map(Number);
  expect(major * 1_000_000 + minor * 1000 + patch).toBeGreaterThanOrEqual(3_051_003);
});

it('--version names the SQLite that reads, and the one that writes where Node brings it', async () => {
  const [read] = new (await initSqlJs()).Database().exec('SELECT sqlite_version()');
  expect([[readingSqlite]]).toEqual(read?.values);
  const { sqlite } = process.versions;
  const writes =
    sqlite === undefined ? 'better-sqlite3, where it is installed' : `SQLite ${sqlite} (node:sqlite)`;
  expect(versionText().split('\n')[1]).toBe(
    `reads with SQLite ${readingSqlite} (sql.js), writes with ${writes}`,
  );
});
