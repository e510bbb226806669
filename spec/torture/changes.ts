import { blobRows } from './bank.js';
import { contentOf } from './content.js';
import type { Transaction } from './transaction.js';

/** Moves money between accounts, with one row of the ledger for each side; keeps the ledger short. */
export function transfer(transaction: Transaction): void {
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
export function sweep(transaction: Transaction, midway: () => void = () => {}): void {
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
export function rewriteBlobs(transaction: Transaction, count: number): void {
  const { random, scenario } = transaction.desk;
  const page = Math.min(scenario.pageSize, 16_384);
  for (let turn = 0; turn < count; turn++) {
    const length = random.pick([20, Math.floor(page / 3), page * 2, Math.min(page * 5, 40_000)]);
    rewriteBlob(transaction, random.whole(1, blobRows), length);
  }
}

/** Cuts most blobs to a few bytes, so that their pages come free. */
export function shrink(transaction: Transaction): void {
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
export function savepoints(transaction: Transaction): void {
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
