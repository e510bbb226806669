import type { SqliteWriter, Written } from '../../snapshot/sqlite/sqlite-writer.js';
import type { Row } from '../link/server-connection.js';
import { type MirroredTable, quoted, shiftOf, writtenValue } from './mirrored-table.js';

/** How many rows one statement writes if there are many: more would be no cheaper. */
const rowsInOne = 20;
const between = 'CAST(?1 AS INTEGER) AND CAST(?2 AS INTEGER)';

/** Writes the rows of one table into the mirror, and knows how many there are. */
export class MirroredRows {
  /** How many rows of the table the mirror has; to be counted again after {@link fill}. */
  #count = 0;
  readonly #put: string;
  readonly #putMany: string;
  readonly #known: string;
  readonly #remove: string;
  /** The columns that tell jobs apart wherever their rows are, and what finds other rows of a job; null: not known. */
  readonly #apart: { readonly places: readonly number[]; readonly others: string } | null;

  /** `apart`: columns of it that tell its rows apart; none: only its key does. */
  constructor(
    readonly table: MirroredTable,
    apart: readonly string[] = [],
  ) {
    const name = quoted(table.name);
    const isSame = apart.map((column) => `${quoted(column)} = ?`).join(' AND ');
    const places = apart.map((column) => 1 + table.columns.findIndex((each) => each.name === column));
    this.#apart =
      apart.length === 0
        ? null
        : { places, others: `SELECT CAST(rowid AS TEXT) FROM ${name} WHERE ${isSame} AND rowid <> ?` };
    const columns = ['rowid', ...table.columns.map((column) => quoted(column.name))];
    const marks = `(${columns.map(() => '?').join(', ')})`;
    const into = `INSERT OR REPLACE INTO ${name} (${columns.join(', ')}) VALUES`;
    this.#put = `${into} ${marks}`;
    this.#putMany = `${into} ${Array.from({ length: rowsInOne }, () => marks).join(', ')}`;
    this.#known = `SELECT 1 FROM ${name} WHERE rowid = ?`;
    this.#remove = `DELETE FROM ${name} WHERE rowid = ?`;
  }

  get count(): number {
    return this.#count;
  }

  /** Writes rows, each with its key first, without counting them. */
  fill(writer: SqliteWriter, rows: readonly Row[]): void {
    const whole = rows.length - (rows.length % rowsInOne);
    const values: Written[] = [];
    for (let at = 0; at < whole; at += rowsInOne) {
      values.length = 0;
      for (let one = at; one < at + rowsInOne; one += 1) this.#addValues(rows[one] ?? [], values);
      writer.run(this.#putMany, values);
    }
    for (const row of rows.slice(whole)) writer.run(this.#put, this.#addValues(row, []));
  }

  /** Removes all rows, without counting. */
  clear(writer: SqliteWriter): void {
    writer.run(`DELETE FROM ${quoted(this.table.name)}`, []);
  }

  /** Counts what is there. */
  recount(writer: SqliteWriter): void {
    this.#count = Number(writer.rows(`SELECT count(*) FROM ${quoted(this.table.name)}`)[0]?.[0]);
  }

  /** Writes rows that are new or have changed, in place of what the mirror had of the same jobs elsewhere. */
  put(writer: SqliteWriter, rows: readonly Row[]): void {
    for (const row of rows) {
      const values = this.#addValues(row, []);
      if (writer.rows(this.#known, values.slice(0, 1)).length === 0) this.#count += 1;
      writer.run(this.#put, values);
      if (this.#apart === null) continue;
      const same = this.#apart.places.map((place) => values[place] ?? null);
      const others = writer.rows(this.#apart.others, [...same, values[0] ?? null]);
      this.remove(
        writer,
        others.map(([key]) => String(key)),
      );
    }
  }

  /** Removes rows by their keys. */
  remove(writer: SqliteWriter, keys: readonly string[]): void {
    for (const key of keys) {
      if (writer.rows(this.#known, [key]).length > 0) this.#count -= 1;
      writer.run(this.#remove, [key]);
    }
  }

  /** How many rows there are in each range of keys. */
  ranges(writer: SqliteWriter): ReadonlyMap<string, number> {
    const rows = writer.rows(
      `SELECT CAST(rowid >> ${shiftOf(this.table)} AS TEXT), count(*) FROM ${quoted(this.table.name)} GROUP BY 1`,
    );
    return new Map(rows.map(([range, count]) => [String(range), Number(count)]));
  }

  /** The keys in one range. */
  keysIn(writer: SqliteWriter, range: string): readonly string[] {
    const shift = shiftOf(this.table);
    const rows = writer.rows(
      `SELECT CAST(rowid AS TEXT) FROM ${quoted(this.table.name)}
      WHERE rowid BETWEEN CAST(?1 AS INTEGER) << ${shift} AND (CAST(?1 AS INTEGER) << ${shift}) + ${2 ** shift - 1}`,
      [range],
    );
    return rows.map(([key]) => String(key));
  }

  /** How many rows there are in a range, both of its ends included. */
  countBetween(writer: SqliteWriter, from: bigint, to: bigint): number {
    const text = `SELECT count(*) FROM ${quoted(this.table.name)} WHERE ${this.#range} BETWEEN ${between}`;
    return Number(writer.rows(text, [String(from), String(to)])[0]?.[0]);
  }

  /** The keys of the rows in a range, both of its ends included. */
  keysBetween(writer: SqliteWriter, from: bigint, to: bigint): readonly string[] {
    const text = `SELECT CAST(rowid AS TEXT) FROM ${quoted(this.table.name)} WHERE ${this.#range} BETWEEN ${between}`;
    return writer.rows(text, [String(from), String(to)]).map(([key]) => String(key));
  }

  get #range(): string {
    const { range } = this.table;
    return range === null ? 'rowid' : quoted(range);
  }

  /** Adds what is written of a row to `values`, and returns them. */
  #addValues(row: Row, values: Written[]): Written[] {
    const { columns } = this.table;
    values.push(writtenValue('integer', row[0] ?? null));
    for (let at = 0; at < columns.length; at += 1) {
      const column = columns[at];
      if (column !== undefined) values.push(writtenValue(column.kind, row[at + 1] ?? null));
    }
    return values;
  }
}
