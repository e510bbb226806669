import type Database from 'better-sqlite3';
import { contentOf } from './content.js';
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
    blob_bytes INTEGER, extras INTEGER, indexed INTEGER, columns INTEGER
  );
  CREATE TABLE account (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL, filler BLOB NOT NULL);
  CREATE INDEX account_balance ON account (balance);
  CREATE TABLE entry (id INTEGER PRIMARY KEY, counter INTEGER NOT NULL, amount INTEGER NOT NULL);
  CREATE INDEX entry_counter ON entry (counter);
  CREATE TABLE blob (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, content BLOB NOT NULL);
  CREATE TABLE history (slot INTEGER PRIMARY KEY, counter INTEGER NOT NULL, token INTEGER NOT NULL);
  CREATE TABLE extra_list (name TEXT PRIMARY KEY, rows INTEGER NOT NULL) WITHOUT ROWID;
`;

/**
 * Makes the tables in an empty database: accounts on at least a dozen pages, blobs with overflow pages, and the row of
 * `state` that says what everything must add up to.
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
  database.prepare('INSERT INTO state VALUES (1, 0, 0, 0, ?, 0, ?, 0, 1, 3)').run(accounts, blobRows * 100);
  database.exec('COMMIT');
}
