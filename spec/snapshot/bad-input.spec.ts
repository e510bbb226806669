import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ProblemCode } from '../../lib/model/problem.js';
import { LiveDatabase } from '../../lib/snapshot/live-database.js';
import { fixtureFolder, readNotes, states } from '../support/fixture.js';
import { folderForEach } from '../support/folder-for-each.js';
import { hurriedSystem } from '../support/hurried-system.js';
import { NativeWriter } from '../support/native-writer.js';

const sound = readFileSync(`${fixtureFolder('journal', 'header-zeroed')}/note.db`);
const pageSize = 512;

const folder = folderForEach();
let path: string;
let database: LiveDatabase;

beforeEach(() => {
  path = folder.file('note.db');
  database = opened(path);
});

afterEach(() => database.close());

/** Nobody writes while it is read. */
const opened = (at: string) => new LiveDatabase(at, Date.now, undefined, hurriedSystem());

async function expectProblem(code: ProblemCode, file: string): Promise<void> {
  for (let turn = 0; turn < 2; turn++) {
    const reading = await database.read(readNotes);
    expect(reading).toMatchObject({ kind: 'problem', problem: { code, file } });
    if (reading.kind === 'problem') {
      expect(reading.problem.sentence).toMatch(/^[A-Z].*\.$/);
      expect(reading.problem.advice).toMatch(/^[A-Z].*\.$/);
    }
  }
}

async function expectNotes(state: keyof typeof states): Promise<void> {
  expect(await database.read(readNotes)).toMatchObject({ kind: 'value', value: states[state] });
}

/** A writer that has made a database with one note. */
async function writerOf(file: string, text: string, pragmas = ''): Promise<NativeWriter> {
  const native = await NativeWriter.start(file);
  await native.exec(`${pragmas} CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT);
    INSERT INTO note VALUES (1, '${text}')`);
  return native;
}

function without(bytes: Buffer, from: number, to: number, value = 0): Buffer {
  return Buffer.from(bytes).fill(value, from, to);
}

/** A reproducible mess. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 1;
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[index] = state >>> 16;
  }
  return bytes;
}

const files: readonly (readonly [name: string, code: ProblemCode, bytes: Buffer])[] = [
  ['an empty file', 'empty', Buffer.alloc(0)],
  ['a single byte', 'not-a-database', Buffer.from('S')],
  ['a header cut short', 'not-a-database', sound.subarray(0, 60)],
  ['a text', 'not-a-database', Buffer.from('id,status\n1,RUNNING\n'.repeat(1000))],
  ['random bytes', 'not-a-database', noise(20_000)],
  ['a DuckDB database', 'duckdb', Buffer.concat([noise(8), Buffer.from('DUCK'), noise(20_000)])],
  ['DuckDB by no more than its letters', 'not-a-database', Buffer.from('DUCK'.padStart(10, '.').repeat(100))],
  ['zeros', 'not-a-database', Buffer.alloc(20_000)],
  ['what looks encrypted', 'not-a-database', Buffer.concat([noise(16), sound.subarray(16)])],
  ['an impossible page size', 'not-a-database', without(sound, 16, 18, 0x55)],
  ['a database cut off in its first page', 'damaged', sound.subarray(0, pageSize - 100)],
  ['a database of its first page alone', 'damaged', sound.subarray(0, pageSize)],
  ['a database cut off in the middle', 'damaged', sound.subarray(0, Math.floor(sound.length / 2))],
  ['a database short of its last bytes', 'damaged', sound.subarray(0, sound.length - 100)],
  ['a database with a page of zeros', 'damaged', without(sound, pageSize, 2 * pageSize)],
  ['a database with a page of noise', 'damaged', without(sound, pageSize, 2 * pageSize, 0x9b)],
];

describe('a file that is not a sound database', () => {
  it.each(files)('is, as %s, the problem %s, and read as soon as it is sound', async (_, code, bytes) => {
    writeFileSync(path, bytes);
    await expectProblem(code, path);
    expect(readFileSync(path).equals(bytes)).toBe(true);
    writeFileSync(path, sound);
    await expectNotes('after');
  });

  it('is a problem again when it becomes damaged, and when it vanishes', async () => {
    writeFileSync(path, sound);
    await expectNotes('after');
    writeFileSync(path, sound.subarray(0, 1200));
    await expectProblem('damaged', path);
    rmSync(path);
    await expectProblem('missing', path);
    writeFileSync(path, sound);
    await expectNotes('after');
  });

  it('is damaged, not a crash, where something leads to page 0', async () => {
    writeFileSync(path, sound);
    const reading = await database.readPages((attempt) => {
      expect(() => attempt.page(0)).toThrow(expect.objectContaining({ name: 'ErrnoError' }));
      throw new Error('malformed');
    });
    expect(reading).toMatchObject({ kind: 'problem', problem: { code: 'damaged' } });
  });

  it('does not spoil the next read by a missing page', async () => {
    for (let turn = 0; turn < 20; turn++) {
      writeFileSync(path, sound.subarray(0, sound.length - pageSize * (1 + (turn % 5))));
      await expectProblem('damaged', path);
      writeFileSync(path, sound);
      await expectNotes('after');
    }
  });
});

/** What a path can lead to besides a file, and how it comes about. */
const places: readonly (readonly [name: string, code: ProblemCode, make: (path: string) => void])[] = [
  ['a directory', 'not-a-file', (path) => mkdirSync(path)],
  ['a FIFO', 'not-a-file', (path) => execFileSync('mkfifo', [path])],
  ['a device', 'not-a-file', (path) => symlinkSync('/dev/zero', path)],
  ['a link to itself', 'not-a-file', (path) => symlinkSync(path, path)],
  ['a link into nowhere', 'missing', (path) => symlinkSync(`${path}.gone`, path)],
  ['nothing', 'missing', () => {}],
];

describe('a path that does not lead to a file', () => {
  it.each(places)(
    'leading to %s is the problem %s, and is read as soon as a database is there',
    async (name, code, make) => {
      make(path);
      const reading = await database.read(readNotes);
      // A link that leads somewhere leads the report there.
      const file = name === 'a device' ? '/dev/zero' : path;
      expect(reading).toMatchObject({ kind: 'problem', problem: { code, file } });
      const isFolder = 'problem' in reading && reading.problem.sentence === 'This is a folder.';
      expect(isFolder).toBe(name === 'a directory');
      rmSync(path, { recursive: true, force: true });
      writeFileSync(path, sound);
      await expectNotes('after');
    },
  );

  it('leading to a socket is the problem not-a-file', async () => {
    const server = createServer().listen(path);
    await new Promise((resolve) => server.once('listening', resolve));
    await expectProblem('not-a-file', path);
    await new Promise((resolve) => server.close(resolve));
  });

  it('through a missing folder is the problem missing until folder and database exist', async () => {
    const deep = folder.file('not/yet/note.db');
    database = opened(deep);
    await expectProblem('missing', deep);
    mkdirSync(folder.file('not/yet'), { recursive: true });
    await expectProblem('missing', deep);
    writeFileSync(deep, sound);
    await expectNotes('after');
  });

  it('through a file instead of a folder is the problem missing', async () => {
    writeFileSync(folder.file('file'), 'x');
    database = opened(folder.file('file/note.db'));
    await expectProblem('missing', folder.file('file/note.db'));
  });
});

describe('a database that is replaced', () => {
  it.each([
    [
      'deleted and made again',
      (other: string) => {
        rmSync(path);
        copyFileSync(other, path);
      },
    ],
    ['replaced by rename', (other: string) => renameSync(other, path)],
  ])('shows the new one after it is %s', async (_, replace) => {
    const other = folder.file('other.db');
    await (await writerOf(path, 'old')).close();
    expect(await database.read(readNotes)).toMatchObject({ value: { old: '1' } });
    await (await writerOf(other, 'new')).close();
    replace(other);
    expect(await database.read(readNotes)).toMatchObject({ value: { new: '1' } });
  });

  it('shows the new one after it is replaced together with its WAL', async () => {
    const make = async (name: string, text: string) =>
      (await writerOf(folder.file(name), text, 'PRAGMA journal_mode = wal;')).kill();
    await make('note.db', 'old');
    expect(await database.read(readNotes)).toMatchObject({ value: { old: '1' } });
    await make('other.db', 'new');
    for (const suffix of ['', '-wal', '-shm'])
      renameSync(folder.file(`other.db${suffix}`), `${path}${suffix}`);
    expect(await database.read(readNotes)).toMatchObject({ value: { new: '1' } });
  });

  it('is read once it has grown from no file and an empty one', async () => {
    await expectProblem('missing', path);
    writeFileSync(path, '');
    await expectProblem('empty', path);
    const native = await NativeWriter.start(path);
    await expectProblem('empty', path);
    await native.exec(
      "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT); INSERT INTO note VALUES (1, 'new')",
    );
    expect(await database.read(readNotes)).toMatchObject({ value: { new: '1' } });
    await native.close();
  });
});

describe('a link to a database', () => {
  it('uses the WAL beside the database, not beside the link', async () => {
    const real = join(folder.path, 'real');
    mkdirSync(real);
    const native = await writerOf(join(real, 'queue.db'), 'in the log', 'PRAGMA journal_mode = wal;');
    symlinkSync(join(real, 'queue.db'), path);
    expect(await database.read(readNotes)).toMatchObject({ value: { 'in the log': '1' } });
    await native.close();
  });

  it('shows another database once it leads there', async () => {
    for (const name of ['one', 'two']) {
      await (await writerOf(folder.file(`${name}.db`), name)).close();
      symlinkSync(folder.file(`${name}.db`), `${path}.new`);
      renameSync(`${path}.new`, path);
      expect(await database.read(readNotes)).toMatchObject({ value: { [name]: '1' } });
    }
  });
});

describe('a file beside a database', () => {
  it.each(['-wal', '-journal'])('is named as the problem’s file if %s is a directory', async (suffix) => {
    writeFileSync(path, sound);
    mkdirSync(`${path}${suffix}`);
    await expectProblem('not-a-file', `${path}${suffix}`);
    rmSync(`${path}${suffix}`, { recursive: true });
    await expectNotes('after');
  });

  it.each(['-wal', '-journal', '-shm'])('does not block a read if %s is a FIFO', async (suffix) => {
    writeFileSync(path, sound);
    execFileSync('mkfifo', [`${path}${suffix}`]);
    const reading = await database.read(readNotes);
    if (suffix === '-shm') expect(reading).toMatchObject({ kind: 'value', value: states.after });
    else expect(reading).toMatchObject({ problem: { code: 'not-a-file', file: `${path}${suffix}` } });
  });

  it.each([
    ['a WAL', '-wal', 40_000],
    ['a journal', '-journal', 40_000],
    ['shared memory', '-shm', 32_768],
  ])('counts for nothing if it is %s of random bytes', async (_, suffix, length) => {
    writeFileSync(path, sound);
    writeFileSync(`${path}${suffix}`, noise(length));
    await expectNotes('after');
  });
});

it('a database with reserved bytes in each page is read', async () => {
  const reserve = 32;
  const native = await NativeWriter.start(path);
  await native.exec('PRAGMA page_size = 512; CREATE TABLE x (id); DROP TABLE x; VACUUM');
  await native.close();
  const bytes = readFileSync(path);
  expect(bytes.length).toBe(pageSize);
  bytes[20] = reserve;
  // The empty schema's cells now begin where the usable part ends.
  bytes.writeUInt16BE(pageSize - reserve, 100 + 5);
  writeFileSync(path, bytes);
  const second = await NativeWriter.start(path);
  await second.exec(`CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT, filler BLOB);
    WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 12)
    INSERT INTO note SELECT id, 'reserved', zeroblob(900) FROM n`);
  await second.close();
  expect(readFileSync(path)[20]).toBe(reserve);
  expect(await database.read(readNotes)).toMatchObject({ value: { reserved: '1 2 3 4 5 6 7 8 9 10 11 12' } });
});
