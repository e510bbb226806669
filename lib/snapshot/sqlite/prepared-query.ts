import type { Database, SqlValue, Statement } from 'sql.js';
import type { SqlParameters } from '../attempt/query-memory.js';
import type { SqlRow, TakeRow } from '../port.js';

/** A query, compiled once for a database whose schema stays the same. The caller frees it. */
export class PreparedQuery {
  readonly #statement: Statement;
  /**
   * Kept because sql.js would read and decode them again with each row: for most rows that takes longer than everything
   * else.
   */
  readonly #columns: readonly string[];

  /** Throws what SQLite reports. */
  constructor(database: Database, sql: string) {
    this.#statement = database.prepare(sql);
    this.#columns = this.#statement.getColumnNames();
  }

  /** All rows of the result; none if `take` gets them one by one. Throws what SQLite reports. */
  rows(parameters?: SqlParameters, take?: TakeRow): SqlRow[] {
    const statement = this.#statement;
    try {
      if (parameters !== undefined) statement.bind({ ...parameters });
      const rows: SqlRow[] = [];
      const put = take ?? ((row: SqlRow) => void rows.push(row));
      while (statement.step()) put(rowOf(this.#columns, statement.get()));
      return rows;
    } finally {
      statement.reset();
    }
  }

  free(): void {
    this.#statement.free();
  }
}

function rowOf(columns: readonly string[], values: readonly SqlValue[]): SqlRow {
  const row: Record<string, SqlValue> = {};
  for (let place = 0; place < columns.length; place += 1) row[columns[place] ?? ''] = values[place] ?? null;
  return row;
}
