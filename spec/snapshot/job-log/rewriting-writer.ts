/**
 * A worker that rewrites its job's log whole, over and over: each version says in each line which one it is, and how
 * many lines it has. Arguments: path, journal mode, ms between two versions. Between two versions it changes another
 * table. Ends with its parent.
 */
import Database from 'better-sqlite3';

const [path = '', mode = '', pause = '0'] = process.argv.slice(2);
const database = new Database(path, { timeout: 5000 });
database.pragma(`journal_mode = ${mode}`);
database.pragma('synchronous = OFF');
const put = database.prepare('INSERT OR REPLACE INTO cf_job_logs (job_id, log_text) VALUES (1, ?)');
const tick = database.prepare('INSERT OR REPLACE INTO other VALUES (?, ?)');

let version = 0;

function work(): void {
  version += 1;
  const lines = 50 + ((version * 7919) % 80_000);
  put.run(`version ${version} of ${lines} lines\n`.repeat(lines));
  tick.run(version % 50, version);
  setTimeout(work, Number(pause));
}

process.on('disconnect', () => process.exit());
process.send?.('working');
work();
