import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Picture, PictureRequest } from '../../../lib/model/picture.js';
import { LiveDatabase } from '../../../lib/snapshot/live-database.js';
import type { Queryable } from '../../../lib/snapshot/port.js';
import { readPicture } from '../../../lib/snapshot/queries/read-picture.js';
import { readShape } from '../../../lib/snapshot/tables/database-shape.js';
import { createDatabase } from '../../support/databases.js';
import { expectSame } from '../../support/expect-same.js';
import { folderForEach } from '../../support/folder-for-each.js';
import { hurriedSystem } from '../../support/hurried-system.js';
import { NativeWriter } from '../../support/native-writer.js';
import { walksBySql } from '../by-sql/queue-by-sql.js';
import { asOf, wholeList } from '../queries/queue-database.js';

/** Jobs of every status; of very many none runs, since running ones are read one by one each time. */
const jobs = (
  count: number,
) => `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
  INSERT INTO cf_processing_queue
    (plugin_name, status, claim_time, end_time, job_type, items_total, items_processed, items_failed, output_size_bytes)
  SELECT 'p' || (i % 7),
    CASE i % 11 WHEN 0 THEN 'FAILED' WHEN 1 THEN 'PENDING' WHEN 2 THEN ${count > 1000 ? "'COMPLETED'" : "'RUNNING'"} ELSE 'COMPLETED' END,
    1768300000 + i * 7 % ${count}, CASE WHEN i % 5 THEN 1768300000 + i END,
    CASE i % 3 WHEN 0 THEN 'EXPORT' WHEN 1 THEN 'SCAN' END,
    i % 4, i % 6, CASE i % 3 WHEN 0 THEN i % 5 END, CASE WHEN i % 2 THEN 9007199254740993 * (i % 1000) END
  FROM n`;

const folder = folderForEach();
let path: string;
let writer: NativeWriter;
let database: LiveDatabase;

const openedDatabase = () => new LiveDatabase(path, () => asOf, undefined, hurriedSystem());

async function begin(count: number, pageSize: 512 | 4096): Promise<void> {
  await createDatabase(path, { migrated: 'all', pageSize, sql: [jobs(count)] });
  writer = await NativeWriter.start(path);
  // Keeps the log when nothing else has it open, and makes it begin again often.
  await writer.exec('PRAGMA wal_autocheckpoint = 40; PRAGMA synchronous = OFF');
  database = openedDatabase();
}

beforeEach(() => {
  path = folder.file('queue.db');
});

afterEach(() => database.close());

const request: fc.Arbitrary<PictureRequest> = fc.record({
  filter: fc.record({
    statuses: fc.option(
      fc.subarray(['queued', 'running', 'complete', 'failed', 'cancelled', 'other'] as const),
    ),
    types: fc.option(fc.subarray(['scan', 'parse', 'export', 'backtest', 'other'] as const)),
    name: fc.constantFrom('', '', 'p3', 'P'),
    cleared: fc.option(fc.constant({ until: 1_768_300_400_000, except: ['3', '5', '9'] }), { freq: 3 }),
  }),
  anchor: fc.oneof(
    fc.constant({ kind: 'index' as const, index: 0 }),
    fc.nat(1200).map((id) => ({ kind: 'job' as const, id: String(id), index: id })),
    fc.constant({ kind: 'last' as const }),
  ),
  ...{ before: fc.nat(9), after: fc.nat(9), failures: fc.constant(1), pipeline: fc.boolean() },
  clearing: fc.boolean(),
});

/** What somebody may do to a database between two reads. */
const act = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .nat(1000)
      .map((id) => `UPDATE cf_processing_queue SET items_processed = 3 WHERE id = ${id}`),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.nat(1000), fc.constantFrom('RUNNING', 'COMPLETED', 'FAILED', 'HELD'))
      .map(
        ([id, word]) =>
          `UPDATE cf_processing_queue SET status = '${word}' WHERE id BETWEEN ${id} AND ${id + 9}`,
      ),
  },
  fc.nat(900).map((id) => `DELETE FROM cf_processing_queue WHERE id BETWEEN ${id} AND ${id + 60}`),
  fc.nat(150).map((count) => jobs(count + 1)),
  fc.constantFrom('PASSIVE', 'RESTART', 'TRUNCATE').map((mode) => `PRAGMA wal_checkpoint(${mode})`),
  fc.constantFrom('VACUUM', 'REINDEX ix_queue_pop', 'ANALYZE', 'CREATE TABLE IF NOT EXISTS more (id)'),
  fc.constantFrom('delete', 'wal', 'wal').map((mode) => `PRAGMA journal_mode = ${mode}`),
  fc.constant('PRAGMA journal_size_limit = 20000'),
);

async function picture(from: LiveDatabase, wanted: PictureRequest, counted: boolean): Promise<Picture> {
  const reading = await from.read((tables, walkQueue) => {
    const plain: Queryable = { all: (sql, parameters) => tables.all(sql, parameters) };
    return readPicture(counted ? tables : plain, wanted, asOf, path, {
      walkQueue: counted ? walkQueue : walksBySql(plain),
      mayComeLater: false,
    });
  });
  if (reading.kind === 'problem') throw new Error(reading.problem.sentence);
  if (reading.value.kind === 'problem') throw new Error(reading.value.problem.sentence);
  return reading.value.picture;
}

describe('a picture with the table walked page by page', () => {
  // In two halves, so that each stays within the time for a test on a busy machine.
  it.each([
    [512, 'first'],
    [512, 'second'],
    [4096, 'first'],
    [4096, 'second'],
  ] as const)(
    'equals that by SQL of a reader that begins with it (pages of %d bytes, %s half)',
    async (size, _) => {
      await begin(1000, size);
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.array(act, { maxLength: 4 }), request), { minLength: 4, maxLength: 12 }),
          async (steps) => {
            for (const [acts, wanted] of steps) {
              for (const sql of acts) await writer.all(sql).catch(() => writer.exec(sql));
              const fresh = openedDatabase();
              const expected = await picture(fresh, wanted, false);
              await fresh.close();
              expectSame(await picture(database, wanted, true), expected);
            }
          },
        ),
        { numRuns: 6, endOnFailure: true },
      );
    },
  );
});

const top: PictureRequest = { ...wholeList, after: 20, failures: 1 };

describe('a read after a small commit', () => {
  const pagesOf = async (work: () => Promise<unknown>): Promise<number> => {
    const before = database.statistics.pagesRead;
    await work();
    return database.statistics.pagesRead - before;
  };
  const commit = (turn: number) =>
    writer.run('UPDATE cf_processing_queue SET items_processed = ? WHERE id = ?', [
      turn % 4,
      100 + (turn % 50),
    ]);

  it('fetches only changed pages, also after the log was restarted', async () => {
    await begin(20_000, 4096);
    await commit(0);
    const first = await pagesOf(() => picture(database, top, true));
    expect(first).toBeGreaterThan(200);
    let most = 0;
    // With 40 frames between checkpoints, the log begins again some ten times.
    for (let turn = 1; turn <= 150; turn += 1) {
      await commit(turn);
      most = Math.max(most, await pagesOf(() => picture(database, top, true)));
    }
    expect(most).toBeLessThanOrEqual(3 * 3 + 20);
  });

  it('fetches all pages again if the end of the former log can no longer be read', async () => {
    await begin(20_000, 4096);
    await commit(0);
    await picture(database, top, true);
    for (let turn = 1; turn <= 150; turn += 1) await commit(turn);
    expect(await pagesOf(() => picture(database, top, true))).toBeGreaterThan(200);
    const fresh = openedDatabase();
    expect(await picture(database, top, true)).toEqual(await picture(fresh, top, false));
    await fresh.close();
  });
});

describe('the root page of the table, torn while it is walked,', () => {
  const pageSize = 512;
  const rootSql = "SELECT rootpage FROM sqlite_schema WHERE name = 'cf_processing_queue'";

  beforeEach(async () => {
    await createDatabase(path, { migrated: 'all', pageSize, journalMode: 'delete', sql: [jobs(1000)] });
    database = openedDatabase();
  });

  const withFile = <T>(work: (file: number) => T): T => {
    const file = openSync(path, 'r+');
    try {
      return work(file);
    } finally {
      closeSync(file);
    }
  };
  const pageAt = (file: number, number: number): Buffer => {
    const page = Buffer.alloc(pageSize);
    readSync(file, page, 0, pageSize, (number - 1) * pageSize);
    return page;
  };

  /** What is read while somebody puts `tear(page)` in the place of the root between its two readings, once. */
  async function readTorn(tear: (page: Buffer, file: number) => Buffer): Promise<unknown> {
    let good: Buffer | null = null;
    let torn = false;
    const reading = await database.read((tables, walkQueue) => {
      const root = Number(tables.all(rootSql)[0]?.rootpage);
      return withFile((file) => {
        if (good !== null) writeSync(file, good, 0, pageSize, (root - 1) * pageSize);
        good = null;
        if (!torn) {
          torn = true;
          good = pageAt(file, root);
          writeSync(file, tear(Buffer.from(good), file), 0, pageSize, (root - 1) * pageSize);
        }
        const table = walkQueue(readShape(tables))?.queue()?.index.table();
        if (good !== null) writeSync(file, good, 0, pageSize, (root - 1) * pageSize);
        return table?.jobs(null, null);
      });
    });
    expect(torn).toBe(true);
    expect(database.statistics.rejected).toBeGreaterThan(0);
    return reading;
  }

  it.each([
    ['a leaf', (page: Buffer, file: number) => pageAt(file, page.readUInt32BE(8))],
    ['nothing', (page: Buffer) => page.fill(0)],
    ['pages that there are none of', (page: Buffer) => page.fill(0xff, 8, 12)],
    ['itself', (page: Buffer) => page.fill(0, 8, 12)],
  ])('is read again if it points to %s for a moment', async (_, tear) => {
    expect(await readTorn(tear)).toMatchObject({ kind: 'value', value: 1000 });
  });

  it('that points to page 0 is a damaged database, not a crash', async () => {
    const reading = await database.readPages((attempt) => {
      expect(() => attempt.page(0)).toThrow(expect.objectContaining({ name: 'ErrnoError' }));
      throw new Error('malformed');
    });
    expect(reading).toMatchObject({ kind: 'problem', problem: { code: 'damaged' } });
  });
});
