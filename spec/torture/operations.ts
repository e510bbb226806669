import { rewriteBlobs, savepoints, shrink, sweep, transfer } from './changes.js';
import type { OperationName } from './scenario.js';
import { journalModes, pageSizes } from './scenario.js';
import { changeColumns, changeIndex, changeTables } from './schema-changes.js';
import type { Desk } from './transaction.js';
import { Transaction } from './transaction.js';

/** Blocks this process; a writer has nothing else to do. */
export function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Everything that a writer can do, by name. Each throws what SQLite reports. */
export const operations: Readonly<Record<OperationName, (desk: Desk) => void>> = {
  transfer: (desk) => Transaction.run(desk, 'commit', transfer),
  sweep: (desk) => Transaction.run(desk, 'commit', sweep),
  blobs: (desk) => Transaction.run(desk, 'commit', (transaction) => rewriteBlobs(transaction, 3)),
  shrink: (desk) => Transaction.run(desk, 'commit', shrink),
  table: (desk) => Transaction.run(desk, 'commit', changeTables),
  index: (desk) => Transaction.run(desk, 'commit', changeIndex),
  column: (desk) => Transaction.run(desk, 'commit', changeColumns),
  savepoint: (desk) => Transaction.run(desk, 'commit', savepoints),
  rollback: (desk) =>
    Transaction.run(desk, 'rollback', (transaction) => {
      transfer(transaction);
      rewriteBlobs(transaction, 2);
    }),
  hold: (desk) =>
    Transaction.run(desk, desk.random.pick(['commit', 'rollback']), (transaction) => {
      sweep(transaction, () => sleep(desk.random.whole(1, 8)));
      transfer(transaction);
      sleep(desk.random.whole(1, 8));
    }),
  suicide: (desk) =>
    Transaction.run(desk, 'commit', (transaction) => {
      if (desk.random.fraction() < 0.5) transfer(transaction);
      sweep(transaction, () => process.kill(process.pid, 'SIGKILL'));
    }),
  vacuum: (desk) => {
    desk.database.exec('VACUUM');
  },
  incrementalVacuum: (desk) => {
    desk.database.pragma(`incremental_vacuum(${desk.random.whole(1, 30)})`);
  },
  checkpoint: (desk) => {
    desk.database.pragma(`wal_checkpoint(${desk.random.pick(['PASSIVE', 'FULL', 'RESTART', 'TRUNCATE'])})`);
  },
  switchJournal: (desk) => {
    desk.database.pragma(`journal_mode = ${desk.random.pick(journalModes)}`);
  },
  switchPageSize: (desk) => {
    desk.database.pragma(`page_size = ${desk.random.pick(pageSizes)}`);
    desk.database.exec('VACUUM');
  },
  reopen: (desk) => desk.reopen(),
};
