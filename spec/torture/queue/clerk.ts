/**
 * A writer that takes a queue from step to step, in transactions of some steps each, with checkpoints, VACUUM and new
 * connections between them. It says `b N` before it begins the transaction that ends with step N, and `c N` once that
 * is committed. Lines on stdin: `pause` (it closes the database and says `paused N`), `restore PATH` (while paused: by
 * SQLite's backup API), `resume`. Arguments: path, seed. Ends with its parent.
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { Random } from '../../../lib/demo/random.js';
import { jobAt, wordAt } from './history.js';

const [path = '', seed = '0'] = process.argv.slice(2);
const random = new Random(Number(seed));
const say = (text: string) => writeSync(1, `${text}\n`);

let database: Database.Database | null = null;
let step = 0;
let wantsPause = false;

function open(): Database.Database {
  const opened = new Database(path, { timeout: 10_000 });
  opened.pragma('synchronous = OFF');
  opened.pragma(`wal_autocheckpoint = ${random.pick([1, 20, 1000])}`);
  step = Number(opened.prepare('SELECT step FROM history').pluck().get());
  say(`at ${step}`);
  return opened;
}

function commitSome(queue: Database.Database): void {
  const end = step + random.whole(1, 40);
  const change = queue.prepare('UPDATE cf_processing_queue SET status = ? WHERE id = ?');
  say(`b ${end}`);
  queue
    .transaction(() => {
      for (let each = step + 1; each <= end; each += 1) change.run(wordAt(each), jobAt(each));
      queue.prepare('UPDATE history SET step = ?').run(end);
    })
    .immediate();
  step = end;
  say(`c ${end}`);
}

function disturb(queue: Database.Database): void {
  const what = random.fraction();
  if (what < 0.05) queue.pragma(`wal_checkpoint(${random.pick(['PASSIVE', 'FULL', 'RESTART', 'TRUNCATE'])})`);
  else if (what < 0.055) queue.exec('VACUUM');
  else if (what < 0.07) {
    queue.close();
    database = open();
  }
}

function work(): void {
  if (wantsPause) {
    database?.close();
    database = null;
    wantsPause = false;
    say(`paused ${step}`);
  }
  if (database === null) return;
  for (let count = 0; count < 5 && database !== null; count += 1) commitSome(database);
  disturb(database);
  setTimeout(work, random.whole(0, 15));
}

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [command, argument = ''] = line.split(' ');
    if (command === 'pause') wantsPause = true;
    else if (command === 'restore') void restore(argument);
    else {
      database = open();
      work();
    }
  })
  .on('close', () => process.exit());

async function restore(from: string): Promise<void> {
  const source = new Database(from);
  await source.backup(path);
  source.close();
  say('restored');
}

database = open();
work();
