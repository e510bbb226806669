/**
 * A writer that changes a queue at full speed, with short pauses now and then, and keeps in the table `truth`, in the
 * same transactions, how many jobs stand in each status. Arguments: path, seed, frames between checkpoints. Ends with
 * its parent.
 */
import Database from 'better-sqlite3';
import { Random } from '../../../lib/demo/random.js';

const [path = '', seed = '0', frames = '1000'] = process.argv.slice(2);
const random = new Random(Number(seed));
const database = new Database(path);
database.pragma('synchronous = OFF');
database.pragma(`wal_autocheckpoint = ${frames}`);
database.exec(`
  CREATE TABLE truth (status TEXT PRIMARY KEY, jobs INTEGER);
  INSERT INTO truth SELECT status, COUNT(*) FROM cf_processing_queue GROUP BY status;
  CREATE TRIGGER came AFTER INSERT ON cf_processing_queue BEGIN
    INSERT INTO truth VALUES (NEW.status, 1) ON CONFLICT DO UPDATE SET jobs = jobs + 1;
  END;
  CREATE TRIGGER went AFTER DELETE ON cf_processing_queue BEGIN
    UPDATE truth SET jobs = jobs - 1 WHERE status = OLD.status;
  END;
  CREATE TRIGGER moved AFTER UPDATE OF status ON cf_processing_queue BEGIN
    UPDATE truth SET jobs = jobs - 1 WHERE status = OLD.status;
    INSERT INTO truth VALUES (NEW.status, 1) ON CONFLICT DO UPDATE SET jobs = jobs + 1;
  END;
`);

const words = ['PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'ABORTED'];
const ids = () => database.prepare('SELECT id FROM cf_processing_queue').pluck().all() as number[];

const progress = database.prepare('UPDATE cf_processing_queue SET items_processed = ? WHERE id = ?');
const move = database.prepare('UPDATE cf_processing_queue SET status = ? WHERE id = ?');
const remove = database.prepare('DELETE FROM cf_processing_queue WHERE id = ?');
const add = database.prepare(
  `INSERT INTO cf_processing_queue (plugin_name, status, claim_time, items_total) VALUES ('new', ?, ?, 10)`,
);

let known = ids();

function work(): void {
  for (let count = 0; count < 20; count += 1) {
    database.transaction(() => {
      const kind = random.fraction();
      if (kind < 0.5) progress.run(random.whole(0, 9), random.pick(known));
      else if (kind < 0.9)
        for (let each = 0; each < 5; each += 1) move.run(random.pick(words), random.pick(known));
      else if (kind < 0.95) for (let each = 0; each < 60; each += 1) remove.run(random.pick(known));
      else
        for (let each = 0; each < 60; each += 1)
          add.run(random.pick(words), 1_768_300_000 + random.whole(0, 1_000_000));
    })();
  }
  known = ids();
  setTimeout(work, random.whole(0, 20));
}

process.on('disconnect', () => process.exit());
process.send?.('working');
work();
