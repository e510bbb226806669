import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Row } from '../../../lib/postgres/link/server-connection.js';
import type { ServerInstant } from '../../../lib/postgres/link/server-link.js';
import { MirroredRows } from '../../../lib/postgres/mirror/mirrored-rows.js';
import {
  type ColumnKind,
  creation,
  kindOfType,
  type MirroredTable,
  writtenValue,
} from '../../../lib/postgres/mirror/mirrored-table.js';
import { misplacedKeys } from '../../../lib/postgres/mirror/part.js';
import { MirrorDatabase } from '../../../lib/snapshot/mirror/mirror-database.js';

const table: MirroredTable = {
  ...{ name: 'things', written: 'things', isParted: false, heaps: [], key: 'id', range: 'id' },
  columns: [
    { name: 'id', kind: 'integer' },
    { name: 'n', kind: 'integer' },
    { name: 'isSo', kind: 'truth' },
    { name: 'at', kind: 'time' },
    { name: 'words', kind: 'text' },
  ],
};

let mirror: MirrorDatabase;
let rows: MirroredRows;

beforeEach(async () => {
  mirror = await MirrorDatabase.open();
  mirror.write((writer) => writer.define(creation(table)));
  rows = new MirroredRows(table);
});

afterEach(() => mirror.close());

/** A row as the server sends it, with its key first. */
const rowOf = (
  id: string,
  n: string | null,
  words = 'é\u{1f600}',
  at = '2026-01-13 10:26:40.123+00',
): Row => [...[id, id, n, 't', at, words]];

/** What is there, with how SQLite keeps it. */
const written = () =>
  mirror.write((writer) =>
    writer.rows(
      'SELECT CAST(id AS TEXT), typeof(id), CAST(n AS TEXT), typeof(n), isSo, CAST(at AS TEXT), typeof(at), words FROM things ORDER BY id',
    ),
  );

describe('The writer of mirrored rows', () => {
  it.each(['1', '20', '21', '60', '99'])('writes all of %s rows, in any order', (count) => {
    const all = Array.from({ length: Number(count) }, (_, at) =>
      rowOf(String(at + 1), String(at * 7), `w${at}`),
    );
    mirror.write((writer) => rows.fill(writer, [...all].reverse()));
    expect(written()).toEqual(
      all.map((row, at) => [
        ...[row[0], 'integer', String(at * 7), 'integer', 1, '1768300000123', 'integer', `w${at}`],
      ]),
    );
    mirror.write((writer) => rows.recount(writer));
    expect(rows.count).toBe(Number(count));
  });

  it.each([
    ...['0', '-1', '2147483647', '2147483648', '-2147483649', '999999999999999', '-99999999999999'],
    ...['1000000000000000', '-999999999999999', '9007199254740991', '9007199254740993'],
    ...['9223372036854775807', '-9223372036854775808'],
  ])('keeps every digit of %s', (number) => {
    mirror.write((writer) => rows.fill(writer, [rowOf(number, number)]));
    expect(written()).toEqual([
      [...[number, 'integer', number, 'integer', 1, '1768300000123', 'integer', 'é\u{1f600}']],
    ]);
  });

  it('keeps texts that are not numbers or times, and NULL', () => {
    const odd = ['7', '7', null, 'f', 'infinity', null];
    mirror.write((writer) => rows.fill(writer, [odd, rowOf('8', '1', '', '1960-02-29 00:00:00')]));
    expect(written()).toEqual([
      ['7', 'integer', null, 'null', 0, 'infinity', 'text', null],
      ['8', 'integer', '1', 'integer', 1, '-310521600000', 'integer', ''],
    ]);
  });

  it('replaces rows with the same key, and counts them once, as it does those that it removes', () => {
    const many = Array.from({ length: 25 }, (_, at) => rowOf(String(at), '1'));
    mirror.write((writer) => rows.fill(writer, many));
    mirror.write((writer) => rows.recount(writer));
    mirror.write((writer) => {
      rows.put(writer, [rowOf('3', '2'), rowOf('40', '2')]);
      rows.fill(
        writer,
        many.map((row) => [row[0] ?? null, row[1] ?? null, '3', ...row.slice(3)]),
      );
    });
    expect(rows.count).toBe(26);
    expect(written().map(([, , n]) => n)).toEqual([...Array.from({ length: 25 }, () => '3'), '2']);
    mirror.write((writer) => rows.remove(writer, ['40', '40', '41']));
    expect([rows.count, written().length]).toEqual([25, 25]);
  });

  it('writes no row that is there as it is', () => {
    const many = Array.from({ length: 25 }, (_, at) => rowOf(String(at), at % 2 === 0 ? null : '1'));
    const changes = (some: readonly Row[]) =>
      mirror.write((writer) => {
        const count = () => Number(writer.rows('SELECT total_changes()')[0]?.[0]);
        const before = count();
        rows.fill(writer, some);
        return count() - before;
      });
    expect([many, many, [...many.slice(1), rowOf('0', '2')], [rowOf('0', null)]].map(changes)).toEqual([
      25, 0, 1, 1,
    ]);
    expect(written()[0]?.[2]).toBeNull();
  });
});

describe('The writer of rows whose ids are texts', () => {
  const columns = ['id', 'name', 'state'].map((name) => ({ name, kind: 'text' as const }));
  const jobs: MirroredTable = { ...table, name: 'jobs', columns, key: null, range: null };
  const row = (place: number, id: string, name: string, state = ''): Row => [String(place), id, name, state];

  it('has an id of jobs in several queues followed by the name of each, as long as there are several', () => {
    rows = new MirroredRows(jobs, ['id', 'name']);
    const after = (work: Parameters<typeof mirror.write>[0]) =>
      mirror.write((writer) => {
        work(writer);
        return writer.rows('SELECT id FROM jobs ORDER BY rowid').map(([id]) => id);
      });
    mirror.write((writer) => writer.define(creation(jobs)));
    const many = Array.from({ length: 22 }, (_, at) => row(at, `i${at % 21}`, `q${at}`));
    const ids = after((writer) => rows.fill(writer, many));
    expect([ids[0], ids[1], ids[21]]).toEqual(['i0/q0', 'i1', 'i0/q21']);
    // Another one, and one that is written at another place.
    const put = after((writer) => rows.put(writer, [row(40, 'i0', 'q'), row(41, 'i0', 'q0')]));
    expect([put[0], ...put.slice(-3)]).toEqual(['i1', 'i0/q21', 'i0/q', 'i0/q0']);
    expect(after((writer) => rows.put(writer, [row(40, 'i0', 'q', 'late')])).at(-2)).toBe('i0/q');
    const pair = after((writer) => rows.put(writer, [row(50, 'k', 'a'), row(51, 'k', 'b')]));
    expect(pair.slice(-2)).toEqual(['k/a', 'k/b']);
    mirror.write((writer) => rows.remove(writer, ['50', '51']));
    expect(after((writer) => rows.remove(writer, ['41'])).slice(-2)).toEqual(['i0/q21', 'i0/q']);
    expect(after((writer) => rows.remove(writer, ['21'])).slice(-1)).toEqual(['i0']);
  });
});

describe('A value in the mirror', () => {
  it.each<readonly [string, string | null, unknown]>([
    ['boolean', 't', 1],
    ['boolean', 'f', 0],
    ['bytea', '\\x00ff10', new Uint8Array([0, 255, 16])],
    ['bytea', '\\x', new Uint8Array()],
    ['bigint', '9223372036854775807', '9223372036854775807'],
    ['integer', '-42', -42],
    ['numeric', '12345678901234567890.10', '12345678901234567890.10'],
    ['timestamp with time zone', '2026-01-02 03:04:05.678+00', 1_767_323_045_678],
    ['timestamp without time zone', '2026-01-02 03:04:05', 1_767_323_045_000],
    ['date', '2026-01-02', 1_767_312_000_000],
    ['timestamp with time zone', 'infinity', 'infinity'],
    ['date', '2026-13-45', '2026-13-45'],
    ['text', '2026-01-02 03:04:05+00', '2026-01-02 03:04:05+00'],
    ['some_type_of_ours', 't', 't'],
    ['constructor', 't', 't'],
    ['boolean', null, null],
  ])('of the type %s, %s, becomes %s', (type, text, expected) => {
    const value = writtenValue(kindOfType(type), text);
    expect(value instanceof Uint8Array ? new Uint8Array(value) : value).toEqual(expected);
  });

  it.each<readonly [string, ColumnKind]>([
    ['double precision', 'real'],
    ['real', 'real'],
    ['numeric', 'number'],
    ['smallint', 'integer'],
    ['character varying', 'text'],
  ])('of the type %s is of the kind %s', (type, kind) => {
    expect(kindOfType(type)).toBe(kind);
  });

  it('belongs to a table whose key is the row number', () => {
    const columns = [{ name: 'id', kind: 'integer' } as const, { name: 'a "b"', kind: 'number' } as const];
    expect(creation({ ...table, columns })).toBe(
      'CREATE TABLE "things" ("id" INTEGER PRIMARY KEY, "a ""b""" NUMERIC)',
    );
  });
});

it('rows that were deleted are found in ranges where the server has fewer rows, or none any more', async () => {
  const here: Readonly<Record<string, readonly string[]>> = {
    0: ['1', '2'],
    1: ['10001', '10002'],
    2: ['20001'],
  };
  const there = [
    ...[
      ['0', '1'],
      ['1', '2'],
      ['3', '1'],
    ],
  ];
  const asked: unknown[] = [];
  const answers = [
    there,
    [
      ['1', '(0,1)'],
      ['30001', '(0,2)'],
    ],
    [['30001', '5']],
  ];
  const instant = {
    rows: async (_: string, values: unknown) => {
      asked.push(values);
      return answers.shift() ?? [];
    },
  } as unknown as ServerInstant;
  const mirrored = {
    table,
    ranges: () => new Map(Object.entries(here).map(([range, keys]) => [range, keys.length])),
    keysIn: (_: unknown, range: string) => here[range] ?? [],
  } as unknown as MirroredRows;
  expect(await misplacedKeys(instant, mirrored, (work) => mirror.write(work))).toEqual({
    ...{ gone: ['2', '20001'], missing: [['30001', '5']] },
  });
  expect(asked).toEqual([undefined, ['{0,2,3}'], ['{"(0,2)"}']]);
});
