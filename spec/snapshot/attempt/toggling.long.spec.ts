import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LiveDatabase } from '../../../lib/snapshot/live-database.js';
import { folderForEach } from '../../support/folder-for-each.js';
import { NativeWriter } from '../../support/native-writer.js';

const program = fileURLToPath(new URL('./toggling-writer.js', import.meta.url));
const shrinkingProgram = fileURLToPath(new URL('./shrinking-writer.js', import.meta.url));

let path: string;
let writer: ChildProcess | null = null;

// Before its folder is removed.
afterEach(async () => {
  if (writer === null) return;
  const ended = once(writer, 'exit');
  writer.kill('SIGKILL');
  await ended;
  writer = null;
});

const folder = folderForEach();

beforeEach(() => {
  path = folder.file('accounts.db');
});

async function makeAccounts(mode: string): Promise<void> {
  const native = await NativeWriter.start(path);
  await native.exec(
    `PRAGMA journal_mode = ${mode}; CREATE TABLE account (id INTEGER PRIMARY KEY, balance INT, pad BLOB)`,
  );
  await native.exec(`WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 300)
    INSERT INTO account SELECT id, CASE id WHEN 300 THEN 100 ELSE 0 END, zeroblob(3000) FROM n`);
  await native.close();
}

describe('a database whose pages change and change back', () => {
  const kinds: readonly [kind: string, mode: string, accepted: number][] = [
    ['truncated log', 'wal', 5],
    ['closed log', 'wal', 5],
    ['journal', 'delete', 5],
    ['exclusive journal', 'delete', 0],
    ['memory journal', 'delete', 0],
  ];

  it.each(kinds)('is never mixed, and is read once the writer pauses: %s', async (kind, mode, accepted) => {
    await makeAccounts(mode);
    writer = fork(program, [path, kind]);
    await once(writer, 'message');
    const database = new LiveDatabase(path);
    const sums = new Map<unknown, number>();
    const read = async (): Promise<void> => {
      const reading = await database.read((tables) =>
        tables.all('SELECT sum(balance) AS total FROM account'),
      );
      if (reading.kind === 'problem') expect(reading.problem.code).toBe('busy');
      else sums.set(reading.value[0]?.total, (sums.get(reading.value[0]?.total) ?? 0) + 1);
    };
    const end = Date.now() + 3000;
    while (Date.now() < end) await read();
    const atFullSpeed = sums.get(100) ?? 0;
    writer.send('pause');
    while ((sums.get(100) ?? 0) < atFullSpeed + accepted) await read();
    await database.close();
    expect([...sums.keys()].filter((total) => total !== 100)).toEqual([]);
  });
});

describe('shared memory left by a crash', () => {
  it('does not hide commits of a writer in exclusive mode, not even at the first read', async () => {
    await makeAccounts('wal');
    const crashed = await NativeWriter.start(path);
    await crashed.run('UPDATE account SET balance = 1 WHERE id = 2');
    await crashed.kill();
    const exclusive = await NativeWriter.start(path);
    await exclusive.all('PRAGMA locking_mode = EXCLUSIVE');
    for (let balance = 2; balance <= 9; balance += 1) {
      await exclusive.run('UPDATE account SET balance = ? WHERE id = 2', [balance]);
    }
    const database = new LiveDatabase(path);
    const reading = await database.read((tables) => tables.all('SELECT balance FROM account WHERE id = 2'));
    await database.close();
    expect(reading).toMatchObject({ kind: 'value', value: [{ balance: 9 }] });
  });
});

describe('a database that shrinks during a read', () => {
  it('is read again if a checkpoint cut off pages of which no newer frame exists', async () => {
    const native = await NativeWriter.start(path);
    await native.exec(`PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = wal;
      CREATE TABLE note (id INTEGER PRIMARY KEY, content BLOB)`);
    await native.exec(`WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 400)
      INSERT INTO note SELECT id, zeroblob(3000) FROM n`);
    await native.all('PRAGMA wal_checkpoint(TRUNCATE)');
    // Page 1 and the table's root stand in the log: what is read of the main file is cut off without a newer frame.
    await native.exec('CREATE TABLE other (id INTEGER); INSERT INTO note VALUES (401, zeroblob(3000))');
    const database = new LiveDatabase(path);
    let turns = 0;
    const reading = await database.read((tables) => {
      tables.all('SELECT name FROM sqlite_schema');
      turns += 1;
      if (turns === 1) execFileSync(process.execPath, [shrinkingProgram, path]);
      return tables.all('SELECT length(content) AS bytes FROM note WHERE id IN (200, 300)');
    });
    await database.close();
    await native.close();
    expect(reading).toMatchObject({ kind: 'value', value: [] });
    expect(turns).toBeGreaterThan(1);
  });
});
