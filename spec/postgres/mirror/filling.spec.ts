import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Filling } from '../../../lib/postgres/mirror/filling.js';
import type { MirroredTable } from '../../../lib/postgres/mirror/mirrored-table.js';
import { MovingJobs } from '../../../lib/postgres/mirror/moving-jobs.js';
import { MirrorDatabase } from '../../../lib/snapshot/mirror/mirror-database.js';

const name = 'cf_processing_queue';
const queue: MirroredTable = {
  ...{ name, written: name, isParted: false, heaps: [], key: 'id', range: 'id' },
  columns: [
    { name: 'id', kind: 'integer' },
    { name: 'priority', kind: 'integer' },
    { name: 'status', kind: 'text' },
  ],
};
const words = MovingJobs.words.map((word) => `'${word}'`).join(', ');
const moving = `CREATE INDEX ${MovingJobs.index} ON ${name} (status, id) WHERE status IN (${words})`;

type JobRow = readonly [id: bigint, status: string | null, priority: bigint | null];

let mirror: MirrorDatabase | null = null;

afterEach(() => {
  mirror?.close();
  mirror = null;
});

const said = (value: bigint | string | null) => (value === null ? '\\N' : String(value));
const copied = (rows: readonly JobRow[]) =>
  Buffer.from(
    rows.map(([id, status, priority]) => `${[id, id, priority, status].map(said).join('\t')}\n`).join(''),
  );

/** A mirror with these jobs, which came in two parts. */
async function filled(
  rows: readonly JobRow[],
  { table = queue, hasDispatchIndex = true, index = moving as string | null } = {},
): Promise<MirrorDatabase> {
  mirror?.close();
  const made = await MirrorDatabase.open();
  mirror = made;
  const filling = new Filling(made, { tables: [table], hasDispatchIndex }, index);
  made.write((writer) => filling.begin(writer));
  const middle = Math.floor(rows.length / 2);
  filling.load(table, copied(rows.slice(0, middle)), false);
  filling.load(table, copied(rows.slice(middle)), true);
  made.write((writer) => filling.end(writer));
  return made;
}

/** Expects of tables and indexes that SQLite finds nothing wrong, and the line and the moving jobs by its own sorting. */
function expectWhole(database: MirrorDatabase): void {
  const read = (text: string) => database.write((writer) => writer.rows(text).map((row) => row.join(' ')));
  const ids = (rest: string) => read(`SELECT CAST(id AS TEXT) FROM ${name} ${rest}`);
  const [line, among] = ['ORDER BY status, priority, id', `WHERE status IN (${words}) ORDER BY status, id`];
  expect([read('PRAGMA integrity_check'), ids(`INDEXED BY ix_queue_pop ${line}`)]).toEqual([
    ...[['ok'], ids(`NOT INDEXED ${line}`)],
  ]);
  expect(ids(`INDEXED BY ${MovingJobs.index} ${among}`)).toEqual(ids(`NOT INDEXED ${among}`));
}

const aStatus = fc.oneof(
  fc.constantFrom(
    'QUEUED',
    'RUNNING',
    'COMPLETED',
    'FAILED',
    'PENDING',
    'STAGED',
    '',
    'queued',
    'é',
    '\u{1f600}',
    '\uff61',
    null,
  ),
  fc.string({ unit: 'grapheme-ascii' }).map((text) => text.replaceAll('\\', '')),
);
const aPriority = fc.oneof(
  fc.constantFrom(0n, 1n, -1n, 127n, 128n, null),
  fc.bigInt({ min: -(2n ** 31n), max: 2n ** 31n - 1n }),
);

describe('A mirror that is filled for the first time', () => {
  it('has indexes that lead to every job, in their order, and goes on being written', async () => {
    const someKeys = fc.uniqueArray(fc.bigInt({ min: -9999n, max: 99_999n }), { maxLength: 400 });
    await fc.assert(
      fc.asyncProperty(someKeys, fc.infiniteStream(fc.tuple(aStatus, aPriority)), async (keys, values) => {
        const rows = [...keys]
          .sort((one, other) => (one < other ? -1 : 1))
          .map((id): JobRow => [id, ...(values.next().value as [string | null, bigint | null])]);
        const database = await filled(rows);
        expectWhole(database);
        database.write((writer) => {
          writer.run(`UPDATE ${name} SET status = 'RUNNING' WHERE id % 3 = 0`);
          writer.run(`DELETE FROM ${name} WHERE id % 5 = 0`);
          writer.run(`INSERT INTO ${name} (id, status, priority) VALUES (100000, 'QUEUED', 3)`);
        });
        expectWhole(database);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it.each([0, 1, 2, ...Array.from({ length: 30 }, (_, at) => 125 + at), 30_000])(
    'has whole indexes of %i jobs of one kind',
    async (count) => {
      const rows = Array.from(
        { length: count },
        (_, at): JobRow => [BigInt(at + 1), 'QUEUED_AND_SO_ON', 200n],
      );
      expectWhole(await filled(rows));
    },
  );

  it('has whole indexes of words of any length', async () => {
    for (let length = 1; length <= 510; length += 7) {
      const rows = Array.from({ length: 200 }, (_, at): JobRow => [BigInt(at), 'w'.repeat(length), null]);
      expectWhole(await filled(rows));
    }
  });

  it.each([
    ['a key that is no number of ours', [2n ** 60n, 'QUEUED', 1n]],
    ['a priority that is none', [7n, 'RUNNING', 2n ** 60n]],
    ['a word beyond all measure', [7n, 'x'.repeat(3000), 1n]],
    ['a word with a few bytes more than an entry may have', [7n, '€'.repeat(400), 1n]],
  ] as const)('leaves its indexes to SQLite where there is %s', async (_, odd) => {
    expectWhole(await filled([[1n, 'RUNNING', 1n], odd]));
  });

  it.each([
    ['priority', 'text'],
    ['status', 'integer'],
  ] as const)('leaves its indexes to SQLite where a column has another type (%s)', async (name, kind) => {
    const columns = queue.columns.map((column) => (column.name === name ? { ...column, kind } : column));
    const rows = ['9', '10', '9'].map((status, at): JobRow => [BigInt(at + 1), status, at < 2 ? 9n : 10n]);
    const database = await filled(rows, { table: { ...queue, columns } });
    expectWhole(database);
  });

  it('has no dispatch index if the server has none, and no index of moving jobs without statuses', async () => {
    const database = await filled([[1n, 'RUNNING', 1n]], { hasDispatchIndex: false, index: null });
    const there = database.write((writer) => [
      writer.rows("SELECT name FROM sqlite_schema WHERE type = 'index'"),
      writer.rows('PRAGMA integrity_check'),
    ]);
    expect(there).toEqual([[], [['ok']]]);
  });
});
