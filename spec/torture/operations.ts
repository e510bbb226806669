import { blobRows, contentOf } from './bank.js';
import { takeSteps } from './queue/queue.js';
import { journalModes, type OperationName, pageSizes } from './scenario.js';
import { type Desk, Transaction } from './transaction.js';

/** Blocks this process; a writer has nothing else to do. */
export function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Everything that a writer can do, by name. Each throws what SQLite reports. */
export const operations: Readonly<Record<OperationName, (desk: Desk) => void>> = {
  jobs: (desk) => Transaction.run(desk, 'commit', takeSteps),
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

/** Moves money between accounts, with one row of the ledger for each side; keeps the ledger short. */
function transfer(transaction: Transaction): void {
  const { random } = transaction.desk;
  const accounts = transaction.number('SELECT accounts FROM state');
  const legs = random.whole(1, 4);
  for (let leg = 0; leg < legs; leg++) {
    const amount = random.whole(1, 500);
    book(transaction, random.whole(1, accounts), -amount);
    book(transaction, random.whole(1, accounts), amount);
  }
  if (transaction.number('SELECT entries FROM state') > 300) {
    transaction.change('DELETE FROM entry WHERE id IN (SELECT id FROM entry ORDER BY counter, id LIMIT 200)');
    transaction.tally('entries', transaction.number('SELECT changes()') * -1);
  }
}

function book(transaction: Transaction, account: number, amount: number): void {
  transaction.change('UPDATE account SET balance = balance + ? WHERE id = ?', amount, account);
  transaction.change('INSERT INTO entry (counter, amount) VALUES (?, ?)', transaction.counter, amount);
  transaction.tally('entries', 1);
}

/** Moves one unit round all accounts, in a random order of pages, and gives some blobs new content. */
function sweep(transaction: Transaction, midway: () => void = () => {}): void {
  const accounts = transaction.number('SELECT accounts FROM state');
  const { random } = transaction.desk;
  const step = random.pick([1, 7, 11, 13]);
  const turn = random.whole(0, accounts - 1);
  for (let index = 0; index < accounts; index++) {
    const id = 1 + ((turn + index * step) % accounts);
    transaction.change(
      'UPDATE account SET balance = balance + ? WHERE id = ?',
      index === 0 ? 1 - accounts : 1,
      id,
    );
    if (index === turn) midway();
  }
  rewriteBlobs(transaction, 6);
}

/** Gives random blobs new content of another length, most with overflow pages. */
function rewriteBlobs(transaction: Transaction, count: number): void {
  const { random, scenario } = transaction.desk;
  const page = Math.min(scenario.pageSize, 16_384);
  for (let turn = 0; turn < count; turn++) {
    const length = random.pick([20, Math.floor(page / 3), page * 2, Math.min(page * 5, 40_000)]);
    rewriteBlob(transaction, random.whole(1, blobRows), length);
  }
}

/** Cuts most blobs to a few bytes, so that their pages come free. */
function shrink(transaction: Transaction): void {
  for (let id = 1; id <= blobRows; id++) {
    if (id % 5 !== 0) rewriteBlob(transaction, id, 10);
  }
}

function rewriteBlob(transaction: Transaction, id: number, length: number): void {
  const before = transaction.number('SELECT length(content) FROM blob WHERE id = ?', id);
  const content = contentOf(id, transaction.counter, length);
  transaction.change(
    'UPDATE blob SET version = ?, content = ? WHERE id = ?',
    transaction.counter,
    content,
    id,
  );
  transaction.tally('blob_bytes', length - before);
}

/** Inner savepoints: one rolled back, of which nothing may stay, and one released. */
function savepoints(transaction: Transaction): void {
  transaction.change('SAVEPOINT outer_point');
  transfer(transaction);
  transaction.change('SAVEPOINT inner_point');
  sweep(transaction);
  shrink(transaction);
  transaction.change('ROLLBACK TO inner_point');
  transaction.change('RELEASE inner_point');
  transaction.change('RELEASE outer_point');
  rewriteBlobs(transaction, 2);
}

/** Makes a table with rows and an index, or drops the oldest where there are several. */
function changeTables(transaction: Transaction): void {
  if (transaction.number('SELECT extras FROM state') >= 4) {
    const name = `extra_${transaction.number('SELECT min(CAST(substr(name, 7) AS INTEGER)) FROM extra_list')}`;
    transaction.change(`DROP TABLE ${name}`);
    transaction.change('DELETE FROM extra_list WHERE name = ?', name);
    transaction.tally('extras', -1);
    return;
  }
  const name = `extra_${transaction.counter}`;
  const rows = transaction.desk.random.whole(1, 40);
  transaction.change(`CREATE TABLE ${name} (id INTEGER PRIMARY KEY, text TEXT)`);
  transaction.change(`CREATE INDEX ${name}_text ON ${name} (text)`);
  for (let id = 1; id <= rows; id++)
    transaction.change(`INSERT INTO ${name} VALUES (?, ?)`, id, `${name} row ${id}`);
  transaction.change('INSERT INTO extra_list VALUES (?, ?)', name, rows);
  transaction.tally('extras', 1);
}

/** Drops the index over balances, or makes it again. */
function changeIndex(transaction: Transaction): void {
  if (transaction.number('SELECT indexed FROM state') === 1) {
    transaction.change('DROP INDEX account_balance');
    transaction.tally('indexed', -1);
  } else {
    transaction.change('CREATE INDEX account_balance ON account (balance)');
    transaction.tally('indexed', 1);
  }
}

/** Adds a column to the accounts, or drops an added one, which rewrites every row. */
function changeColumns(transaction: Transaction): void {
  const added = "FROM pragma_table_info('account') WHERE name GLOB 'added_*'";
  if (transaction.number(`SELECT count(*) ${added}`) >= 3) {
    const oldest = transaction.number(`SELECT min(CAST(substr(name, 7) AS INTEGER)) ${added}`);
    transaction.change(`ALTER TABLE account DROP COLUMN added_${oldest}`);
    transaction.tally('columns', -1);
  } else {
    const { counter } = transaction;
    transaction.change(`ALTER TABLE account ADD COLUMN added_${counter} INTEGER DEFAULT ${counter}`);
    transaction.tally('columns', 1);
  }
}
