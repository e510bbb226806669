import type Database from 'better-sqlite3';
import type { Random } from '../../lib/demo/random.js';
import { historySlots } from './bank.js';
import type { Scenario } from './scenario.js';

/** What a writer works with; `database` changes when the connection is opened again. */
export interface Desk {
  database: Database.Database;
  readonly scenario: Scenario;
  readonly random: Random;
  /** Called with the counter of each commit before it is made, and after SQLite has said that it is done. */
  readonly begin: (counter: number) => void;
  readonly acknowledge: (counter: number) => void;
  readonly reopen: () => void;
}

/** Columns of `state` that a transaction may move. */
type Tally = 'entries' | 'blob_bytes' | 'extras' | 'indexed' | 'columns' | 'step';

/** One open transaction: its counter, and the tally that `state` must show in the end. */
export class Transaction {
  readonly counter: number;
  readonly #token: number;

  private constructor(readonly desk: Desk) {
    const { database, random } = desk;
    this.#token = random.whole(1, 2 ** 31);
    const row = database.prepare<[number], { counter: number }>(
      'UPDATE state SET counter = counter + 1, token = ?, open = 1 RETURNING counter',
    );
    const updated = row.get(this.#token);
    if (updated === undefined) throw new Error('the row of state is gone');
    this.counter = updated.counter;
    desk.begin(this.counter);
  }

  /**
   * Runs the body between BEGIN IMMEDIATE and COMMIT or ROLLBACK. If a reader saw it half done, that would show: `open`
   * is 1 and the sums are wrong. Throws what SQLite reports, with the transaction rolled back.
   */
  static run(desk: Desk, end: 'commit' | 'rollback', body: (transaction: Transaction) => void): void {
    desk.database.exec('BEGIN IMMEDIATE');
    try {
      const transaction = new Transaction(desk);
      body(transaction);
      if (end === 'rollback') {
        desk.database.exec('ROLLBACK');
        return;
      }
      transaction.#close();
      desk.database.exec('COMMIT');
      desk.acknowledge(transaction.counter);
    } catch (error) {
      if (desk.database.inTransaction) desk.database.exec('ROLLBACK');
      throw error;
    }
  }

  /** Runs one statement. */
  change(sql: string, ...values: (number | string | Uint8Array)[]): void {
    this.desk.database.prepare(sql).run(...values);
  }

  /** The first column of the first row, as a number; 0 where there is none. */
  number(sql: string, ...values: (number | string)[]): number {
    const value: unknown = this.desk.database
      .prepare(sql)
      .pluck()
      .get(...values);
    return typeof value === 'number' ? value : 0;
  }

  /** Moves one of the sums that `state` keeps. */
  tally(column: Tally, by: number): void {
    this.change(`UPDATE state SET ${column} = ${column} + ?`, by);
  }

  #close(): void {
    if (this.desk.scenario.attached) this.change('INSERT INTO beside.seen VALUES (?)', this.counter);
    this.change(
      'INSERT OR REPLACE INTO history VALUES (?, ?, ?)',
      this.counter % historySlots,
      this.counter,
      this.#token,
    );
    this.change('UPDATE state SET open = 0');
  }
}
