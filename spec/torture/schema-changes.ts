import type { Transaction } from './transaction.js';

/** Makes a table with rows and an index, or drops the oldest where there are several. */
export function changeTables(transaction: Transaction): void {
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
export function changeIndex(transaction: Transaction): void {
  if (transaction.number('SELECT indexed FROM state') === 1) {
    transaction.change('DROP INDEX account_balance');
    transaction.tally('indexed', -1);
  } else {
    transaction.change('CREATE INDEX account_balance ON account (balance)');
    transaction.tally('indexed', 1);
  }
}

/** Adds a column to the accounts, or drops an added one, which rewrites every row. */
export function changeColumns(transaction: Transaction): void {
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
