import Database from 'better-sqlite3';
import type { DatabaseResult } from '../../lib/snapshot/live-database.js';
import type { Queryable } from '../../lib/snapshot/port.js';
import { nativeQueryable } from './native-inspection.js';
import type { SnapshotSource } from './source.js';

/**
 * SQLite itself as the reader, to prove that the torture finds no fault with a correct reader. It takes locks and makes
 * files; a process that uses it must read the database in no other way.
 */
export class NativeSource implements SnapshotSource {
  readonly #database: Database.Database;
  readonly statistics = { accepted: 0, rejected: 0 };

  constructor(path: string) {
    this.#database = new Database(path, { timeout: 2000 });
  }

  async read<T>(queries: (database: Queryable) => T): Promise<DatabaseResult<T>> {
    try {
      this.#database.exec('BEGIN');
      try {
        const value = queries(nativeQueryable(this.#database));
        this.statistics.accepted += 1;
        return { kind: 'value', value, asOf: Date.now() };
      } finally {
        this.#database.exec('COMMIT');
      }
    } catch (error) {
      this.statistics.rejected += 1;
      const code = String(error).includes('locked') ? 'busy' : 'failed';
      return { kind: 'problem', problem: { code, sentence: String(error), file: '', advice: '' } };
    }
  }

  async close(): Promise<void> {
    this.#database.close();
  }
}
