import { statSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DatabaseResult, LiveDatabase } from '../../lib/snapshot/live-database.js';
import type { Queryable } from '../../lib/snapshot/port.js';
import { type CountingSystem, countingSystem } from '../support/bytes-read.js';
import { folderForEach } from '../support/folder-for-each.js';
import { NativeWriter } from '../support/native-writer.js';

const rows = 12_000;

const folder = folderForEach();
let path: string;
let system: CountingSystem;
let database: LiveDatabase;

beforeEach(() => {
  path = folder.file('big.db');
  system = countingSystem();
  database = new LiveDatabase(path, Date.now, () => {}, system);
});

afterEach(() => database.close());

/** Some 50 MB in one table. */
async function bigDatabase(...pragmas: string[]): Promise<NativeWriter> {
  const native = await NativeWriter.start(path);
  for (const pragma of ['PRAGMA synchronous = OFF', ...pragmas]) await native.exec(pragma);
  await native.exec(`CREATE TABLE big (id INTEGER PRIMARY KEY, text TEXT, filler BLOB);
    WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < ${rows})
    INSERT INTO big SELECT id, 'row ' || id, zeroblob(4000) FROM n`);
  return native;
}

const textOf = (id: number) => (queryable: Queryable) =>
  queryable.all('SELECT text FROM big WHERE id = :id', { ':id': id })[0]?.text;

const value = (text: string): Partial<DatabaseResult<unknown>> => ({ kind: 'value', value: text });

/** What was read, and how many bytes of the files each attempt at it took: a file that was just written needs several. */
async function counting<T>(
  queries: (queryable: Queryable) => T,
): Promise<{ bytes: number; result: DatabaseResult<T> }> {
  const attempts = () => database.statistics.accepted + database.statistics.rejected;
  const [bytes, tries] = [system.bytes, attempts()];
  const result = await database.read(queries);
  return { bytes: (system.bytes - bytes) / (attempts() - tries), result };
}

/** Bytes that this process holds outside of the engine's heap: a copy of the database would stand there. */
function heldOutside(): number {
  const { external, arrayBuffers } = process.memoryUsage();
  return external + arrayBuffers;
}

describe('a read of one row in 50 MB', () => {
  // Fails where sql.js begins to copy its source instead of asking it for each page.
  it.each(['delete', 'wal'])('fetches only the pages on the way to the row (%s)', async (mode) => {
    const native = await bigDatabase(`PRAGMA journal_mode = ${mode}`);
    await native.all('PRAGMA wal_checkpoint(TRUNCATE)');
    expect(statSync(path).size).toBeGreaterThan(45e6);
    // The engine's own file is read once.
    await new LiveDatabase(folder.file('none')).read(() => {});
    const before = heldOutside();
    const first = await counting(textOf(7777));
    expect(first.result).toMatchObject(value('row 7777'));
    expect(first.bytes).toBeLessThan(200_000);
    expect(heldOutside() - before).toBeLessThan(25e6);
  });

  it('fetches only new frames of a WAL of 45 MB', async () => {
    const native = await bigDatabase('PRAGMA journal_mode = wal', 'PRAGMA wal_autocheckpoint = 0');
    expect(statSync(`${path}-wal`).size).toBeGreaterThan(45e6);
    expect(await database.read(textOf(1))).toMatchObject(value('row 1'));
    for (const id of [2, 6000, rows]) {
      await native.run('UPDATE big SET text = ? WHERE id = ?', [`new ${id}`, id]);
      const next = await counting(textOf(id));
      expect(next.result).toMatchObject(value(`new ${id}`));
      expect(next.bytes).toBeLessThan(200_000);
    }
  });
});
