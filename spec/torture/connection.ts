import Database from 'better-sqlite3';
import type { Random } from '../../lib/demo/random.js';
import type { Queryable, SqlRow } from '../../lib/snapshot/port.js';
import type { Scenario } from './scenario.js';

/**
 * A native connection set up as the scenario says. Only for child processes that read nothing with `fs`: closing
 * any descriptor of the database would drop its locks. Throws what SQLite reports.
 */
export function connect(path: string, scenario: Scenario, random: Random): Database.Database {
  const database = new Database(path, { timeout: 10_000 });
  if (scenario.locking === 'EXCLUSIVE') database.pragma('locking_mode = EXCLUSIVE');
  database.pragma(`synchronous = ${scenario.synchronous}`);
  database.pragma(`cache_size = ${scenario.cachePages}`);
  database.pragma('cache_spill = 1');
  if (scenario.autoCheckpoint.length > 0)
    database.pragma(`wal_autocheckpoint = ${random.pick(scenario.autoCheckpoint)}`);
  if (scenario.journal !== 'wal' && database.pragma('journal_mode', { simple: true }) !== 'wal') {
    database.pragma(`journal_mode = ${scenario.journal}`);
  }
  if (scenario.attached) {
    database.prepare('ATTACH ? AS beside').run(`${path}.beside`);
    database.exec('CREATE TABLE IF NOT EXISTS beside.seen (counter INTEGER)');
    database.pragma(`beside.journal_mode = ${scenario.journal}`);
  }
  return database;
}

/** Sets what can only be set on a new database. The file need not exist. */
export function create(path: string, scenario: Scenario): Database.Database {
  const database = new Database(path);
  database.pragma(`page_size = ${scenario.pageSize}`);
  database.pragma(`auto_vacuum = ${scenario.autoVacuum}`);
  database.pragma(`journal_mode = ${scenario.journal}`);
  return database;
}

/** The reader's port over a native connection. */
export function nativeQueryable(database: Database.Database): Queryable {
  return { all: (sql) => database.prepare<[], SqlRow>(sql).all() };
}
