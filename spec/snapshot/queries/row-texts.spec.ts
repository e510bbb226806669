import { describe, expect, it } from '@jest/globals';
import type { Backtest } from '../../../lib/model/job.js';
import { namePattern } from '../../../lib/schema/filter-parameters.js';
import type { SqlValue } from '../../../lib/snapshot/port.js';
import { backtestData, resultSummary } from '../../../lib/snapshot/queries/jobs/json-columns.js';
import { bigintOf, numberOf, textOf } from '../../../lib/snapshot/tables/column-value.js';

describe('a result_summary', () => {
  it.each<[string | null, string | null, string | null]>([
    [null, null, null],
    ['', null, null],
    ['/data/out', '/data/out', null],
    ['./production_001/', './production_001/', null],
    ['~/.casparian_flow/output/fix_orders/', '~/.casparian_flow/output/fix_orders/', null],
    ['/with blanks/in it', '/with blanks/in it', null],
    ['parquet://output/fix_orders', 'parquet://output/fix_orders', null],
    ['C:\\out\\x.csv', 'C:\\out\\x.csv', null],
    ['output/fix_orders.parquet', 'output/fix_orders.parquet', null],
    ['12/15', null, '12/15'],
    ['N/A', null, 'N/A'],
    ['12 of 15 files/folders', null, '12 of 15 files/folders'],
    ['done\nsecond line', null, 'done'],
    ['/not\na path', null, '/not'],
    ['{"output_path": "/a", "path": "/b"}', '/a', null],
    ['{"output": {"path": "/a"}, "destination": " /c "}', '/c', null],
    ['{"output_path": 5, "message": "two\\nlines"}', null, 'two'],
    ['{"bates_range": "SMITH000001-045782", "note": "no"}', null, 'Bates SMITH000001-045782'],
    ['{"bates": "Bates A-B"}', null, 'Bates A-B'],
    ['{"bates_start": "A1"}', null, null],
    ['{"output_path": "/a", "note": "cut sh', '/a', null],
    ['{malformed', null, null],
    ['["/a"]', null, null],
  ])('%p', (text, path, note) => {
    expect(resultSummary(text)).toEqual({ path, note });
  });

  it('of any length is read without backtracking', () => {
    expect(resultSummary(`${'/a'.repeat(32_000)} b`).path).toBeNull();
    expect(resultSummary(`/${'a'.repeat(5000)}`)).toEqual({ path: null, note: `/${'a'.repeat(4095)}` });
  });
});

describe('backtest_data', () => {
  const nothing: Backtest = {
    ...{ passRate: null, iteration: null, highFailureTested: null, highFailurePassed: null },
    terminationReason: null,
  };
  it.each<[string | null, Partial<Backtest> | null]>([
    [null, null],
    ['', null],
    ['null', null],
    ['[]', null],
    ['{}', null],
    ['{"pass_rate": 0, "iteration": 1}', { passRate: 0, iteration: 1 }],
    ['{"pass_rate": 99.2, "iteration": 3}', { iteration: 3 }],
    ['{"pass_rate": -0.1, "iteration": -3}', { iteration: 0 }],
    ['{"pass_rate": "0.5", "iteration": "x", "termination_reason": 5}', { passRate: 0.5 }],
    [
      '{"pass_rate": true, "high_failure_tested": 1e400, "high_failure_passed": 2.9}',
      { highFailurePassed: 2 },
    ],
    [
      '{"termination_reason": "UserStopped", "iteration": 9e99}',
      { terminationReason: 'UserStopped', iteration: Number.MAX_SAFE_INTEGER },
    ],
    ['{"pass_rate": 0.87, "iteration": 3, "high_failure_te', { passRate: 0.87, iteration: 3 }],
    ['{"pass_rate": 0.8', null],
  ])('%p', (text, expected) => {
    expect(backtestData(text)).toEqual(expected && { ...nothing, ...expected });
  });
});

describe('a value of a column', () => {
  it.each<[SqlValue, string | null, number | null, bigint | null]>([
    [null, null, null, null],
    ['', '', null, null],
    [' 5 ', ' 5 ', 5, null],
    ['9007199254740993', '9007199254740993', 9007199254740992, 9007199254740993n],
    ['-1', '-1', -1, -1n],
    [1.5, '1.5', 1.5, null],
    [Number.POSITIVE_INFINITY, 'Infinity', null, null],
    ['x', 'x', null, null],
    [new Uint8Array([49]), null, null, null],
  ])('%p', (value, text, number, bigint) => {
    const row = { value };
    expect([textOf(row, 'value'), numberOf(row, 'value'), bigintOf(row, 'value')]).toEqual([
      text,
      number,
      bigint,
    ]);
    expect([textOf({}, 'value'), numberOf({}, 'value'), bigintOf({}, 'value')]).toEqual([null, null, null]);
  });
});

describe('the pattern for a name', () => {
  it.each([
    ['', null],
    ['Fix_1', '*[Ff][iI][xX]_1*'],
    ['*', '*[*]*'],
    ['[', '*[[]*'],
    [']-^', '*]-^*'],
    ['ß', '*ß*'],
  ])('for %p matches it literally in any letter case', (part, pattern) => {
    expect(namePattern(part)).toBe(pattern);
  });

  it('stays shorter than SQLite’s longest pattern', () => {
    for (const letter of ['Ω', 'ǅ', '𐐨'])
      expect(Buffer.byteLength(namePattern(letter.repeat(100_000)) ?? '')).toBeLessThan(50_000);
  });

  it('holds all of a name that is longer than a row of the list', () => {
    expect(namePattern(`${'-'.repeat(3000)}:89`)).toBe(`*${'-'.repeat(3000)}:89*`);
  });
});
