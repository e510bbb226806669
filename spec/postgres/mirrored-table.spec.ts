import { describe, expect, it } from '@jest/globals';
import {
  type ColumnKind,
  creation,
  kindOfType,
  writtenValue,
} from '../../lib/postgres/mirror/mirrored-table.js';

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
    const columns = [
      { name: 'id', kind: 'integer' },
      { name: 'a "b"', kind: 'number' },
    ] as const;
    const table = {
      name: 'things',
      written: 'q.things',
      isParted: false,
      heaps: [],
      columns,
      key: 'id',
      range: 'id',
    };
    expect(creation(table)).toBe('CREATE TABLE "things" ("id" INTEGER PRIMARY KEY, "a ""b""" NUMERIC)');
  });
});
