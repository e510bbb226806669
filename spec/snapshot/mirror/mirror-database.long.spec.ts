import { afterEach, describe, expect, it } from '@jest/globals';
import { everyJob } from '../../../lib/model/filter.js';
import type { Picture, PictureRequest, ReadProgress } from '../../../lib/model/picture.js';
import { nextTurn } from '../../../lib/snapshot/files/node-system.js';
import { MirrorDatabase } from '../../../lib/snapshot/mirror/mirror-database.js';
import { readPicture } from '../../../lib/snapshot/queries/read-picture.js';
import type { SqliteWriter } from '../../../lib/snapshot/sqlite/sqlite-writer.js';
import { readShape } from '../../../lib/snapshot/tables/database-shape.js';
import { tablesOf } from '../../support/database-versions.js';
import { countingBySql } from '../by-sql/queue-by-sql.js';

const asOf = 1_768_300_000_000;
const request: PictureRequest = {
  filter: everyJob,
  ...{ anchor: { kind: 'index', index: 0 }, before: 0, after: 20, failures: 3 },
  ...{ crossed: true, pipeline: true },
};

let mirror: MirrorDatabase | null = null;

afterEach(() => {
  mirror?.close();
  mirror = null;
});

async function opened(): Promise<MirrorDatabase> {
  mirror = await MirrorDatabase.open();
  mirror.write((writer) => {
    for (const statement of tablesOf('D', 'all')) writer.define(statement);
  });
  return mirror;
}

/** The picture by the index, or by SQL alone, which is the reference. */
async function pictureOf(database: MirrorDatabase, by: 'index' | 'sql' = 'index'): Promise<Picture> {
  const reading = await database.read(
    (tables, walkQueue) =>
      readPicture(
        tables,
        request,
        asOf,
        'x',
        by === 'sql' ? countingBySql(tables) : { walkQueue, mayComeLater: false },
      ),
    asOf,
    'x',
  );
  if (reading.kind === 'problem' || reading.value.kind === 'problem') throw new Error('no picture');
  return reading.value.picture;
}

const insert = `INSERT OR REPLACE INTO cf_processing_queue (id, plugin_name, status, claim_time, end_time, error_message)
  VALUES (?, ?, ?, ?, ?, ?)`;

function put(writer: SqliteWriter, id: number, status: string, error: string | null = null): void {
  writer.run(insert, [String(id), `parser_${id % 7}`, status, String(asOf - id * 1000), String(asOf), error]);
}

describe('a mirror', () => {
  it('has no queue at first, and a picture once a queue was written to it', async () => {
    const database = await MirrorDatabase.open();
    mirror = database;
    const reading = await database.read(
      (tables) => readPicture(tables, request, asOf, 'x', countingBySql(tables)),
      asOf,
      'x',
    );
    expect(reading).toMatchObject({
      kind: 'value',
      value: { kind: 'problem', problem: { code: 'foreign' } },
    });
    database.write((writer) => {
      for (const statement of tablesOf('C', 'none')) writer.define(statement);
      put(writer, 1, 'FAILED', 'an error');
    });
    const picture = await pictureOf(database);
    expect(picture.counts).toMatchObject({ failed: 1, running: 0 });
    expect(picture.window.jobs).toMatchObject([{ id: '1', status: 'failed', errorMessage: 'an error' }]);
    expect(picture.asOf).toBe(asOf);
  });

  it('rolls a transaction back if its work throws', async () => {
    const database = await opened();
    database.write((writer) => put(writer, 1, 'FAILED'));
    const before = await pictureOf(database);
    const failing = () =>
      database.write((writer) => {
        for (let id = 1; id < 3000; id += 1) put(writer, id, 'RUNNING');
        throw new Error('no more');
      });
    expect(failing).toThrow('no more');
    expect(await pictureOf(database)).toEqual(before);
    expect(await pictureOf(database)).toEqual(await pictureOf(database, 'sql'));
  });
});

describe('the memory of a mirror', () => {
  const count = 'SELECT count(*) AS jobs FROM cf_processing_queue';

  /** The answer to a query that is asked again and again. */
  async function answer(database: MirrorDatabase) {
    const reading = await database.read((tables) => tables.remembered?.(count, {}), asOf, 'x');
    return reading.kind === 'value' ? reading.value : reading.problem;
  }

  it('holds a query’s result until a page that it was read from is written', async () => {
    const database = await opened();
    database.write((writer) => put(writer, 1, 'FAILED'));
    const first = await answer(database);
    expect(first).toMatchObject([{ jobs: 1 }]);
    expect(await answer(database)).toBe(first);
    database.write((writer) => put(writer, 2, 'FAILED'));
    expect(await answer(database)).toMatchObject([{ jobs: 2 }]);
    database.write((writer) => put(writer, 3, 'FAILED'));
    // Somebody else reads in between.
    await database.read((tables) => tables.all('SELECT 1'), asOf, 'x');
    expect(await answer(database)).toMatchObject([{ jobs: 3 }]);
  });

  it('is valid after a read that failed', async () => {
    const database = await opened();
    database.write((writer) => put(writer, 1, 'FAILED'));
    await answer(database);
    database.write((writer) => put(writer, 2, 'FAILED'));
    const reading = await database.read((tables) => tables.all('SELECT nothing'), asOf, 'the file');
    expect(reading).toMatchObject({ kind: 'problem', problem: { code: 'failed', file: 'the file' } });
    expect(await answer(database)).toMatchObject([{ jobs: 2 }]);
  });

  it('holds the index, of which only written pages are read again', async () => {
    const database = await opened();
    const fill = (letter: string, ...ids: number[]) =>
      database.write((writer) => {
        for (const id of ids) put(writer, id, 'FAILED', letter.repeat(3000));
      });
    const all = Array.from({ length: 300 }, (_, at) => at + 1);
    const isQuick = async () => {
      const reading = await database.read(
        (tables, walkQueue) => {
          const walk = walkQueue(readShape(tables));
          const isShort = walk?.isQuick();
          walk?.queue();
          return isShort;
        },
        asOf,
        'x',
      );
      return reading.kind === 'value' ? [reading.value, reading.asOf] : reading.problem;
    };
    fill('a', ...all);
    expect(await isQuick()).toEqual([false, asOf]);
    expect(await isQuick()).toEqual([true, asOf]);
    fill('b', 7, 8);
    expect(await isQuick()).toEqual([true, asOf]);
    fill('c', ...all);
    expect(await isQuick()).toEqual([false, asOf]);
  });
});

describe('a long read of a mirror', () => {
  it('runs in parts, lets other work run between them, and reports its progress', async () => {
    const told: ReadProgress[] = [];
    const database = await MirrorDatabase.open((progress) => told.push(progress));
    mirror = database;
    database.write((writer) => {
      for (const statement of tablesOf('C', 'none')) writer.define(statement);
    });
    const [jobs, round] = [1800, 2];
    for (let each = 1; each <= round; each += 1) {
      database.write((writer) => {
        for (let id = 1; id <= jobs; id += 1) put(writer, id, 'FAILED', String(each).repeat(3500));
      });
      let [parts, turns] = [0, 0];
      const reading = await database.read(
        (tables, walkQueue) => {
          parts += 1;
          setImmediate(() => {
            turns += 1;
          });
          // Nothing is told before a read has lasted for a while.
          const until = performance.now() + (parts === 1 ? 210 : 0);
          while (performance.now() < until);
          return walkQueue(readShape(tables))?.queue() !== null;
        },
        asOf,
        'x',
      );
      expect(reading).toMatchObject({ kind: 'value', value: true });
      expect(parts).toBeGreaterThan(1);
      expect(turns).toBe(parts - 1);
    }
    expect(told.length).toBeGreaterThanOrEqual(round);
    for (const { bytesRead, databaseBytes } of told) {
      expect(databaseBytes).toBe(database.bytes);
      expect(bytesRead).toBeLessThanOrEqual(databaseBytes);
    }
  });
});

it('the list of a text in a mirror ends although all jobs change between two parts of the search', async () => {
  const database = await opened();
  const fill = (error: string) =>
    database.write((writer) => {
      for (let id = 1; id <= 300; id += 1) put(writer, id, 'FAILED', `${error}${' '.repeat(900)}${id % 2}`);
    });
  fill('disk');
  await pictureOf(database);
  let [attempts, fills] = [0, 0];
  const reading = await database.read(
    (tables, walkQueue) => {
      attempts += 1;
      // Before the next attempt.
      if (attempts < 40)
        setImmediate(() => {
          fills += 1;
          fill(`disk ${attempts}`);
        });
      const filter = { ...everyJob, text: 'DISK' };
      const counting = { walkQueue, mayComeLater: false, leavesOfText: 5 };
      return readPicture(tables, { ...request, filter }, asOf, 'x', counting);
    },
    asOf,
    'x',
  );
  // The last of the writes comes after the last attempt.
  await nextTurn();
  expect(reading).toMatchObject({ value: { picture: { window: { matching: 300 } } } });
  expect(attempts).toBeLessThan(6);
  expect(fills).toBe(attempts);
});
