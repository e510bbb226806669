/**
 * A writer that commits at full speed for so long, and then tells which commit was its last and when, in ms since the
 * epoch. Each commit renames the first job to `turn_N`. Arguments: path, journal mode, ms. It keeps the database open
 * until its parent is gone.
 */
import Database from 'better-sqlite3';

/** What the writer tells its parent. */
export interface LastCommit {
  readonly turn: number;
  readonly at: number;
}

const [path = '', mode = 'delete', milliseconds = '0'] = process.argv.slice(2);
const database = new Database(path);
database.pragma(`journal_mode = ${mode}`);
database.pragma('synchronous = OFF');
const rename = database.prepare('UPDATE cf_processing_queue SET plugin_name = ? WHERE id = 1');
const progress = database.prepare('UPDATE cf_processing_queue SET result_summary = ? WHERE id = ?');

let turn = 0;
const begun = performance.now();
while (performance.now() - begun < Number(milliseconds)) {
  turn += 1;
  database.transaction(() => {
    rename.run(`turn_${turn}`);
    for (let job = 0; job < 20; job += 1) progress.run(String(turn), BigInt((turn * 97 + job * 131) % 2000));
  })();
}
process.on('disconnect', () => process.exit());
process.send?.({ turn, at: Date.now() } satisfies LastCommit);
