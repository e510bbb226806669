import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MirrorDatabase } from '../../../lib/snapshot/mirror/mirror-database.js';
import { MirrorPages } from '../../../lib/snapshot/mirror/mirror-pages.js';
import { RecordWriter } from '../../../lib/snapshot/mirror/record-writer.js';
import { TableLoader } from '../../../lib/snapshot/mirror/table-loader.js';
import type { SqliteWriter, Written } from '../../../lib/snapshot/sqlite/sqlite-writer.js';
import { anyCharacter } from '../../support/any-character.js';

type Value = null | number | bigint | { readonly real: number } | string | Uint8Array;
type Id = number | bigint;

let mirror: MirrorDatabase | null = null;

afterEach(() => {
  mirror?.close();
  mirror = null;
});

/** An empty mirror with a table of `columns` columns besides the key. */
async function withTable(columns: number): Promise<MirrorDatabase> {
  mirror?.close();
  const opened = await MirrorDatabase.open();
  mirror = opened;
  const names = Array.from({ length: columns }, (_, at) => `, c${at}`);
  opened.write((writer) => writer.define(`CREATE TABLE things (id INTEGER PRIMARY KEY${names.join('')})`));
  return opened;
}

function recordOf(values: readonly Value[], record = new RecordWriter()): RecordWriter {
  record.begin();
  record.null();
  for (const value of values) {
    if (value === null) record.null();
    else if (typeof value === 'number' || typeof value === 'bigint') record.integer(value);
    else if (value instanceof Uint8Array) record.blob(value);
    else if (typeof value === 'object') record.real(value.real);
    else {
      const bytes = new TextEncoder().encode(`..${value}.`);
      record.text(bytes, 2, bytes.length - 1);
    }
  }
  return record;
}

function load(database: MirrorDatabase, rows: readonly (readonly [Id, readonly Value[]])[]): void {
  const loader = database.loader('things');
  const record = new RecordWriter();
  for (const [id, values] of rows) loader.add(id, recordOf(values, record));
  loader.end();
}

/** What SQLite says of the whole database: `ok`, or what is wrong. */
const soundness = (writer: SqliteWriter) => writer.rows('PRAGMA integrity_check').map(([said]) => said);

/** Each row as text, with its types. */
function rowsIn(writer: SqliteWriter, columns: number): string[] {
  const each = Array.from(
    { length: columns },
    (_, at) => `|| '|' || typeof(c${at}) || CASE typeof(c${at}) WHEN 'null' THEN '' ELSE hex(c${at}) END`,
  );
  return writer.rows(`SELECT id ${each.join(' ')} FROM things ORDER BY id`).map(([row]) => String(row));
}

/** The same rows, written by SQLite. */
async function reference(
  rows: readonly (readonly [Id, readonly Value[]])[],
  columns: number,
): Promise<string[]> {
  const other = await MirrorDatabase.open();
  try {
    return other.write((writer) => {
      const names = Array.from({ length: columns }, (_, at) => `, c${at}`);
      writer.define(`CREATE TABLE things (id INTEGER PRIMARY KEY${names.join('')})`);
      for (const [id, values] of rows)
        writer.run(
          `INSERT INTO things VALUES (CAST(? AS INTEGER)${values.map(placeFor).join('')})`,
          [id, ...values].map(written),
        );
      return rowsIn(writer, columns);
    });
  } finally {
    other.close();
  }
}

function placeFor(value: Value): string {
  if (typeof value === 'number' || typeof value === 'bigint') return ', CAST(? AS INTEGER)';
  if (value === null || typeof value === 'string' || value instanceof Uint8Array) return ', ?';
  return ', CAST(? AS REAL)';
}

function written(value: Value): Written {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value === null || typeof value === 'string' || value instanceof Uint8Array) return value;
  return value.real;
}

const edges = [7, 8, 15, 16, 23, 24, 31, 32, 47, 48, 53]
  .flatMap((bits) => [-1, 0, 1].flatMap((by) => [2 ** bits + by, -(2 ** bits) + by]))
  .filter(Number.isSafeInteger);
const aNumber = fc.oneof(
  fc.constantFrom(...edges, 0, 1, -1),
  fc.maxSafeInteger(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: 0n, max: 2n ** 56n }),
  fc.constantFrom(2n ** 63n - 1n, -(2n ** 63n), 5n, 0n, 1n, 255n, 2n ** 54n + 255n),
);
const aLength = fc.oneof(
  fc.nat(100),
  fc.integer({ min: 3900, max: 4300 }),
  fc.integer({ min: 8000, max: 8400 }),
  fc.nat(20_000),
);
const aValue: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  aNumber,
  fc.double({ noNaN: true }).map((real) => ({ real })),
  fc.string({ unit: anyCharacter }).map((text) => text.replaceAll('\0', '')),
  aLength.map((length) => 'x'.repeat(length)),
  aLength.map((length) => new Uint8Array(length).fill(7)),
);

describe('a table that is filled page by page', () => {
  it('has the rows that SQLite would have written, and can be written by SQLite afterwards', async () => {
    const columns = 3;
    const ids = fc.uniqueArray(fc.oneof(aNumber, fc.nat(5000)), { selector: String, maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(ids, fc.infiniteStream(fc.tuple(aValue, aValue, aValue)), async (all, values) => {
        const sorted = [...all].sort((one, other) => (one < other ? -1 : 1));
        const rows = sorted.map((id) => [id, values.next().value as readonly Value[]] as const);
        const database = await withTable(columns);
        load(database, rows);
        const there = database.write((writer) => [soundness(writer), rowsIn(writer, columns)] as const);
        expect(there).toEqual([['ok'], await reference(rows, columns)]);
        const later = database.write((writer) => {
          writer.run("UPDATE things SET c0 = c0 || 'longer' WHERE id % 3 = 0");
          writer.run('DELETE FROM things WHERE id % 5 = 0');
          for (let id = 1; id < 50; id += 1)
            writer.run('INSERT OR REPLACE INTO things (id, c1) VALUES (?, ?)', [id, 'y'.repeat(id * 50)]);
          return soundness(writer);
        });
        expect(later).toEqual(['ok']);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it.each([0, 1, 2, 3, 272, 273, 274, 540, 546, 3000])(
    'passes SQLite’s integrity check with %i pages of rows',
    async (pages) => {
      const database = await withTable(1);
      // Two rows fill a page.
      const rows = Array.from({ length: pages * 2 }, (_, at) => [at * 3, ['z'.repeat(2030)]] as const);
      load(database, rows);
      const [said, count, sum] = database.write((writer) => [
        soundness(writer),
        writer.rows('SELECT count(*), sum(id) FROM things')[0],
        writer.rows('SELECT count(*) FROM things WHERE id IN (0, 3, 300, 301, 3000)')[0],
      ]);
      expect(said).toEqual(['ok']);
      const total = rows.reduce((so, [id]) => so + id, 0);
      expect(count).toEqual([rows.length, rows.length === 0 ? null : total]);
      expect(sum).toEqual([rows.filter(([id]) => [0, 3, 300, 3000].includes(id)).length]);
    },
  );

  it('fills each page to its last byte, and no further', async () => {
    // Rows of some of these lengths leave no byte of a page, or one, or two.
    for (let length = 1; length < 60; length += 1) {
      const rows = Array.from({ length: 600 }, (_, at) => [at, ['z'.repeat(length)]] as const);
      const database = await withTable(1);
      load(database, rows);
      const [said, pages] = database.write((writer) => [
        soundness(writer),
        Number(writer.rows('PRAGMA page_count')[0]?.[0]),
      ]);
      expect(said).toEqual(['ok']);
      // Besides the rows' own bytes: their numbers, their heads, and where they are.
      expect(pages).toBeLessThanOrEqual(3 + Math.ceil((600 * (length + 8)) / 4000));
    }
  });

  it('has as much of each long row in a leaf as SQLite expects there, about each limit of that', async () => {
    const lengths = [4061, 4061 + 4092, 4061 + 2 * 4092].flatMap((limit) =>
      [-5, -4, -3].map((by) => limit + by),
    );
    const rows = lengths.map((length, at) => [at, ['z'.repeat(length)]] as const);
    const database = await withTable(1);
    load(database, rows);
    const there = database.write((writer) => [soundness(writer), rowsIn(writer, 1)]);
    expect(there).toEqual([['ok'], await reference(rows, 1)]);
  });

  it.each([125, 126, 127, 300])(
    'takes a row of %i columns, with each size of a number at its edges',
    async (columns) => {
      const database = await withTable(columns);
      // With so many columns the length of the row's head takes one byte, or just two.
      const values = Array.from({ length: columns }, (_, at) => edges[at] ?? `text ${at}`);
      load(database, [[1, values]]);
      const there = database.write((writer) => [soundness(writer), rowsIn(writer, columns)]);
      expect(there).toEqual([['ok'], await reference([[1, values]], columns)]);
    },
  );

  it('skips the lock-byte page', async () => {
    const opened = await withTable(1);
    const root = opened.write((writer) =>
      Number(writer.rows("SELECT rootpage FROM sqlite_schema WHERE name = 'things'")[0]?.[0]),
    );
    const pages = new MirrorPages(4096, new Uint8Array(4096));
    const first = pages.page(1).slice();
    new DataView(first.buffer).setUint32(28, 262_142);
    pages.write(first, 0);
    pages.takeWritten();
    const loader = new TableLoader(pages, root);
    for (let id = 0; id < 10; id += 1) loader.add(id, recordOf(['z'.repeat(2030)]));
    loader.end();
    const numbers = [...pages.takeWritten()].sort((one, other) => one - other);
    expect(numbers).toEqual([1, root, 262_143, 262_144, 262_146, 262_147, 262_148]);
    expect(pages.length / 4096).toBe(262_148);
  });

  it('can be filled between two times that SQLite writes another table', async () => {
    const database = await withTable(1);
    database.write((writer) => {
      writer.define('CREATE TABLE others (words)');
      for (let at = 0; at < 500; at += 1) writer.run('INSERT INTO others VALUES (?)', ['w'.repeat(100)]);
    });
    load(database, [[7, ['seven']]]);
    const there = database.write((writer) => {
      for (let at = 0; at < 500; at += 1) writer.run('INSERT INTO others VALUES (?)', ['w'.repeat(100)]);
      return [soundness(writer), writer.rows('SELECT count(*) FROM others'), rowsIn(writer, 1)];
    });
    expect(there).toEqual([['ok'], [[1000]], ['7|text736576656E']]);
  });

  it('refuses rows out of order, and rows after its end', async () => {
    const database = await withTable(1);
    const loader = database.loader('things');
    loader.add(5, recordOf(['a']));
    expect(() => loader.add(5, recordOf(['b']))).toThrow('out of order');
    expect(() => loader.add(4n, recordOf(['b']))).toThrow('out of order');
    loader.end();
    expect(() => loader.add(6, recordOf(['c']))).toThrow('out of order');
  });
});

describe('an index that is filled page by page', () => {
  it('passes SQLite’s integrity check and has every entry, of any number and length', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(900), fc.integer({ min: 1, max: 900 }), async (count, length) => {
        const database = await withTable(1);
        database.write((writer) => writer.define('CREATE INDEX by_text ON things (c0)'));
        // The first entries in order are short ones.
        const text = (id: number) =>
          String(id)
            .padStart(id % 3 && length, 'z')
            .padStart(4, '0');
        const rows = Array.from({ length: count }, (_, id) => [id, text(id)] as const);
        load(
          database,
          rows.map(([id, text]) => [id, [text]]),
        );
        const loader = database.indexLoader('by_text');
        const record = new RecordWriter();
        const sorted = [...rows].sort(([, one], [, other]) => (one < other ? -1 : 1));
        for (const [at, [id, text]] of sorted.entries()) {
          record.begin();
          const bytes = new TextEncoder().encode(text);
          record.text(bytes, 0, bytes.length);
          record.integer(id);
          loader.add(record, at === sorted.length - 1);
        }
        loader.end();
        const found = 'SELECT count(*) FROM things INDEXED BY by_text WHERE c0 > ?';
        expect(database.write((writer) => [soundness(writer), writer.rows(found, [''])])).toEqual([
          ['ok'],
          [[count]],
        ]);
      }),
      { numRuns: 60 },
    );
  });
});
