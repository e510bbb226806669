import type { Statement, Values, Writable } from '../actions/driver/driver.js';
import { sqlText } from '../schema/statement.js';

/** A time as `datetime()` writes it (behaviour 9.4): `YYYY-MM-DD HH:MM:SS`, UTC. From ms since the epoch. */
export function sqliteTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** The statements of schema/demo/, by their names, each one prepared once. */
export class DemoStore {
  readonly #database: Writable;
  readonly #prepared = new Map<string, Statement>();

  constructor(database: Writable) {
    this.#database = database;
  }

  /** Runs a statement; returns how many rows it changed. */
  run(name: string, values: Values = {}): number {
    return this.#statement(name).run(values);
  }

  /** The rows that a statement returns, which has to select these columns. */
  all<Row>(name: string, values: Values = {}): readonly Row[] {
    return this.#statement(name).all(values) as Row[];
  }

  /** How many jobs wait. */
  depth(): number {
    return this.all<{ readonly depth: number }>('queue-depth')[0]?.depth ?? 0;
  }

  /** Runs several statements in one commit; none of them if one throws. */
  transaction<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #statement(name: string): Statement {
    const statement = this.#prepared.get(name) ?? this.#database.prepare(sqlText(`demo/${name}`));
    this.#prepared.set(name, statement);
    return statement;
  }
}
