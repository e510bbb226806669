import type { Database, SqlJsStatic, Statement } from 'sql.js';

/** A value to write. For a column of numbers it may be a number as text, so that no digit is lost. */
export type Written = string | number | Uint8Array | null;

/** Writes, with SQLite, a database that exists only in this process, and only while it is open. */
export class SqliteWriter {
  readonly #database: Database;
  readonly #statements = new Map<string, Statement>();

  /** `contents` is what sql.js takes for a file's bytes, and keeps. */
  constructor(sql: SqlJsStatic, contents: unknown) {
    this.#database = new sql.Database(contents as Uint8Array);
    // No other process uses it, and after a crash there is nothing left to repair.
    this.#database.exec(
      'PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA cache_size=-8000',
    );
  }

  /** Runs `work` in one transaction, and returns what it returns; rolls back if it throws. */
  transaction<T>(work: () => T): T {
    this.#database.exec('BEGIN');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#reset();
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  /** Runs a statement with values in the order of its parameters. It stays prepared. */
  run(text: string, values: readonly Written[] = []): void {
    const statement = this.#prepared(text);
    // It ends with a reset, and doesn't change the values.
    statement.run(values as Written[]);
  }

  /** Runs a statement that changes tables; all other statements are then prepared again. */
  define(text: string): void {
    for (const statement of this.#statements.values()) statement.free();
    this.#statements.clear();
    this.#database.exec(text);
  }

  /** The rows of a query, their values in the order of its columns. */
  rows(text: string, values: readonly Written[] = []): readonly (readonly Written[])[] {
    const statement = this.#prepared(text);
    statement.bind([...values]);
    const rows: Written[][] = [];
    while (statement.step()) rows.push(statement.get() as Written[]);
    statement.reset();
    return rows;
  }

  /** The rows that a statement returns, by column; its values by the names of its parameters, as they stand there. */
  records(
    text: string,
    values: Readonly<Record<string, Written>>,
  ): readonly Readonly<Record<string, unknown>>[] {
    const statement = this.#prepared(text);
    statement.bind(values as Record<string, string | number | null>);
    const rows: Readonly<Record<string, unknown>>[] = [];
    while (statement.step()) rows.push(statement.getAsObject());
    statement.reset();
    return rows;
  }

  /** How many rows the last statement that changes rows changed. */
  get changed(): number {
    return this.#database.getRowsModified();
  }

  /** The file that it would be. Ends the open transaction, if any. */
  bytes(): Uint8Array {
    this.#statements.clear();
    return this.#database.export();
  }

  /** Frees everything that SQLite holds for it. */
  close(): void {
    this.#database.close();
  }

  #prepared(text: string): Statement {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(text);
    this.#statements.set(text, statement);
    return statement;
  }

  #reset(): void {
    for (const statement of this.#statements.values()) statement.reset();
  }
}
