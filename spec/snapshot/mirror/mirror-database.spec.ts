import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyJob } from '../../../lib/model/filter.js';
import type { Picture, PictureRequest } from '../../../lib/model/picture.js';
import { nextTurn } from '../../../lib/snapshot/files/next-turn.js';
import { MirrorDatabase } from '../../../lib/snapshot/mirror/mirror-database.js';
import { readPicture } from '../../../lib/snapshot/queries/read-picture.js';
import type { SqliteWriter } from '../../../lib/snapshot/sqlite/sqlite-writer.js';
import { tablesOf } from '../../support/database-versions.js';

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
      readPicture(tables, request, asOf, 'x', by === 'sql' ? null : { walkQueue, mayComeLater: false }),
    asOf,
    'x',
  );
  if (reading.kind === 'problem' || reading.value.kind === 'problem') throw new Error('no picture');
  return reading.value.picture;
}

const insert = `INSERT OR REPLACE INTO cf_processing_queue (id, plugin_name, status, claim_time, end_time, error_message)
  VALUES (?, ?, ?, ?, ?, ?)`;
const statuses = ['QUEUED', 'RUNNING', 'FAILED', 'COMPLETED', 'ABORTED'];

function put(writer: SqliteWriter, id: number, status: string, error: string | null = null): void {
  writer.run(insert, [String(id), `parser_${id % 7}`, status, String(asOf - id * 1000), String(asOf), error]);
}

describe('A mirror', () => {
  it('is empty at first, and has a queue once that was written to it', async () => {
    const database = await MirrorDatabase.open();
    mirror = database;
    const reading = await database.read((tables) => readPicture(tables, request, asOf, 'x'), asOf, 'x');
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

  it('takes back what was written if the work throws', async () => {
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

  it('keeps the digits of numbers that were written as text', async () => {
    const database = await opened();
    database.write((writer) =>
      writer.run('INSERT INTO cf_processing_queue (id, status, output_size_bytes) VALUES (?, ?, ?)', [
        ...['9007199254740993', 'COMPLETED', '9007199254740995'],
      ]),
    );
    const { jobs } = (await pictureOf(database)).window;
    expect(jobs).toMatchObject([{ id: '9007199254740993', outputSizeBytes: 9007199254740995n }]);
  });

  it('tells by its index what SQL tells, whatever was written between two reads', async () => {
    const change = fc.record({
      id: fc.integer({ min: 1, max: 3000 }),
      status: fc.constantFrom(...statuses, null),
      long: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(change, { maxLength: 30 }), { minLength: 1, maxLength: 4 }),
        async (steps) => {
          const database = await opened();
          database.write((writer) => {
            for (let id = 1; id <= 2000; id += 1) put(writer, id, statuses[id % statuses.length] ?? '');
          });
          await pictureOf(database);
          for (const step of steps) {
            database.write((writer) => {
              for (const { id, status, long } of step) {
                if (status === null) writer.run('DELETE FROM cf_processing_queue WHERE id = ?', [String(id)]);
                else put(writer, id, status, long ? 'e'.repeat(9000) : null);
              }
            });
            expect(await pictureOf(database)).toEqual(await pictureOf(database, 'sql'));
          }
          database.close();
          mirror = null;
        },
      ),
      { numRuns: 12 },
    );
  });
});

describe('the list of a text in a mirror', () => {
  it('comes to an end though all jobs change between two parts of the search', async () => {
    const database = await opened();
    const fill = (error: string) =>
      database.write((writer) => {
        for (let id = 1; id <= 300; id += 1) put(writer, id, 'FAILED', `${error}${' '.repeat(900)}${id % 2}`);
      });
    fill('disk');
    await pictureOf(database);
    let attempts = 0;
    const reading = await database.read(
      (tables, walkQueue) => {
        attempts += 1;
        // Before the next attempt.
        if (attempts < 40) setImmediate(() => fill(`disk ${attempts}`));
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
  });
});
