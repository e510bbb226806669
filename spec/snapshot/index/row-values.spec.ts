import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { WordTable } from '../../../lib/snapshot/index/columns/word-table.js';
import { LeafPage } from '../../../lib/snapshot/index/decode/leaf-page.js';
import { missingValues, type TextEncoding } from '../../../lib/snapshot/index/decode/missing-values.js';
import { RowRecord } from '../../../lib/snapshot/index/decode/row-record.js';
import { noText, RowValues } from '../../../lib/snapshot/index/decode/row-values.js';
import { textTime, timeNeedsSql, wholeTime } from '../../../lib/snapshot/index/decode/stored-time.js';
import { anyCharacter } from '../../support/any-character.js';
import { leafBytes, record, type StoredValue } from './leaf-bytes.js';

const pageSize = 512;
const columns = [0, 1, 2].map((place) => ({ place, isReal: false, isText: false, missing: null }));
const words = new WordTable([
  ['FAILED', 1],
  ['', 2],
]);

/** One row after another in one encoding. */
class Rows {
  readonly record: RowRecord;
  readonly values: RowValues;
  readonly #page: LeafPage;

  constructor(encoding: TextEncoding) {
    const missing = missingValues(columns, encoding);
    this.#page = new LeafPage(pageSize, missing.bytes);
    this.record = new RowRecord(this.#page, columns, missing, columns.length);
    this.values = new RowValues(this.record, encoding);
  }

  open(...values: readonly StoredValue[]): void {
    const { page, overflow } = leafBytes([{ id: 1, payload: record(values) }], pageSize);
    this.#page.load(page, (number) => overflow.get(number) ?? new Uint8Array());
    this.record.open(0);
    this.values.begin();
  }

  /** What is asked of a row that has one value, and whether it is odd. */
  of<T>(value: StoredValue, ask: (values: RowValues) => T): readonly [T, boolean] {
    this.open([0, []], value);
    const answer = ask(this.values);
    return [answer, this.record.needsSql];
  }

  /** A text of that length, as {@link RowValues.text} shows it. */
  shown(length: number): string | null {
    const { bytes, start } = this.values;
    return length === noText ? null : Buffer.from(bytes.subarray(start, start + length)).toString('latin1');
  }
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
  const rows = new Rows(encoding);
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
        expect(rows.of(value, (values) => values.whole(1))).toEqual([expected, false]);
        expect(rows.of(value, (values) => values.time(1))).toEqual([wholeTime(expected), false]);
        expect(rows.of(value, (values) => values.word(1, words))).toEqual([-1, false]);
        expect(rows.of(value, (values) => values.beginning(1, 9))).toEqual([noText, false]);
        expect(rows.of(value, (values) => values.text(1, 9))).toEqual([noText, true]);
        expect(rows.of(value, (values) => values.isNull(1))).toEqual([false, false]);
      }),
      { numRuns: 300 },
    );
  });

  it('is missing if it is NULL', () => {
    const none: StoredValue = [0, []];
    expect(rows.of(none, (values) => values.whole(1))).toEqual([Number.NaN, false]);
    expect(rows.of(none, (values) => values.time(1))).toEqual([Number.NaN, false]);
    expect(rows.of(none, (values) => values.word(1, words))).toEqual([-1, false]);
    expect(rows.of(none, (values) => values.beginning(1, 9))).toEqual([noText, false]);
    expect(rows.of(none, (values) => values.text(1, 9))).toEqual([noText, false]);
    expect(rows.of(none, (values) => values.isNull(1))).toEqual([true, false]);
  });

  it('is left to SQL if it is bytes, or a real where a number or time is wanted', () => {
    for (const ask of ['whole', 'time'] as const)
      expect(rows.of(real, (values) => values[ask](1))[1]).toBe(true);
    expect(rows.of(real, (values) => values.word(1, words))).toEqual([-1, false]);
    expect(rows.of(real, (values) => values.beginning(1, 9))).toEqual([noText, false]);
    fc.assert(
      fc.property(blob, (value) => {
        for (const ask of ['whole', 'time'] as const)
          expect(rows.of(value, (values) => values[ask](1))[1]).toBe(true);
        expect(rows.of(value, (values) => values.word(1, words))).toEqual([-1, true]);
        expect(rows.of(value, (values) => values.beginning(1, 9))).toEqual([noText, true]);
        expect(rows.of(value, (values) => values.text(1, 99))).toEqual([noText, true]);
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
        const asked = rows.of(value, (values) => rows.shown(values.text(1, most)));
        expect(asked).toEqual(isFit ? [latin, false] : [null, true]);
        const isBegun = encoding === 1 || isAscii(any.slice(0, most));
        const begun = rows.of(value, (values) => rows.shown(values.beginning(1, most)));
        expect(begun).toEqual(isBegun ? [latin.slice(0, most), false] : [null, true]);
        const isShort = isRead && size <= 64;
        const isPadded = latin.startsWith(' ') || latin.endsWith(' ');
        const bytes = Buffer.from(latin, 'latin1');
        const code = words.code(new DataView(bytes.buffer, bytes.byteOffset), 0, bytes.length);
        const word = rows.of(value, (values) => values.word(1, words));
        expect(word[1]).toBe(!isShort || isPadded);
        if (!word[1]) expect(word[0]).toBe(code);
        const time = rows.of(value, (values) => values.time(1));
        const ms = textTime(bytes, 0, bytes.length);
        expect(time[1]).toBe(!isShort || ms === timeNeedsSql);
        if (!time[1]) expect(time[0]).toBe(ms);
        expect(rows.of(value, (values) => values.whole(1))[1]).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('stays in its place while another one of the same row is read', () => {
    rows.open(encoded('first'), encoded('second'), encoded('third'));
    const { values } = rows;
    const places = [0, 1, 2].map((place) => [values.text(place, 9), values.start] as const);
    const shown = places.map(([length, start]) =>
      Buffer.from(values.bytes.subarray(start, start + length)).toString(),
    );
    expect(shown).toEqual(['first', 'second', 'third']);
  });
});

describe('a text of UTF-16', () => {
  it('is left to SQL if it has half a character', () => {
    const rows = new Rows(2);
    expect(rows.of([13 + 2 * 3, [0x61, 0, 0x62]], (values) => values.text(1, 9))).toEqual([noText, true]);
  });

  it('is left to SQL if there is no room for all texts of its row', () => {
    const rows = new Rows(2);
    const long = Array.from({ length: 2 * 8000 }, (_, at) => (at % 2 === 0 ? 0x61 : 0));
    const value: StoredValue = [13 + 2 * long.length, long];
    rows.open(value, value, value);
    const lengths = [0, 1, 2].map((place) => rows.values.text(place, 9000));
    expect(lengths).toEqual([8000, 8000, noText]);
    expect(rows.record.needsSql).toBe(true);
    rows.open(value);
    expect(rows.values.text(0, 9000)).toBe(8000);
  });
});
