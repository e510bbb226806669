import { readFileSync } from 'node:fs';
import initSqlJs from 'sql.js';
import type { DatabaseResult } from '../../lib/snapshot/live-database.js';
import type { Queryable, SqlRow } from '../../lib/snapshot/port.js';
import type { SnapshotSource } from './source.js';

/** The obvious reader, and a wrong one: loads the main file whole, and knows of no WAL and no journal. */
export class MainFileSource implements SnapshotSource {
  readonly statistics = { accepted: 0, rejected: 0 };

  constructor(readonly path: string) {}

  async read<T>(queries: (database: Queryable) => T): Promise<DatabaseResult<T>> {
    const { Database } = await initSqlJs();
    const bytes = readFileSync(this.path);
    bytes.fill(1, 18, 20);
    const database = new Database(bytes);
    try {
      const value = queries({
        all: (sql) => {
          const statement = database.prepare(sql);
          const rows: SqlRow[] = [];
          while (statement.step()) rows.push(statement.getAsObject());
          statement.free();
          return rows;
        },
      });
      this.statistics.accepted += 1;
      return { kind: 'value', value, asOf: Date.now() };
    } catch (error) {
      this.statistics.rejected += 1;
      return {
        kind: 'problem',
        problem: { code: 'busy', sentence: String(error), file: this.path, advice: '' },
      };
    } finally {
      database.close();
    }
  }

  async close(): Promise<void> {}
}
