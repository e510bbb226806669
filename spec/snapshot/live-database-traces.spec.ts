import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { NativeWriter } from '../support/native-writer.js';
import type { Report, Wish } from '../support/nobody-reader.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';

const program = fileURLToPath(new URL('../support/nobody-reader.js', import.meta.url));

let folder: TemporaryFolder;
let path: string;
/** One for all tests: each reads another path, which it does as if it had just begun. */
let reader: ChildProcess | null = null;

beforeEach(() => {
  folder = temporaryFolder();
  path = folder.file('note.db');
  chmodSync(folder.path, 0o755);
});

afterAll(async () => {
  if (reader === null) return;
  const exit = once(reader, 'exit');
  reader.disconnect();
  await exit;
});

afterEach(async () => {
  await NativeWriter.killAll();
  chmodSync(folder.path, 0o755);
  folder.remove();
});

/** Reads in a process of its own that has no rights but to read what all may read. */
async function read(): Promise<Report> {
  if (reader === null) {
    reader = fork(program);
    await once(reader, 'message');
  }
  const answer = once(reader, 'message');
  const wish: Wish = { path, folder: folder.path };
  reader.send(wish);
  const [report] = await answer;
  return report;
}

async function noted(...pragmas: string[]): Promise<NativeWriter> {
  const native = await NativeWriter.start(path);
  for (const pragma of pragmas) await native.exec(pragma);
  await native.exec(
    "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT); INSERT INTO note VALUES (1, 'one')",
  );
  return native;
}

/** Everything about the folder and its files that a writer would change. */
function traces(): unknown {
  const { mtimeNs, ctimeNs } = statSync(folder.path, { bigint: true });
  const files = readdirSync(folder.path).map((name) => {
    const status = statSync(folder.file(name), { bigint: true });
    const content = readFileSync(folder.file(name)).toString('base64');
    return [name, content, status.ino, status.mode, status.mtimeNs, status.ctimeNs];
  });
  return { mtimeNs, ctimeNs, files };
}

const clean = { problem: null, locks: [], writable: [], leftOpen: 0 };

describe('a reader without rights', () => {
  const scenes: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['a closed database in WAL mode', async () => (await noted('PRAGMA journal_mode = wal')).close()],
    ['a WAL with its writer', () => noted('PRAGMA journal_mode = wal')],
    ['a WAL whose writer was killed', async () => (await noted('PRAGMA journal_mode = wal')).kill()],
    [
      'a WAL without shared memory',
      () => noted('PRAGMA locking_mode = EXCLUSIVE', 'PRAGMA journal_mode = wal'),
    ],
    [
      'a transaction under way in WAL mode',
      async () => {
        const native = await noted('PRAGMA journal_mode = wal');
        await native.exec("BEGIN IMMEDIATE; INSERT INTO note VALUES (2, 'two')");
      },
    ],
    ['a closed database in rollback mode', async () => (await noted()).close()],
    ['a database in persist mode', () => noted('PRAGMA journal_mode = persist')],
    [
      'a hot journal, its writer killed',
      async () => {
        const native = await noted('PRAGMA cache_size = 5');
        await native.exec(`BEGIN IMMEDIATE; UPDATE note SET text = 'changed';
          WITH RECURSIVE n(id) AS (SELECT 2 UNION ALL SELECT id + 1 FROM n WHERE id < 2000)
          INSERT INTO note SELECT id, printf('%.100c', 'x') FROM n`);
        await native.kill();
        expect(statSync(`${path}-journal`).size).toBeGreaterThan(500);
      },
    ],
  ];

  it.each(scenes)('leaves no trace on %s', async (_, make) => {
    await make();
    for (const name of readdirSync(folder.path)) chmodSync(folder.file(name), 0o444);
    chmodSync(folder.path, 0o555);
    const before = traces();
    for (let turn = 0; turn < 3; turn++) expect(await read()).toEqual({ ...clean, value: 'one' });
    expect(traces()).toEqual(before);
  });

  it('does not keep a writer from locking, nor a WAL from being deleted', async () => {
    const native = await noted('PRAGMA journal_mode = wal');
    expect(await read()).toEqual({ ...clean, value: 'one' });
    await native.begin();
    // What the reader must not have is what a writer has.
    expect(readFileSync('/proc/locks', 'utf8')).toMatch(new RegExp(`\\s${native.pid}\\s`));
    await native.rollback();
    expect(await native.all('PRAGMA journal_mode = delete')).toEqual([{ journal_mode: 'delete' }]);
    expect(await read()).toEqual({ ...clean, value: 'one' });
    expect(readdirSync(folder.path)).toEqual(['note.db']);
  });
});

describe('a file that may not be read', () => {
  const refusal = (file: string) => ({ value: null, problem: { code: 'unreadable', file }, leftOpen: 0 });

  it('is a problem until its permissions allow it', async () => {
    await (await noted()).close();
    chmodSync(path, 0o000);
    expect(await read()).toMatchObject(refusal(path));
    chmodSync(path, 0o444);
    expect(await read()).toEqual({ ...clean, value: 'one' });
    chmodSync(path, 0o000);
    expect(await read()).toMatchObject(refusal(path));
  });

  it('is a problem in a folder that may not be entered', async () => {
    path = folder.file('closed/note.db');
    mkdirSync(folder.file('closed'));
    await (await noted()).close();
    chmodSync(folder.file('closed'), 0o000);
    expect(await read()).toMatchObject(refusal(path));
    chmodSync(folder.file('closed'), 0o755);
    expect(await read()).toEqual({ ...clean, value: 'one' });
  });

  it('is no problem in a folder that may be entered but not listed', async () => {
    path = folder.file('dark/note.db');
    mkdirSync(folder.file('dark'));
    await noted('PRAGMA journal_mode = wal');
    chmodSync(folder.file('dark'), 0o711);
    expect(await read()).toEqual({ ...clean, value: 'one' });
  });

  it.each(['-wal', '-journal'])('is named by the problem if it is the %s file', async (suffix) => {
    const native = await noted(`PRAGMA journal_mode = ${suffix === '-wal' ? 'wal' : 'persist'}`);
    chmodSync(`${path}${suffix}`, 0o000);
    expect(await read()).toMatchObject(refusal(`${path}${suffix}`));
    chmodSync(`${path}${suffix}`, 0o444);
    expect(await read()).toEqual({ ...clean, value: 'one' });
    await native.close();
  });

  it('is no problem if it is the shared memory', async () => {
    await noted('PRAGMA journal_mode = wal');
    chmodSync(`${path}-shm`, 0o000);
    expect(await read()).toEqual({ ...clean, value: 'one' });
  });
});
