import { describe, expect, it } from '@jest/globals';
import { sqlText, withFragments } from '../../../../lib/schema/statement.js';
import type { StoredColumn } from '../../../../lib/snapshot/index/decode/queue-layout.js';
import { verdicts } from '../../../../lib/snapshot/index/sieve/name-sieve.js';
import { RowSieve } from '../../../../lib/snapshot/index/sieve/row-sieve.js';
import { leafBytes, record, type StoredValue } from '../leaf-bytes.js';

const { no, may, holds } = verdicts;
const pageSize = 512;
const names = ['plugin_name', 'status', 'error_message', 'note', 'output_path'];

/** Columns of these names, one after the other. */
function columnsOf(
  given: Readonly<Record<string, Partial<StoredColumn>>> = {},
): ReadonlyMap<string, StoredColumn> {
  return new Map(
    names.map((name, place) => [name, { place, isReal: false, isText: true, missing: null, ...given[name] }]),
  );
}

const text = (value: string, unit: BufferEncoding = 'utf8'): StoredValue => {
  const bytes = Buffer.from(value, unit);
  return [13 + 2 * bytes.length, [...bytes]];
};
const blob = (value: string): StoredValue => [12 + 2 * value.length, [...Buffer.from(value)]];
const missing: StoredValue = [0, []];
const byte = (value: number): StoredValue => [1, [value]];

interface Given {
  readonly columns?: Readonly<Record<string, Partial<StoredColumn>>>;
  readonly encoding?: number;
}

/** What is said of each row, given by its values. */
function sifted(wanted: string, rows: readonly (readonly StoredValue[])[], given: Given = {}) {
  const sieve = new RowSieve(wanted, columnsOf(given.columns), given.encoding ?? 1, pageSize);
  const cells = rows.map((values, id) => ({ id, payload: record(values) }));
  const said = sieve.sift(leafBytes(cells, pageSize).page);
  return { verdicts: [...said.verdicts.subarray(0, rows.length)], overflowing: [...said.overflowing] };
}

const verdictsOf = (wanted: string, rows: readonly (readonly StoredValue[])[], given?: Given) =>
  sifted(wanted, rows, given).verdicts;

describe('a sieve of rows', () => {
  it('finds a text in columns where every text counts, and leaves other columns of the row to SQL', () => {
    const rows = [
      [text('a'), text('xFAILEDx')],
      [text('Failed'), text('b')],
      [text('a'), blob('failed')],
      [text('a'), text('b'), missing, text('failed')],
      [text('a'), text('fail'), text('ed')],
    ];
    expect(verdictsOf('fAiled', rows)).toEqual([holds, may, may, no, no]);
  });

  it('rules out no row that has the text in a column where SQL looks for it', () => {
    const sql = withFragments(sqlText('fragments/row_holds'), (column) => `job.${column}`);
    const searched = new Set([...sql.matchAll(/\bjob\.(\w+)/g)].map(([, name = '']) => name));
    // Of these SQL asks only whether there is anything, or for a number.
    for (const other of ['id', 'lease_token', 'lease_expires_at', 'dispatch_ack_at']) searched.delete(other);
    expect(searched.size).toBeGreaterThan(10);
    for (const name of searched) {
      const columns = new Map([[name, { place: 0, isReal: false, isText: true, missing: null }]]);
      const { page } = leafBytes([{ id: 0, payload: record([text('a needle')]) }], pageSize);
      const [said] = new RowSieve('needle', columns, 1, pageSize).sift(page).verdicts;
      expect([name, said === no]).toEqual([name, false]);
    }
  });

  it('leaves a text to SQL whose bytes can’t be compared without regard to case', () => {
    const rows = [
      [missing, text('BörseNYSE')],
      [missing, text('other')],
    ];
    expect(verdictsOf('börseNyse', rows)).toEqual([may, no]);
    for (const wanted of ['a\nb', '漢字']) expect(verdictsOf(wanted, rows)).toEqual([may, may]);
  });

  it('leaves every row in UTF-16 to SQL', () => {
    expect(verdictsOf('x', [[missing, text('b', 'utf16le')]], { encoding: 2 })).toEqual([may]);
  });

  it('leaves a row to SQL whose JSON may hide the text behind escapes', () => {
    const rows = ['{"a":"\\u0064isk"}', '{"a":"di\\"sk"}', '{"a":"C:\\\\disk"}', '{"a":"disk"}'];
    expect(
      verdictsOf(
        'x/disk',
        rows.map((json) => [missing, missing, text(json)]),
      ),
    ).toEqual([may, no, may, no]);
    // Nowhere else are there escapes.
    expect(verdictsOf('disk', [[text('\\u0064isk')]])).toEqual([no]);
  });

  it('leaves a row to SQL that ends early if a column’s default may contain the text', () => {
    const given = (value: StoredColumn['missing']): Given => ({
      columns: { output_path: { missing: value } },
    });
    const rows = [
      [text('a')],
      [text('a'), text('b'), missing, missing, text('c')],
      [text('a'), text('b'), missing, missing, text('out')],
    ];
    expect(verdictsOf('out', rows, given('/OUT/'))).toEqual([may, no, holds]);
    expect(verdictsOf('out', rows, given('/in/'))).toEqual([no, no, holds]);
    expect(verdictsOf('out', rows, given('\\'))).toEqual([may, no, holds]);
    expect(verdictsOf('out', rows, given(undefined))).toEqual([may, no, holds]);
    expect(verdictsOf('out', rows, given(null))).toEqual([no, no, holds]);
    expect(verdictsOf('7', rows, given(7))).toEqual([may, no, no]);
  });

  it('leaves all rows to SQL if the text may be a number and a column keeps numbers', () => {
    const rows = [
      [missing, byte(42)],
      [missing, text('other')],
    ];
    const given: Given = { columns: { status: { isText: false } } };
    for (const wanted of ['42', '-4', 'inf', '1e'])
      expect(verdictsOf(wanted, rows, given)).toEqual([may, may]);
    for (const wanted of ['42x', '4 2']) expect(verdictsOf(wanted, rows, given)).toEqual([no, no]);
    expect(verdictsOf('42', rows)).toEqual([no, no]);
  });

  it('leaves a row to SQL that goes on in overflow pages, and returns its index', () => {
    const rows = [[text('a')], [text('x'.repeat(2000))], [text('b')]];
    expect(sifted('failed', rows)).toEqual({ verdicts: [no, may, no], overflowing: [1] });
    const sieve = new RowSieve('failed', columnsOf(), 1, pageSize);
    const pageOf = (values: readonly StoredValue[]) =>
      leafBytes([{ id: 1, payload: record(values) }], pageSize).page;
    expect(sieve.sift(pageOf([text('x'.repeat(2000))])).overflowing).toEqual([0]);
    expect(sieve.sift(pageOf([text('a')])).overflowing).toEqual([]);
  });

  it('judges each row of a page by its own bytes', () => {
    const sieve = new RowSieve('failed', columnsOf(), 1, pageSize);
    const page = (values: readonly string[]) =>
      leafBytes(
        values.map((value, id) => ({ id, payload: record([missing, text(value)]) })),
        pageSize,
      ).page;
    const said = (values: readonly string[]) => [
      ...sieve.sift(page(values)).verdicts.subarray(0, values.length),
    ];
    expect(said(['failed', 'ok', 'failed'])).toEqual([holds, no, holds]);
    expect(said(['ok', 'failed'])).toEqual([no, holds]);
    expect(sieve.sift(page(['ok'])).rows).toBe(1);
  });
});
