import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import initSqlJs from 'sql.js';
import type { WalkQueue } from '../../lib/snapshot/index/queue-walk.js';
import { type DatabaseResult, LiveDatabase, type ReadStatistics } from '../../lib/snapshot/live-database.js';
import type { Queryable, SqlRow } from '../../lib/snapshot/port.js';
import { agentHere } from '../support/agent-here.js';
import { nativeQueryable } from './connection.js';

/** Queries of one instant; only our own reader can also walk the queue's table. */
type Queries<T> = (database: Queryable, walkQueue?: WalkQueue) => T;

/** What the torture reads with: a LiveDatabase, or a reader to compare it with. */
export interface SnapshotSource {
  read<T>(queries: Queries<T>): Promise<DatabaseResult<T>>;
  readonly statistics: Pick<ReadStatistics, 'accepted' | 'rejected'>;
  close(): Promise<void>;
}

/** The readers, by name: each opens a database's path. */
export const readers = {
  live: (path: string): SnapshotSource => new LiveDatabase(path),
  agent: (path: string): SnapshotSource => {
    const { system, close } = agentHere(path);
    const database = new LiveDatabase(path, Date.now, () => {}, system);
    return {
      read: (queries) => database.read(queries),
      get statistics() {
        return database.statistics;
      },
      close: async () => {
        await database.close();
        await close();
      },
    };
  },
  'main-file': (path: string): SnapshotSource => new OtherSource(mainFileAlone(path)),
  native: (path: string): SnapshotSource => new OtherSource(natively(path)),
} as const;

/** What another reader does: it throws where it can't read. */
interface OtherReader {
  read<T>(queries: Queries<T>): Promise<T>;
  isBusy(error: unknown): boolean;
  close?(): void;
}

class OtherSource implements SnapshotSource {
  readonly statistics = { accepted: 0, rejected: 0 };
  readonly #reader: OtherReader;

  constructor(reader: OtherReader) {
    this.#reader = reader;
  }

  async read<T>(queries: Queries<T>): Promise<DatabaseResult<T>> {
    try {
      const value = await this.#reader.read(queries);
      this.statistics.accepted += 1;
      return { kind: 'value', value, asOf: Date.now() };
    } catch (error) {
      this.statistics.rejected += 1;
      const code = this.#reader.isBusy(error) ? 'busy' : 'failed';
      return { kind: 'problem', problem: { code, sentence: String(error), file: '', advice: '' } };
    }
  }

  async close(): Promise<void> {
    this.#reader.close?.();
  }
}

/** The obvious reader, and a wrong one: loads the main file whole, and knows of no WAL and no journal. */
function mainFileAlone(path: string): OtherReader {
  return {
    async read(queries) {
      const sql = await initSqlJs();
      const bytes = readFileSync(path);
      bytes.fill(1, 18, 20);
      const database = new sql.Database(bytes);
      const all = (text: string) => {
        const statement = database.prepare(text);
        const rows: SqlRow[] = [];
        while (statement.step()) rows.push(statement.getAsObject());
        statement.free();
        return rows;
      };
      try {
        return queries({ all });
      } finally {
        database.close();
      }
    },
    isBusy: () => true,
  };
}

/**
 * SQLite itself, to prove that the torture finds no fault with a correct reader. It takes locks and makes files; a
 * process that uses it must read the database in no other way.
 */
function natively(path: string): OtherReader {
  const database = new Database(path, { timeout: 2000 });
  return {
    async read(queries) {
      database.exec('BEGIN');
      try {
        return queries(nativeQueryable(database));
      } finally {
        database.exec('COMMIT');
      }
    },
    isBusy: (error) => String(error).includes('locked'),
    close: () => void database.close(),
  };
}
