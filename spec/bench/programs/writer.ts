/** Commits change after change, for as long as each line says. Arguments: path, the change as JSON. */
import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { Change, Stretch, Written } from '../changing.js';
import { answerLines } from '../line-process.js';

const [path = '', change = '{}'] = process.argv.slice(2);
const { sql, ids } = JSON.parse(change) as Change;
const database = new Database(path, { timeout: 10_000 });
const statement = database.prepare(sql);
let count = 0;
// The program that asked may be gone before the stretch is over.
let abandoned = false;
process.stdin.once('end', () => {
  abandoned = true;
});

function commit(): void {
  count += 1;
  statement.run({ count: BigInt(count), id: BigInt(ids[count % ids.length] ?? 0) });
}

await answerLines<Stretch, Written>(async ({ forMs, everyMs }) => {
  const [begun, before] = [performance.now(), count];
  for (let next = begun; performance.now() - begun < forMs && !abandoned; next += everyMs) {
    commit();
    // If its time has already passed, the next commit follows at once: commits that were missed aren't caught up with.
    next = Math.max(next, performance.now() - everyMs);
    if (everyMs > 0) await setTimeout(Math.max(0, next + everyMs - performance.now()));
  }
  return { commits: count - before, ms: performance.now() - begun };
});
database.close();
