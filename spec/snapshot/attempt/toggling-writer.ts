/**
 * A writer whose transactions move 100 from one row to another and back, so that pages return to an earlier content:
 * what reading twice alone would not notice. Arguments: path, kind. Works without a pause until it is sent a message,
 * with pauses from then on. Ends with its parent.
 */
import Database from 'better-sqlite3';

const [path = '', kind = ''] = process.argv.slice(2);

function open(): Database.Database {
  const database = new Database(path);
  if (kind === 'exclusive journal') database.pragma('locking_mode = EXCLUSIVE');
  if (kind === 'memory journal') database.pragma('journal_mode = MEMORY');
  database.pragma('synchronous = OFF');
  return database;
}

let database = open();
/** In ms: longer than a main file without a log or a journal must rest before it can be trusted. */
const pause = 150;

let turn = 0;
let pauses = false;

function transfer(): void {
  turn ^= 1;
  database.exec(`BEGIN IMMEDIATE; UPDATE account SET balance = ${100 * turn} WHERE id = 1;
    UPDATE account SET balance = ${100 - 100 * turn} WHERE id = 300; COMMIT`);
  if (kind === 'truncated log') database.pragma('wal_checkpoint(TRUNCATE)');
  if (kind !== 'closed log') return;
  database.close();
  database = open();
}

function work(): void {
  for (let count = 0; count < 20; count += 1) transfer();
  if (pauses) setTimeout(work, pause);
  else setImmediate(work);
}

process.on('message', () => {
  pauses = true;
});
process.on('disconnect', () => process.exit());
transfer();
process.send?.('working');
work();
