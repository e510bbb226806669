import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { WordTable } from '../../../lib/snapshot/index/columns/word-table.js';
import { LeafPage } from '../../../lib/snapshot/index/decode/leaf-page.js';
import {
  missingValues,
  type TextEncoding,
  typeNeedsSql,
} from '../../../lib/snapshot/index/decode/missing-values.js';
import type { StoredColumn } from '../../../lib/snapshot/index/decode/queue-layout.js';
import { RowRecord } from '../../../lib/snapshot/index/decode/row-record.js';
import { noText, RowValues } from '../../../lib/snapshot/index/decode/row-values.js';
import { textTime, timeNeedsSql, wholeTime } from '../../../lib/snapshot/index/decode/stored-time.js';
import { NotWalkable } from '../../../lib/snapshot/index/pages/table-tree.js';
import { anyCharacter } from '../../support/any-character.js';
import { leafBytes, record, type StoredValue } from './leaf-bytes.js';

const pageSize = 1024;
const usual = { isReal: false, isText: false, missing: null };

/** Columns by place, none of which means anything where a record ends before it. */
const columnsUpTo = (count: number): StoredColumn[] =>
  Array.from({ length: count }, (_, place) => ({ ...usual, place }));

/** Rows of a table with these columns, one behind the other on a page. */
class Rows {
  readonly record: RowRecord;
  readonly values: RowValues;
  readonly nowhere: number;
  readonly #page: LeafPage;

  constructor(columns: readonly StoredColumn[], encoding: TextEncoding = 1) {
    const missing = missingValues(columns, encoding);
    this.nowhere = columns.length;
    this.#page = new LeafPage(pageSize, missing.bytes);
    this.record = new RowRecord(this.#page, columns, missing, this.nowhere);
    this.values = new RowValues(this.record, encoding);
  }

  /** Goes to the only row of a page. */
  open(payload: readonly number[], length = payload.length): RowRecord {
    const { page, overflow } = leafBytes([{ id: 7, payload, length }], pageSize);
    this.#page.load(page, (number) => overflow.get(number) ?? new Uint8Array());
    this.record.open(0);
    return this.record;
  }

  /** Goes to the only row of a page, which has these values, as they are read. */
  begin(...values: readonly StoredValue[]): void {
    this.open(record(values));
    this.values.begin();
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

const words = new WordTable([
  ['FAILED', 1],
  ['', 2],
]);

/** What is asked of a row that has one value, and whether it is left to SQL. */
function asked<T>(rows: Rows, value: StoredValue, ask: (values: RowValues) => T): readonly [T, boolean] {
  rows.begin([0, []], value);
  const answer = ask(rows.values);
  return [answer, rows.record.needsSql];
}

/** A text of that length, as {@link RowValues.text} shows it. */
function shown({ values: { bytes, start } }: Rows, length: number): string | null {
  return length === noText ? null : Buffer.from(bytes.subarray(start, start + length)).toString('latin1');
}

const widths = [0, 1, 2, 3, 4, 6, 8];
/** A whole number as it is stored with a serial type. */
function stored(type: number, value: bigint): StoredValue {
  const width = widths[type] ?? 0;
  const bits = BigInt.asUintN(8 * width, value);
  return [
    type,
    Array.from({ length: width }, (_, at) => Number((bits >> BigInt(8 * (width - 1 - at))) & 0xffn)),
  ];
}

const whole = fc.integer({ min: 1, max: 6 }).chain((type) => {
  const most = 2n ** BigInt(8 * (widths[type] ?? 0) - 1);
  const value = fc.oneof(
    fc.bigInt({ min: -most, max: most - 1n }),
    fc.constantFrom(0n, 1n, -1n, most - 1n, -most, -most / 2n, 127n, -128n),
  );
  return value.map((number) => [stored(type, number), Number(number)] as const);
});
const constant = fc.constantFrom(8, 9).map((type) => [[type, []] satisfies StoredValue, type - 8] as const);
const number = fc.oneof(whole, whole, constant);
const real: StoredValue = [7, [0x40, 0x9, 0x21, 0xfb, 0x54, 0x44, 0x2d, 0x18]];
const blob = fc
  .uint8Array({ maxLength: 70 })
  .map((bytes): StoredValue => [12 + 2 * bytes.length, [...bytes]]);

const encodings = [
  ['UTF-8', 1],
  ['UTF-16le', 2],
  ['UTF-16be', 3],
] as const;

describe.each(encodings)('a value in %s', (_, encoding) => {
  const rows = new Rows(columnsUpTo(3), encoding);
  const encoded = (text: string): StoredValue => {
    const bytes = Buffer.from(text, encoding === 1 ? 'utf8' : 'utf16le');
    if (encoding === 3) bytes.swap16();
    return [13 + 2 * bytes.length, [...bytes]];
  };
  const isAscii = (text: string) => /^[\0-\x7f]*$/.test(text);
  const text = fc.oneof(
    fc.string({ maxLength: 70 }),
    fc.string({ unit: anyCharacter, maxLength: 12 }),
    fc.constantFrom('failed', 'Failed', ' failed', 'failed ', ' ', '', 'f', '\xe9', 'Ā', '\u0141'),
    fc.constantFrom('2026-01-13T10:38:15Z', '1768300695', 'x'.repeat(63), 'x'.repeat(64), 'x'.repeat(65)),
    fc.constantFrom(200, 600, 3000).map((length) => 'text '.repeat(length / 5)),
  );

  it('is read as a whole number of each width and sign', () => {
    fc.assert(
      fc.property(number, ([value, expected]) => {
        expect(asked(rows, value, (values) => values.whole(1))).toEqual([expected, false]);
        expect(asked(rows, value, (values) => values.time(1))).toEqual([wholeTime(expected), false]);
        expect(asked(rows, value, (values) => values.word(1, words))).toEqual([-1, false]);
        expect(asked(rows, value, (values) => values.beginning(1, 9))).toEqual([noText, false]);
        expect(asked(rows, value, (values) => values.text(1, 9))).toEqual([noText, true]);
        expect(asked(rows, value, (values) => values.isNull(1))).toEqual([false, false]);
      }),
      { numRuns: 300 },
    );
  });

  it('is missing if it is NULL', () => {
    const none: StoredValue = [0, []];
    expect(asked(rows, none, (values) => values.whole(1))).toEqual([Number.NaN, false]);
    expect(asked(rows, none, (values) => values.time(1))).toEqual([Number.NaN, false]);
    expect(asked(rows, none, (values) => values.word(1, words))).toEqual([-1, false]);
    expect(asked(rows, none, (values) => values.beginning(1, 9))).toEqual([noText, false]);
    expect(asked(rows, none, (values) => values.text(1, 9))).toEqual([noText, false]);
    expect(asked(rows, none, (values) => values.isNull(1))).toEqual([true, false]);
  });

  it('is left to SQL if it is bytes, or a real where a number or time is wanted', () => {
    for (const ask of ['whole', 'time'] as const)
      expect(asked(rows, real, (values) => values[ask](1))[1]).toBe(true);
    expect(asked(rows, real, (values) => values.word(1, words))).toEqual([-1, false]);
    expect(asked(rows, real, (values) => values.beginning(1, 9))).toEqual([noText, false]);
    fc.assert(
      fc.property(blob, (value) => {
        for (const ask of ['whole', 'time'] as const)
          expect(asked(rows, value, (values) => values[ask](1))[1]).toBe(true);
        expect(asked(rows, value, (values) => values.word(1, words))).toEqual([-1, true]);
        expect(asked(rows, value, (values) => values.beginning(1, 9))).toEqual([noText, true]);
        expect(asked(rows, value, (values) => values.text(1, 99))).toEqual([noText, true]);
      }),
    );
  });

  it('is read as a text; it is left to SQL if it is too long, or in UTF-16 and not ASCII', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(0, 5, 64, 4000), (any, most) => {
        const value = encoded(any);
        const latin = Buffer.from(any).toString('latin1');
        const size = encoding === 1 ? value[1].length : any.length;
        const isRead = encoding === 1 || isAscii(any);
        const isFit = isRead && size <= most;
        const fit = asked(rows, value, (values) => shown(rows, values.text(1, most)));
        expect(fit).toEqual(isFit ? [latin, false] : [null, true]);
        const isBegun = encoding === 1 || isAscii(any.slice(0, most));
        const begun = asked(rows, value, (values) => shown(rows, values.beginning(1, most)));
        expect(begun).toEqual(isBegun ? [latin.slice(0, most), false] : [null, true]);
        const isShort = isRead && size <= 64;
        const isPadded = latin.startsWith(' ') || latin.endsWith(' ');
        const bytes = Buffer.from(latin, 'latin1');
        const code = words.code(new DataView(bytes.buffer, bytes.byteOffset), 0, bytes.length);
        const word = asked(rows, value, (values) => values.word(1, words));
        expect(word[1]).toBe(!isShort || isPadded);
        if (!word[1]) expect(word[0]).toBe(code);
        const time = asked(rows, value, (values) => values.time(1));
        const ms = textTime(bytes, 0, bytes.length);
        expect(time[1]).toBe(!isShort || ms === timeNeedsSql);
        if (!time[1]) expect(time[0]).toBe(ms);
        expect(asked(rows, value, (values) => values.whole(1))[1]).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('stays in its place while another one of the same row is read', () => {
    rows.begin(encoded('first'), encoded('second'), encoded('third'));
    const { values } = rows;
    const places = [0, 1, 2].map((place) => [values.text(place, 9), values.start] as const);
    const texts = places.map(([length, start]) =>
      Buffer.from(values.bytes.subarray(start, start + length)).toString(),
    );
    expect(texts).toEqual(['first', 'second', 'third']);
  });
});

describe('a text of UTF-16', () => {
  it('is left to SQL if it has half a character', () => {
    const rows = new Rows(columnsUpTo(3), 2);
    expect(asked(rows, [13 + 2 * 3, [0x61, 0, 0x62]], (values) => values.text(1, 9))).toEqual([noText, true]);
  });

  it('is left to SQL if there is no room for all texts of its row', () => {
    const rows = new Rows(columnsUpTo(3), 2);
    const long = Array.from({ length: 2 * 8000 }, (_, at) => (at % 2 === 0 ? 0x61 : 0));
    const value: StoredValue = [13 + 2 * long.length, long];
    rows.begin(value, value, value);
    const lengths = [0, 1, 2].map((place) => rows.values.text(place, 9000));
    expect(lengths).toEqual([8000, 8000, noText]);
    expect(rows.record.needsSql).toBe(true);
    rows.begin(value);
    expect(rows.values.text(0, 9000)).toBe(8000);
  });
});
