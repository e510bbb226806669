import Database from 'better-sqlite3';

/**
 * better-sqlite3 as the specs' processes use it, which have to run on any version of Node. Its databases and statements
 * stay in memory until the process ends: from 24.19 on, Node aborts when the garbage collector frees an object of
 * this addon while no JavaScript runs.
 */
class Keeping extends Database {
  static readonly #kept: unknown[] = [];

  constructor(...options: ConstructorParameters<typeof Database>) {
    super(...options);
    Keeping.#kept.push(this);
  }

  override prepare<Parameters extends unknown[] | object, Row>(sql: string) {
    const statement = super.prepare<Parameters, Row>(sql);
    Keeping.#kept.push(statement);
    return statement;
  }

  /** The driver's own `pragma` makes a statement that can't be reached from here. */
  override pragma(text: string, options?: Database.PragmaOptions): unknown {
    const statement = this.prepare<[], unknown>(`PRAGMA ${text}`);
    if (statement.reader) return options?.simple === true ? statement.pluck().get() : statement.all();
    statement.run();
    return options?.simple === true ? undefined : [];
  }
}

// The types describe a constructor that can also be called without `new`, which never happens here.
export const NativeDatabase = Keeping as unknown as typeof Database;
