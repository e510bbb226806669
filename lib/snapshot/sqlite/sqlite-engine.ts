import initSqlJs, { type SqlJsStatic } from 'sql.js';
import { compileOnce, ownFile } from '../../entries.js';
import type { Pages } from '../attempt/page-source.js';
import type { Queryable } from '../port.js';
import { once, SqliteSession } from './sqlite-session.js';
import { SqliteWriter } from './sqlite-writer.js';

let loading: Promise<SqlJsStatic> | undefined;
/** Databases without tables, by the size of their pages. */
const empty = new Map<number, Uint8Array>();

/** Whether SQLite couldn't be loaded for want of memory: V8 reserves gigabytes of addresses for it. */
export function isOutOfMemory(error: unknown): boolean {
  return /\bRangeError: WebAssembly\b.*(?:Out of memory|could not allocate memory)/.test(String(error));
}

/** SQLite in WASM, loaded once for each process. */
export class SqliteEngine {
  readonly #sql: SqlJsStatic;

  private constructor(sql: SqlJsStatic) {
    this.#sql = sql;
  }

  /** Rejects if SQLite can't be loaded. */
  static async load(): Promise<SqliteEngine> {
    loading ??= compiledOnce();
    return new SqliteEngine(await loading);
  }

  /**
   * Runs queries on the given pages, and frees everything that they used. Throws what SQLite reports or the
   * queries throw.
   */
  run<T>(pages: Pages, queries: (database: Queryable) => T): T {
    return once(this.#sql, pages, queries);
  }

  /** The bytes of a database without tables, with pages of this size. */
  emptyDatabase(pageSize: number): Uint8Array {
    const known = empty.get(pageSize);
    if (known !== undefined) return known;
    const database = new this.#sql.Database();
    try {
      database.exec(`PRAGMA page_size=${pageSize}; CREATE TABLE first (id); DROP TABLE first`);
      const bytes = database.export();
      empty.set(pageSize, bytes);
      return bytes;
    } finally {
      database.close();
    }
  }

  /** For writing a database whose bytes sql.js keeps as they are. The caller closes it. */
  writer(contents: unknown): SqliteWriter {
    return new SqliteWriter(this.#sql, contents);
  }

  /**
   * For queries on one set of pages after another. The caller closes it. `queue` chooses another program's queue in the
   * database, by its name; null: ours, or else the first.
   */
  session(queue: string | null = null): SqliteSession {
    return new SqliteSession(this.#sql, queue);
  }
}

function compiledOnce(): Promise<SqlJsStatic> {
  compileOnce();
  // What it prints when it can't begin is in its error, too.
  const wasm = ownFile('sql-wasm.wasm');
  const within = wasm === null ? {} : { wasmBinary: new Uint8Array(wasm).buffer };
  return keepingMarks(() => initSqlJs({ printErr: () => undefined, ...within }));
}

/**
 * Has sql.js read texts whole. It makes its decoder while it starts, which by default drops a byte order mark at the
 * beginning of a text: a parser whose name begins with one couldn't be found by the name that is shown.
 */
function keepingMarks<T>(start: () => T): T {
  const usual = globalThis.TextDecoder;
  globalThis.TextDecoder = class extends usual {
    constructor(label?: string, options?: ConstructorParameters<typeof usual>[1]) {
      super(label, { ...options, ignoreBOM: true });
    }
  };
  try {
    return start();
  } finally {
    globalThis.TextDecoder = usual;
  }
}
