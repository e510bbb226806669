import { appendFileSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { nodeSystem } from '../../lib/snapshot/files/node-system.js';
import type { System } from '../../lib/snapshot/files/system.js';
import { LiveDatabase } from '../../lib/snapshot/live-database.js';
import type { Queryable } from '../../lib/snapshot/port.js';
import { fixtureFolder, readNotes, states } from '../support/fixture.js';
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

async function nativeNotes(mode: string): Promise<NativeWriter> {
  const native = await NativeWriter.start(path);
  await native.exec(`PRAGMA journal_mode = ${mode}; CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT);
    INSERT INTO note VALUES (1, 'one'), (2, 'two')`);
  return native;
}

const countNotes = (queryable: Queryable) => queryable.all('SELECT count(*) AS notes FROM note')[0]?.notes;

describe('a read of a live database', () => {
  it('returns the queries’ result with the time at which they ran', async () => {
    await (await nativeNotes('delete')).close();
    const before = Date.now();
    const reading = await database.read((queryable) =>
      queryable.all('SELECT text FROM note WHERE id = :id', { ':id': 2 }),
    );
    expect(reading).toMatchObject({ kind: 'value', value: [{ text: 'two' }] });
    if (reading.kind !== 'value') return;
    expect(reading.asOf).toBeGreaterThanOrEqual(before);
    expect(reading.asOf).toBeLessThanOrEqual(Date.now());
    expect(database.statistics).toMatchObject({ accepted: 1, rejected: 0 });
  });

  it('reports an error of a query, and can be repeated', async () => {
    await (await nativeNotes('wal')).close();
    const fail = () => database.read((queryable) => queryable.all('SELECT * FROM nowhere'));
    expect(await fail()).toMatchObject({
      kind: 'problem',
      problem: { code: 'failed', file: path, detail: expect.stringContaining('nowhere') },
    });
    const throwing = await database.read(() => {
      throw new TypeError('a mistake of ours');
    });
    expect(throwing).toMatchObject({ problem: { detail: expect.stringContaining('a mistake of ours') } });
    expect(await database.read(countNotes)).toMatchObject({ value: 2 });
  });

  it.each(['wal', 'delete'])('refuses to write in %s mode', async (mode) => {
    const native = await nativeNotes(mode);
    const bytes = readFileSync(path);
    const attempts = ["INSERT INTO note VALUES (3, 'ours')", 'DELETE FROM note', 'DROP TABLE note', 'VACUUM'];
    for (const sql of attempts) {
      expect(await database.read((queryable) => queryable.all(sql))).toMatchObject({ kind: 'problem' });
    }
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(await native.all('SELECT count(*) AS notes FROM note')).toEqual([{ notes: 2 }]);
    expect(await database.read(countNotes)).toMatchObject({ value: 2 });
  });

  it('is repeated until the file has the size that its header states, whenever that is', async () => {
    const whole = readFileSync(`${fixtureFolder('journal', 'header-zeroed')}/note.db`);
    const half = whole.length - 1024;
    let rejected = 0;
    for (let growsAt = 1; ; growsAt += 1) {
      // As a checkpoint writes it: page 1 first, the new pages at the end last.
      writeFileSync(path, whole.subarray(0, half));
      writeFileSync(`${path}-journal`, '');
      let looks = 0;
      const read: System['read'] = (...given) => {
        const count = nodeSystem.read(...given);
        if (++looks === growsAt) appendFileSync(path, whole.subarray(half));
        return count;
      };
      // Pauses alone move these clocks, so that without growth each turn would look just as often.
      let paused = 0;
      const pause = async (ms: number): Promise<void> => {
        paused += ms;
      };
      const system: System = { ...nodeSystem, read, pause, steady: () => paused, random: () => 0.5 };
      const written = statSync(path).mtimeMs;
      const growing = new LiveDatabase(
        path,
        () => written,
        () => {},
        system,
      );
      const reading = await growing.read(readNotes);
      rejected += growing.statistics.rejected;
      await growing.close();
      if (looks < growsAt) {
        expect(reading).toMatchObject({ kind: 'problem', problem: { code: 'damaged' } });
        break;
      }
      // What grows behind the last look of a read was cut short in all that it saw.
      if (reading.kind === 'problem') expect(looks).toBe(growsAt);
      else expect(reading.value).toEqual(states.after);
    }
    expect(rejected).toBeGreaterThan(0);
  });

  it('is the problem busy while a file without a journal is written, and succeeds afterwards', async () => {
    await (await nativeNotes('delete')).close();
    // Pauses alone move its clock, and each time the file is written: however long this process is held up.
    let [paused, isWritten] = [0, true];
    const pause = async (ms: number): Promise<void> => {
      paused += ms;
      if (isWritten) utimesSync(path, paused, paused);
    };
    const system: System = { ...nodeSystem, pause, steady: () => paused };
    const wall = () => statSync(path).mtimeMs;
    database = new LiveDatabase(path, wall, () => {}, system);
    const reading = await database.read(countNotes);
    expect(reading).toMatchObject({ kind: 'problem', problem: { code: 'busy', file: path } });
    expect(database.statistics.accepted).toBe(0);
    isWritten = false;
    expect(await database.read(countNotes)).toMatchObject({ value: 2 });
  });

  it('frees its memory', async () => {
    const native = await nativeNotes('wal');
    await native.exec(`WITH RECURSIVE n(id) AS (SELECT 3 UNION ALL SELECT id + 1 FROM n WHERE id < 5000)
      INSERT INTO note SELECT id, printf('%.500c', 'x') FROM n`);
    const readMany = async (times: number) => {
      for (let turn = 0; turn < times; turn++) {
        await database.read((queryable) => queryable.all('SELECT max(text) FROM note'));
        await database.read((queryable) => queryable.all('SELECT * FROM nowhere'));
      }
    };
    await readMany(20);
    const before = process.memoryUsage().rss;
    await readMany(100);
    // Unclosed, each read keeps some 2.5 MB.
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6);
  });
});
