import type { SqlRow } from '../../lib/snapshot/port.js';
import type { NativeRow } from './native-protocol.js';

/** A whole database in a form that can be compared: its schema, and every table's rows in order. */
export type Dump = Readonly<Record<string, readonly unknown[]>>;

type Row = SqlRow | NativeRow;

/** The query for the schema, which tells what other queries the dump needs. */
export const schemaQuery =
  'SELECT rowid, type, name, tbl_name, rootpage, sql FROM sqlite_schema ORDER BY rowid';

/** A query for each table, by the table's name. */
export function tableQueries(schema: readonly Row[]): [name: string, sql: string][] {
  return schema
    .filter(({ type }) => type === 'table')
    .map(({ name }) => [String(name), `SELECT rowid, * FROM "${String(name)}" ORDER BY rowid`]);
}

/** A query's result in the dump's form: each row's values, with blobs as text. */
export function dumped(rows: readonly Row[]): unknown[] {
  return rows.map((row) =>
    Object.values(row).map((value) =>
      value instanceof Uint8Array ? `blob ${Buffer.from(value).toString('hex')}` : value,
    ),
  );
}
