import type Database from 'better-sqlite3';
import type { Queryable, SqlRow } from '../../lib/snapshot/port.js';
import type { Verdict } from './inspection.js';
import { inspect } from './inspection.js';

/** The reader's port over a native connection, for child processes that read nothing with `fs`. */
export function nativeQueryable(database: Database.Database): Queryable {
  return {
    all: (sql) => database.prepare<[], SqlRow>(sql).all(),
  };
}

/** SQLite's own verdict about the same invariants, at full depth, in one transaction. Throws what SQLite reports. */
export function inspectNatively(database: Database.Database): Verdict {
  database.exec('BEGIN');
  try {
    return inspect(nativeQueryable(database), 'whole', 0);
  } finally {
    database.exec('COMMIT');
  }
}
