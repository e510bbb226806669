import { renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LiveDatabase } from '../../lib/snapshot/live-database.js';
import type { Queryable } from '../../lib/snapshot/port.js';
import { folderForEach } from '../support/folder-for-each.js';
import { NativeWriter } from '../support/native-writer.js';

const folder = folderForEach();
let path: string;
let database: LiveDatabase;

beforeEach(() => {
  path = folder.file('note.db');
  database = new LiveDatabase(path);
});

afterEach(() => database.close());

async function open(name: string, ...settings: string[]): Promise<NativeWriter> {
  const native = await NativeWriter.start(folder.file(name));
  for (const setting of settings) await native.exec(setting);
  await native.exec(`CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, text TEXT);
    INSERT INTO note VALUES (1, 'first')`);
  return native;
}

/** Changes one character of a row: no page more, no byte more. */
async function commit(native: NativeWriter, turn: number): Promise<void> {
  await native.run('UPDATE note SET text = ? WHERE id = 1', [`${turn % 10}irst`]);
}

const readText = (queryable: Queryable) => queryable.all('SELECT text FROM note WHERE id = 1')[0]?.text;

const settings: readonly (readonly [name: string, settings: readonly string[]])[] = [
  ['delete', ['PRAGMA journal_mode = delete']],
  ['truncate', ['PRAGMA journal_mode = truncate']],
  ['persist', ['PRAGMA journal_mode = persist']],
  ['persist, not synced', ['PRAGMA journal_mode = persist', 'PRAGMA synchronous = OFF']],
  ['wal', ['PRAGMA journal_mode = wal']],
  ['wal, written over and over', ['PRAGMA journal_mode = wal', 'PRAGMA wal_autocheckpoint = 1']],
];

const exclusive: typeof settings = [
  ['wal, exclusive', ['PRAGMA locking_mode = EXCLUSIVE', 'PRAGMA journal_mode = wal']],
  [
    'wal, exclusive, written over and over',
    ['PRAGMA locking_mode = EXCLUSIVE', 'PRAGMA journal_mode = wal', 'PRAGMA wal_autocheckpoint = 1'],
  ],
];

describe('a look', () => {
  it.each(settings)('differs after each commit and only then (%s)', async (_, pragmas) => {
    const native = await open('note.db', ...pragmas);
    let last = await database.look();
    for (let turn = 0; turn < 40; turn++) {
      await commit(native, turn);
      const look = await database.look();
      expect(look).not.toBe(last);
      expect(await database.look()).toBe(look);
      last = look;
    }
  });

  it.each([...settings, ...exclusive])(
    'differs after each commit that comes after a read (%s)',
    async (_, pragmas) => {
      const native = await open('note.db', ...pragmas);
      await database.read(readText);
      let last = await database.look();
      for (let turn = 0; turn < 40; turn++) {
        await commit(native, turn);
        const look = await database.look();
        expect(look).not.toBe(last);
        expect(await database.read(readText)).toMatchObject({ value: `${turn % 10}irst` });
        last = await database.look();
      }
    },
  );

  it('is the same while nothing is written, whatever is read', async () => {
    const native = await open('note.db', 'PRAGMA journal_mode = wal');
    await database.read(readText);
    const look = await database.look();
    for (let turn = 0; turn < 5; turn++) {
      await database.read(readText);
      await native.all('SELECT * FROM note');
      expect(await database.look()).toBe(look);
    }
  });

  it('never rejects, and differs whenever another file is at the path', async () => {
    const looks: string[] = [];
    const look = async () => void looks.push(await database.look());
    await look();
    writeFileSync(path, '');
    await look();
    rmSync(path);
    await (await open('note.db')).close();
    await look();
    await (await open('other.db')).close();
    renameSync(folder.file('other.db'), path);
    await look();
    rmSync(path);
    symlinkSync(path, path);
    await look();
    rmSync(path);
    symlinkSync(folder.path, path);
    await look();
    expect(new Set(looks).size).toBe(looks.length);
  });
});
