import type Database from 'better-sqlite3';
import { tablesOf } from '../support/database-versions.js';
import { jobs } from './queue/history.js';
import type { Scenario } from './scenario.js';

/** Balances add up to this for each account, whatever happens. */
export const startBalance = 1000;
/** Slots in the ring of the latest transactions. */
export const historySlots = 256;
/** How many rows of blobs there are, always. */
export const blobRows = 24;

const tables = `
  -- One row. \`open\` is 1 from a transaction's first statement until just before its commit.
  CREATE TABLE state (
    id INTEGER PRIMARY KEY, counter INTEGER, token INTEGER, open INTEGER, accounts INTEGER, entries INTEGER,
    blob_bytes INTEGER, extras INTEGER, indexed INTEGER, columns INTEGER,
    step INTEGER
  );
  CREATE TABLE account (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL, filler BLOB NOT NULL);
  CREATE INDEX account_balance ON account (balance);
  CREATE TABLE entry (id INTEGER PRIMARY KEY, counter INTEGER NOT NULL, amount INTEGER NOT NULL);
  CREATE INDEX entry_counter ON entry (counter);
  CREATE TABLE blob (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, content BLOB NOT NULL);
  CREATE TABLE history (slot INTEGER PRIMARY KEY, counter INTEGER NOT NULL, token INTEGER NOT NULL);
  CREATE TABLE extra_list (name TEXT PRIMARY KEY, rows INTEGER NOT NULL) WITHOUT ROWID;
`;

const someJobs = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${jobs})
  INSERT INTO cf_processing_queue (id, plugin_name, status, claim_time) SELECT i, 'p', 'PENDING', 1768300000 + i FROM n`;

/**
 * Makes the tables in an empty database: accounts on at least a dozen pages, blobs with overflow pages, and the row of
 * `state` that says what everything must add up to; and where the scenario has a queue, its jobs, which all wait.
 */
export function layOutBank(database: Database.Database, scenario: Scenario): void {
  const fillerLength = Math.max(60, Math.floor(scenario.pageSize / 6));
  const accounts = scenario.pageSize <= 4096 ? 150 : 60;
  database.exec('BEGIN IMMEDIATE');
  database.exec(tables);
  const account = database.prepare('INSERT INTO account VALUES (?, ?, ?)');
  for (let id = 1; id <= accounts; id++) account.run(id, startBalance, contentOf(id, 0, fillerLength));
  const blob = database.prepare('INSERT INTO blob VALUES (?, 0, ?)');
  for (let id = 1; id <= blobRows; id++) blob.run(id, contentOf(id, 0, 100));
  database.prepare('INSERT INTO history VALUES (0, 0, 0)').run();
  database
    .prepare('INSERT INTO state VALUES (1, 0, 0, 0, ?, 0, ?, 0, 1, 3, 0)')
    .run(accounts, blobRows * 100);
  if (scenario.queue !== null)
    for (const sql of [...tablesOf(scenario.queue, 'none'), someJobs]) database.exec(sql);
  database.exec('COMMIT');
}

/**
 * The only right content of a blob: bytes that its row's id and version decide, so that a page out of another
 * version, or another row, shows at once.
 */
export function contentOf(id: number, version: number, length: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(length / 4));
  let state = (Math.imul(id + 1, 73_856_093) ^ Math.imul(version + 1, 19_349_663)) >>> 0 || 1;
  for (let index = 0; index < words.length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state;
  }
  return new Uint8Array(words.buffer, 0, length);
}
