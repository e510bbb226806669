import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LeafPage } from '../../../lib/snapshot/index/decode/leaf-page.js';
import { missingValues, typeNeedsSql } from '../../../lib/snapshot/index/decode/missing-values.js';
import type { StoredColumn } from '../../../lib/snapshot/index/decode/queue-layout.js';
import { RowRecord } from '../../../lib/snapshot/index/decode/row-record.js';
import { NotWalkable } from '../../../lib/snapshot/index/pages/not-walkable.js';
import { leafBytes, record, type StoredValue } from './leaf-bytes.js';

const pageSize = 1024;
const usual = { isReal: false, isText: false, missing: null };

/** Columns by place, none of which means anything where a record ends before it. */
const columnsUpTo = (count: number): StoredColumn[] =>
  Array.from({ length: count }, (_, place) => ({ ...usual, place }));

/** Rows of a table with these columns, one behind the other on a page. */
class Rows {
  readonly record: RowRecord;
  readonly nowhere: number;
  readonly #page: LeafPage;

  constructor(columns: readonly StoredColumn[]) {
    const missing = missingValues(columns, 1);
    this.nowhere = columns.length;
    this.#page = new LeafPage(pageSize, missing.bytes);
    this.record = new RowRecord(this.#page, columns, missing, this.nowhere);
  }

  /** Goes to the only row of a page. */
  open(payload: readonly number[], length = payload.length): RowRecord {
    const { page, overflow } = leafBytes([{ id: 7, payload, length }], pageSize);
    this.#page.load(page, (number) => overflow.get(number) ?? new Uint8Array());
    this.record.open(0);
    return this.record;
  }

  /** What the row has in a place. */
  value(place: number, size: number): StoredValue {
    const { record } = this;
    const from = record.offsetOf(place);
    record.reach(from + size);
    return [record.typeOf(place), [...record.page.bytes.subarray(from, from + size)]];
  }

  /** Goes to a row with these values, and expects them to be there. */
  expectHeld(values: readonly StoredValue[]): void {
    const { needsSql } = this.open(record(values));
    const known = values.slice(0, this.nowhere);
    const held = known.map(([, bytes], place) => this.value(place, bytes.length));
    const all = [needsSql, this.record.typeOf(this.nowhere), held];
    const expected = [false, 0, known];
    // Thousands of times, so that it is told in words only where it is wrong.
    if (JSON.stringify(all) !== JSON.stringify(expected)) expect(all).toEqual(expected);
  }
}

const sizeOf = (type: number) => [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0][type] ?? Math.floor((type - 12) / 2);
const storedAs = (type: number, seed = 1): StoredValue => [
  type,
  Array.from({ length: sizeOf(type) }, (_, at) => (seed + at) & 0xff),
];

function isRefused(open: () => void): boolean {
  try {
    open();
    return false;
  } catch (error) {
    return error instanceof NotWalkable;
  }
}
const anyType = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 12, max: 300 }));

describe('a value of a row', () => {
  it('is found where the format has it, behind heads of every length', () => {
    const rows = new Rows(columnsUpTo(6));
    const types = fc.oneof(
      { weight: 4, arbitrary: fc.array(anyType, { maxLength: 12 }) },
      { weight: 1, arbitrary: fc.array(fc.nat(6), { minLength: 55, maxLength: 150 }) },
    );
    fc.assert(
      fc.property(fc.array(types, { maxLength: 8 }), (heads) => {
        for (const head of [...heads, ...heads]) rows.expectHeld(head.map((type, at) => storedAs(type, at)));
      }),
    );
  });

  it('is found among thousands of different heads, with long and damaged ones between them', () => {
    const rows = new Rows(columnsUpTo(7));
    const long = Array.from({ length: 90 }, () => storedAs(1));
    const heads = Array.from({ length: 3000 }, (_, index) =>
      [index % 10, Math.floor(index / 10) % 10, 4, Math.floor(index / 100), 1, 2, 13]
        .map((type) => (type < 10 ? type : type + 2))
        .map((type) => storedAs(type)),
    );
    for (const head of heads) {
      rows.expectHeld(head);
      rows.expectHeld(head);
    }
    // In every place that a head takes, others come that are not as long as they say, or too long to be kept.
    for (const head of heads) {
      const [, ...others] = head;
      if (!isRefused(() => rows.open([...record([...others, storedAs(5)]), 0])))
        throw new Error('taken for sound');
    }
    rows.expectHeld(long);
    // The last one first: it is the one that is known yet.
    for (const head of heads.reverse()) rows.expectHeld(head);
  });

  it('is found if heads differ in their last byte only', () => {
    const rows = new Rows(columnsUpTo(6));
    for (let one = 0; one < 100; one += 1) {
      for (let last = 12; last < 100; last += 1) {
        const head = [one % 10, 3, 1, 12 + one, last].map((type) => storedAs(type));
        rows.open(record(head));
        if (rows.record.typeOf(4) !== last) expect(rows.record.typeOf(4)).toBe(last);
      }
    }
  });

  it('is the column’s default if the record ends before it', () => {
    const columns: StoredColumn[] = [
      { ...usual, place: 0 },
      { ...usual, place: 1, missing: 'PENDING' },
      { ...usual, place: 2, missing: 300 },
      { ...usual, place: 3 },
      { ...usual, place: 4, missing: undefined },
    ];
    const rows = new Rows(columns);
    for (const count of [1, 0, 1]) {
      rows.open(record(Array.from({ length: count }, () => storedAs(2))));
      expect(rows.record.typeOf(0)).toBe(count === 0 ? 0 : 2);
      expect(rows.value(1, 7)).toEqual([27, [...Buffer.from('PENDING')]]);
      expect(rows.value(2, 8)).toEqual([6, [0, 0, 0, 0, 0, 0, 1, 44]]);
      expect([rows.record.typeOf(3), rows.record.typeOf(4)]).toEqual([0, typeNeedsSql]);
    }
  });

  it('is left to SQL if it is a number in a column of reals', () => {
    const rows = new Rows([{ ...usual, place: 0, isReal: true }]);
    for (let type = 0; type < 20; type += 1) {
      rows.open(record([storedAs(type)]));
      expect(rows.record.typeOf(0)).toBe(type > 0 && type < 12 ? typeNeedsSql : type);
    }
  });

  it('is NULL in a place behind all columns, whatever the record has there', () => {
    const rows = new Rows(columnsUpTo(2));
    rows.expectHeld([storedAs(1), storedAs(2), storedAs(3), storedAs(4)]);
  });
});

describe('a record', () => {
  it('is refused if it is longer or shorter than its values, whether or not its head is known', () => {
    const rows = new Rows(columnsUpTo(3));
    const bytes = record([storedAs(1), storedAs(4), storedAs(21)]);
    for (let turn = 0; turn < 2; turn += 1) {
      expect(() => rows.open([...bytes, 0])).toThrow(NotWalkable);
      expect(() => rows.open(bytes.slice(0, -1))).toThrow(NotWalkable);
      rows.open(bytes);
    }
  });

  it('is refused if its head ends within a type', () => {
    const rows = new Rows(columnsUpTo(3));
    // A type of two bytes that means 58, the second of which is the first of the value.
    const bytes = [2, 0x81, 0, ...Array.from({ length: 57 }, () => 1)];
    expect(() => rows.open(bytes)).toThrow(NotWalkable);
  });

  it('is refused if its head is longer than itself, and left to SQL if the head ends beyond 64 KB', () => {
    const rows = new Rows(columnsUpTo(3));
    const far = (length: number) => [
      0x80 | (length >> 14),
      0x80 | ((length >> 7) & 0x7f),
      length & 0x7f,
      ...Array.from({ length: 70_000 - 3 }, () => 0),
    ];
    rows.open(record([storedAs(1), storedAs(2), storedAs(3)]));
    const opened = rows.open(far(69_000));
    expect(opened.needsSql).toBe(true);
    expect([0, 1, 2, 3].map((place) => opened.typeOf(place))).toEqual([0, 0, 0, 0]);
    expect(() => rows.open(far(80_000))).toThrow(NotWalkable);
  });

  it('is left to SQL if a value beyond 64 KB is reached for', () => {
    const rows = new Rows(columnsUpTo(2));
    const long = 13 + 2 * 66_000;
    const bytes = [
      ...record([[long, []], storedAs(1)]).slice(0, -1),
      ...Array.from({ length: 66_000 }, () => 1),
      9,
    ];
    const opened = rows.open(bytes);
    expect([opened.needsSql, opened.typeOf(0), opened.typeOf(1)]).toEqual([false, long, 1]);
    expect(opened.reach(opened.offsetOf(1) + 1)).toBe(false);
    expect(opened.needsSql).toBe(true);
    expect(rows.open(record([storedAs(1)])).needsSql).toBe(false);
  });
});
