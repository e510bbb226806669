import type { SqliteWriter, Written } from '../../snapshot/sqlite/sqlite-writer.js';
import type { Row } from '../link/server-connection.js';
import { quotedName } from '../link/server-link.js';
import { type MirroredTable, shiftOf, writtenValue } from './mirrored-table.js';

/** How many rows one statement writes if there are many: more would be no cheaper. */
const rowsInOne = 20;
const between = 'CAST(?1 AS INTEGER) AND CAST(?2 AS INTEGER)';

/** What writing some rows does. */
export interface PlannedRows {
  readonly rows: readonly Row[];
  /** Where the mirror has older rows of the same jobs. */
  readonly stale: readonly string[];
  /** Ids that other rows have, too. */
  readonly shared: readonly Written[];
  /** How many rows the mirror has afterwards. */
  readonly count: number;
  /** What tells jobs apart whose place is another one's now. */
  readonly displaced: readonly (readonly string[])[];
}

/** Writes the rows of one table into the mirror, and knows how many there are. */
export class MirroredRows {
  /** How many rows of the table the mirror has; to be counted again after {@link fill}. */
  #count = 0;
  readonly #put: string;
  readonly #putMany: string;
  readonly #known: string;
  /** Finds rows with some keys, and what tells their jobs apart. */
  readonly #present: string;
  readonly #remove: string;
  /** What tells jobs apart wherever their rows are; null: not known. */
  readonly #identity: RowIdentity | null;

  /**
   * `identity`: columns of it that tell its rows apart, first the job's id; none: only its key does. An id that several
   * rows have is followed here by what else tells each of them apart: `ID/NAME`.
   */
  constructor(
    readonly table: MirroredTable,
    identity: readonly string[] = [],
  ) {
    const name = quotedName(table.name);
    this.#identity = identity.length === 0 ? null : identityOf(table, identity);
    const columns = ['rowid', ...table.columns.map((column) => quotedName(column.name))];
    const marks = `(${columns.map(() => '?').join(', ')})`;
    // A row that is there already isn't written: its page counts as changed then, and all of its jobs are decoded again.
    const others = columns.slice(1);
    const instead = `ON CONFLICT (rowid) DO UPDATE
      SET ${others.map((column) => `${column} = excluded.${column}`).join(', ')}
      WHERE ${others.map((column) => `${name}.${column} IS NOT excluded.${column}`).join(' OR ')}`;
    const put = (count: number) =>
      `INSERT INTO ${name} (${columns.join(', ')}) VALUES ${Array.from({ length: count }, () => marks).join(', ')} ${instead}`;
    this.#put = put(1);
    this.#putMany = put(rowsInOne);
    this.#known = `SELECT 1 FROM ${name} WHERE rowid = ?`;
    this.#present = `SELECT ${['rowid', ...(this.#identity === null ? [] : [this.#identity.present])].join(', ')}
      FROM ${name} WHERE rowid IN (SELECT value FROM json_each(?))`;
    this.#remove = `DELETE FROM ${name} WHERE rowid = ?`;
  }

  get count(): number {
    return this.#count;
  }

  /** SQL that finds jobs on the server by what tells them apart; null: not known. */
  get isAmong(): string | null {
    return this.#identity?.isAmong ?? null;
  }

  /** Writes rows, each with its key first, without counting them. */
  fill(writer: SqliteWriter, rows: readonly Row[]): void {
    this.#write(writer, rows);
    const place = this.#identity?.places[0];
    if (place !== undefined)
      this.#makeUnique(
        writer,
        rows.map((row) => row[place] ?? null),
      );
  }

  #write(writer: SqliteWriter, rows: readonly Row[]): void {
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
    writer.run(`DELETE FROM ${quotedName(this.table.name)}`, []);
  }

  /** Counts what is there. */
  recount(writer: SqliteWriter): void {
    this.#count = Number(writer.rows(`SELECT count(*) FROM ${quotedName(this.table.name)}`)[0]?.[0]);
  }

  /**
   * Finds out what writing rows that are new or have changed, all as of one instant, does; writes nothing. What the
   * mirror has of them is asked at once: asked one by one, it takes longer than writing them.
   */
  plan(writer: SqliteWriter, rows: readonly Row[]): PlannedRows {
    const keys = new Map(rows.map((row) => [row[0] ?? '', this.#identityOf(row)]));
    const present = writer.rows(this.#present, [`[${[...keys.keys()].join(',')}]`]);
    const found = { rows, stale: [], shared: [], displaced: [] };
    if (this.#identity === null) return { ...found, count: this.#count + keys.size - present.length };
    const places = new Map(rows.map((row) => [this.#identityOf(row), row[0] ?? '']));
    const ids = new Set<Written>();
    const shared = new Set<Written>();
    for (const row of rows) {
      const id = row[this.#identity.places[0] ?? 0] ?? null;
      (ids.has(id) ? shared : ids).add(id);
    }
    const stale = new Set<string>();
    for (const [key, id, isId, ...more] of writer.rows(this.#identity.others, [JSON.stringify([...ids])])) {
      const place = isId === 1 ? places.get(JSON.stringify([id, ...more])) : undefined;
      if (place === undefined) shared.add(id ?? null);
      else if (place !== key && !keys.has(String(key))) stale.add(String(key));
    }
    const displaced = present.filter(([, ...identity]) => !places.has(JSON.stringify(identity)));
    return {
      ...{ rows, stale: [...stale], shared: [...shared] },
      count: this.#count + keys.size - present.length - stale.size,
      displaced: displaced.map(([, ...identity]) => identity.map(String)),
    };
  }

  /** What tells the job in a row apart. */
  #identityOf(row: Row): string {
    return JSON.stringify(this.#identity?.places.map((place) => row[place] ?? null) ?? []);
  }

  /** Writes what was planned, in place of what the mirror had of the same jobs elsewhere. */
  write(writer: SqliteWriter, { rows, stale, shared, count }: PlannedRows): void {
    this.#write(writer, rows);
    this.remove(writer, stale);
    this.#makeUnique(writer, shared);
    this.#count = count;
  }

  /** Both at once. */
  put(writer: SqliteWriter, rows: readonly Row[]): void {
    if (rows.length > 0) this.write(writer, this.plan(writer, rows));
  }

  /** Removes rows by their keys. */
  remove(writer: SqliteWriter, keys: readonly string[]): void {
    for (const key of keys) {
      if (writer.rows(this.#known, [key]).length > 0) this.#count -= 1;
      const [[shared] = []] = this.#identity === null ? [] : writer.rows(this.#identity.shared, [key]);
      writer.run(this.#remove, [key]);
      if (this.#identity !== null && shared !== undefined) writer.run(this.#identity.alone, [shared]);
    }
  }

  /** Has no two rows the same one of these ids. */
  #makeUnique(writer: SqliteWriter, ids: readonly Written[]): void {
    if (this.#identity === null || this.#identity.places.length < 2 || ids.length === 0) return;
    for (const [id] of writer.rows(this.#identity.several, [JSON.stringify(ids)]))
      writer.run(this.#identity.name, [id ?? null]);
  }

  /** How many rows there are in each range of keys. */
  ranges(writer: SqliteWriter): ReadonlyMap<string, number> {
    const rows = writer.rows(
      `SELECT CAST(rowid >> ${shiftOf(this.table)} AS TEXT), count(*) FROM ${quotedName(this.table.name)} GROUP BY 1`,
    );
    return new Map(rows.map(([range, count]) => [String(range), Number(count)]));
  }

  /** The keys in one range. */
  keysIn(writer: SqliteWriter, range: string): readonly string[] {
    const shift = shiftOf(this.table);
    const rows = writer.rows(
      `SELECT CAST(rowid AS TEXT) FROM ${quotedName(this.table.name)}
      WHERE rowid BETWEEN CAST(?1 AS INTEGER) << ${shift} AND (CAST(?1 AS INTEGER) << ${shift}) + ${2 ** shift - 1}`,
      [range],
    );
    return rows.map(([key]) => String(key));
  }

  /** How many rows there are in a range, both of its ends included. */
  countBetween(writer: SqliteWriter, from: bigint, to: bigint): number {
    const text = `SELECT count(*) FROM ${quotedName(this.table.name)} WHERE ${this.#range} BETWEEN ${between}`;
    return Number(writer.rows(text, [String(from), String(to)])[0]?.[0]);
  }

  /** The keys of the rows in a range, both of its ends included. */
  keysBetween(writer: SqliteWriter, from: bigint, to: bigint): readonly string[] {
    const text = `SELECT CAST(rowid AS TEXT) FROM ${quotedName(this.table.name)} WHERE ${this.#range} BETWEEN ${between}`;
    return writer.rows(text, [String(from), String(to)]).map(([key]) => String(key));
  }

  get #range(): string {
    const { range } = this.table;
    return range === null ? 'rowid' : quotedName(range);
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

/** How rows of a table are told apart by columns. */
interface RowIdentity {
  /** Where a row that is written has these columns. */
  readonly places: readonly number[];
  /** SQL for whether a row of the server's, `it`, is one of some jobs: `$1` has their ids, `$2` their names. */
  readonly isAmong: string;
  /** SQL of what tells the job in a row apart. */
  readonly present: string;
  /** Finds rows with some ids, also where more follows: key, id, whether no other job's could be that, and what else tells it apart. */
  readonly others: string;
  /** Finds which of some ids several rows have. */
  readonly several: string;
  /** Adds what tells them apart to an id that several rows have. */
  readonly name: string;
  /** The id that a row shares with others; no row: it shares none. */
  readonly shared: string;
  /** Takes that away again from an id that only one row has left. */
  readonly alone: string;
}

function identityOf(table: MirroredTable, columns: readonly string[]): RowIdentity {
  const name = quotedName(table.name);
  const [id = '', ...others] = columns.map(quotedName);
  const moreOf = (of: string) => others.map((column) => ` || '/' || ${of}${column}`).join('');
  const more = moreOf('');
  // The character after the slash.
  const among = (shared: string, of = '') =>
    `${of}${id} > ${shared} || '/' AND ${of}${id} < ${shared} || '0'`;
  const raw = `substr(${id}, 1, length(${id}) - length(''${more}))`;
  return {
    places: columns.map((column) => 1 + table.columns.findIndex((each) => each.name === column)),
    isAmong: columns.map((column, at) => `it.${quotedName(column)} = ANY ($${at + 1})`).join(' AND '),
    present: `iif(${id} = ${raw}${more}, ${raw}, ${id})${others.map((column) => `, ${column}`).join('')}`,
    others: `SELECT CAST(it.rowid AS TEXT), asked.value, it.${id} IN (asked.value, asked.value${moreOf('it.')})${others.map((column) => `, it.${column}`).join('')}
      FROM json_each(?) AS asked CROSS JOIN ${name} AS it
      ON it.${id} = asked.value${others.length === 0 ? '' : ` OR ${among('asked.value', 'it.')}`}`,
    several: `SELECT DISTINCT value FROM json_each(?) WHERE (SELECT count(*) FROM ${name} WHERE ${id} = value) > 1
      OR EXISTS (SELECT 1 FROM ${name} WHERE ${among('value')})`,
    name: `UPDATE ${name} SET ${id} = ${id}${more} WHERE ${id} = ?`,
    shared: `SELECT ${raw} FROM ${name} WHERE rowid = ? AND ${id} = ${raw}${more} AND ''${more} <> ''`,
    alone: `UPDATE ${name} SET ${id} = ?1 WHERE ${among('?1')} AND ${id} = ?1${more}
      AND (SELECT count(*) FROM ${name} WHERE ${among('?1')}) = 1`,
  };
}
