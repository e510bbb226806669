import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type JobOutput,
  locationOfOutput,
  nameOfOutput,
  pathsOfOutputs,
  readOutputUri,
} from '../../lib/model/output.js';

function outputAt(uri: string, table: string | null = null): JobOutput {
  const read = readOutputUri(uri);
  return { role: 'output', name: null, uri, path: read.path, table: table ?? read.table, rows: null };
}

describe('the path in an output’s URI', () => {
  it.each([
    ['file:///out/orders.parquet', '/out/orders.parquet'],
    ['FILE:///out/orders.parquet', '/out/orders.parquet'],
    ['file://localhost/out/a', '/out/a'],
    ['file:/out/a', '/out/a'],
    ['file:////out/a', '//out/a'],
    ['parquet:///out/x.parquet', '/out/x.parquet'],
    ['csv:///out/x.csv', '/out/x.csv'],
    ['parquet://./output/x.parquet', './output/x.parquet'],
    ['parquet://output/fix_orders', 'output/fix_orders'],
    ['parquet://~/out/x', '~/out/x'],
    ['duckdb:///data/lake.duckdb', '/data/lake.duckdb'],
    ['duckdb:///data/lake.duckdb#trades', '/data/lake.duckdb'],
    ['sqlite:///data.db#transactions', '/data.db'],
    ['/out/plain.csv', '/out/plain.csv'],
    ['out/plain.csv', 'out/plain.csv'],
    ['C:\\out\\a.csv', 'C:\\out\\a.csv'],
    // Encoded, and what only looks so.
    ['file:///out/my%20orders/gr%C3%BC%C3%9Fe.csv', '/out/my orders/grüße.csv'],
    ['file:///out/100%.csv', '/out/100%.csv'],
    ['file:///out/%ff.csv', '/out/%ff.csv'],
    ['file:///out/a%00b.csv', '/out/a%00b.csv'],
    ['file:///out/part #1?.csv', '/out/part #1?.csv'],
    ['file:///out/a\nb.csv', '/out/a\nb.csv'],
    ['file:///out/%1b]0;x%07%0a', '/out/\u001b]0;x\u0007\n'],
    // On no disk here.
    ['s3://bucket/key.parquet', null],
    ['gs://bucket/key', null],
    ['https://host/key', null],
    ['postgres://host/db', null],
    ['file://other-host/out/a', null],
    ['//other-host/out/a', null],
    ['file://', null],
    ['parquet://', null],
  ])('%j is at %j', (uri, path) => {
    expect(readOutputUri(uri).path).toBe(path);
  });

  it.each([
    ['duckdb:///lake.duckdb#trades', 'trades'],
    ['postgres://host/db#trades', 'trades'],
    ['duckdb:///lake.duckdb#', null],
    ['file:///out/part#1', null],
  ])('%j has the table %j', (uri, table) => {
    expect(readOutputUri(uri).table).toBe(table);
  });

  it('is read from any text, and is never empty', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((end) => `file://${end}`),
        ),
        (uri) => {
          const { path, table } = readOutputUri(uri);
          if (uri !== '') expect(path).not.toBe('');
          expect(table).not.toBe('');
          expect(path ?? '').not.toContain(uri.includes('\0') ? '\0\0\0' : '\0');
        },
      ),
    );
  });
});

describe('an output', () => {
  it.each([
    ['file:///out/a.parquet', 'orders', '/out/a.parquet', '/out/a.parquet'],
    ['duckdb:///lake.duckdb', 'trades', '/lake.duckdb', '/lake.duckdb#trades'],
    ['duckdb:///lake.duckdb#trades', null, '/lake.duckdb', '/lake.duckdb#trades'],
    ['s3://bucket/a', 'trades', 's3://bucket/a#trades', 's3://bucket/a#trades'],
    ['s3://bucket/a', null, 's3://bucket/a', 's3://bucket/a'],
    ['postgres://host/db#trades', null, 'postgres://host/db#trades', 'postgres://host/db#trades'],
    ['postgres://host/db#trades', 'trades', 'postgres://host/db#trades', 'postgres://host/db#trades'],
  ])('of %j with the table %j is located at %j and shown as %j', (uri, table, place, name) => {
    expect(locationOfOutput(outputAt(uri, table))).toBe(place);
    expect(nameOfOutput(outputAt(uri, table))).toBe(name);
  });

  it('is measured at its path if all outputs have one', () => {
    const two = [outputAt('duckdb:///l.duckdb#a'), outputAt('duckdb:///l.duckdb#b'), outputAt('file:///c')];
    expect(pathsOfOutputs({ list: two, count: 3, rows: null })).toEqual(['/l.duckdb', '/c']);
    expect(pathsOfOutputs({ list: two, count: 4, rows: null })).toBeNull();
    expect(pathsOfOutputs({ list: [...two, outputAt('s3://b/k')], count: 4, rows: null })).toBeNull();
  });
});
