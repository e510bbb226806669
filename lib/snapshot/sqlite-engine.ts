import initSqlJs, { type SqlJsStatic } from 'sql.js';
import { PageSource, type Pages, pageUnreadable } from './page-source.js';
import type { Queryable, SqlRow } from './port.js';

let loading: Promise<SqlJsStatic> | undefined;

/** SQLite in WASM, loaded once for the process. */
export class SqliteEngine {
  private constructor(private readonly sql: SqlJsStatic) {}

  static async load(): Promise<SqliteEngine> {
    loading ??= initSqlJs();
    return new SqliteEngine(await loading);
  }

  /**
   * Runs queries on the given pages, and frees all that they took. Throws what SQLite reports or the queries
   * throw.
   */
  run<T>(pages: Pages, queries: (database: Queryable) => T): T {
    expectFirstPage(pages);
    // sql.js only ever calls the members that PageSource has.
    const database = new this.sql.Database(new PageSource(pages) as unknown as Uint8Array);
    try {
      database.exec('PRAGMA query_only=1; PRAGMA temp_store=memory');
      return queries({
        all(sql, parameters) {
          const prepared = database.prepare(sql, parameters === undefined ? undefined : { ...parameters });
          try {
            const rows: SqlRow[] = [];
            while (prepared.step()) rows.push(prepared.getAsObject());
            return rows;
          } finally {
            prepared.free();
          }
        },
      });
    } finally {
      database.close();
    }
  }
}

/** Opening reads page 1, and where that fails, sql.js keeps all that it took: so that it is tried before. */
function expectFirstPage(pages: Pages): void {
  try {
    pages.page(1);
  } catch (error) {
    throw error === pageUnreadable ? new Error('disk I/O error') : error;
  }
}
