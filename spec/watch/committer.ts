import type Database from 'better-sqlite3';
import { NativeDatabase } from '../support/native-driver.js';

/**
 * A process that commits: each message opens, makes or closes a database, or commits a row to it, so many times. SQLite never
 * runs in a process that reads the same files with fs.
 */
export type Order =
  | { readonly type: 'open'; readonly path: string; readonly journalMode: 'wal' | 'delete' }
  | { readonly type: 'commit'; readonly text: string; readonly times?: number }
  | { readonly type: 'close' };

let database: Database.Database | null = null;

process.on('message', (order: Order) => {
  switch (order.type) {
    case 'open':
      database = new NativeDatabase(order.path);
      database.pragma(`journal_mode = ${order.journalMode}`);
      database.exec('CREATE TABLE IF NOT EXISTS line (text TEXT)');
      break;
    case 'commit':
      for (let left = order.times ?? 1; left > 0; left -= 1)
        database?.prepare('INSERT INTO line VALUES (?)').run(order.text);
      break;
    case 'close':
      database?.close();
      database = null;
      break;
  }
  process.send?.('done');
});
