/**
 * A worker in the race: claims jobs, finishes and fails them, each with a compare-and-set of its own, and queues new
 * ones when nothing waits, until stdin ends. Then it prints what it was told is committed. Arguments: path, name, seed.
 */
import { setTimeout } from 'node:timers/promises';
import { Random } from '../../../lib/demo/random.js';
import { NativeDatabase } from '../../support/native-driver.js';
import { type Acknowledgement, lastOfAudit } from './record.js';

const [path = '', name = '', seed = '1'] = process.argv.slice(2);
const random = new Random(Number(seed));
const database = new NativeDatabase(path, { timeout: 20_000 });
// As the SQLite of most workers has it.
database.pragma('recursive_triggers = OFF');
const backtests = database
  .prepare(`SELECT 1 FROM pragma_table_info('cf_processing_queue') WHERE name = 'job_type'`)
  .get();

const queue = database.prepare(
  `INSERT INTO cf_processing_queue (plugin_name, status, ${backtests ? 'job_type' : 'input_file'}) VALUES (?, 'QUEUED', ?)`,
);
const figures = backtests ? `, backtest_data = '{"pass_rate":0.5,"big":12345678901234567890}'` : '';
const claim = database.prepare<unknown[], { id: number; retries: number; type: string }>(
  `UPDATE cf_processing_queue SET status = 'RUNNING', worker_host = ?, claim_time = datetime('now') ${figures}
   WHERE id = (SELECT id FROM cf_processing_queue WHERE status = 'QUEUED' ORDER BY id LIMIT 1 OFFSET ?)
   RETURNING id, retry_count AS retries, ${backtests ? 'job_type' : "'PARSE'"} AS type`,
);
const end = database.prepare(
  `UPDATE cf_processing_queue SET status = ?, end_time = datetime('now'), error_message = ?
   WHERE id = ? AND status = 'RUNNING' AND worker_host = ? AND retry_count = ?`,
);
const last = database.prepare<[], { seq: number }>(lastOfAudit);

const acknowledged: Acknowledgement[] = [];
let task: { readonly id: number; readonly retries: number; readonly type: string } | undefined;

function acknowledge(job: number, status: string, newRetries: number): Acknowledgement {
  return { seq: last.get()?.seq ?? 0, job, new: status, newRetries };
}

/** One transaction; what it changed counts only once it is committed. */
const step = database.transaction((): Acknowledgement[] => {
  if (task !== undefined) {
    const { id, retries } = task;
    task = undefined;
    const status = random.fraction() < 0.8 ? 'FAILED' : 'COMPLETED';
    const error = status === 'FAILED' ? 'SchemaViolation' : null;
    // No row: somebody cancelled it.
    return end.run(status, error, id, name, retries).changes === 1 ? [acknowledge(id, status, retries)] : [];
  }
  task = claim.get(name, random.whole(0, 3)) ?? claim.get(name, 0);
  if (task !== undefined) return [acknowledge(task.id, 'RUNNING', task.retries)];
  return Array.from({ length: 4 }, () => {
    const added = queue.run(`p${random.whole(0, 3)}`, random.pick(['PARSE', 'BACKTEST']));
    return acknowledge(Number(added.lastInsertRowid), 'QUEUED', 0);
  });
});

let ended = false;
process.stdin.on('end', () => {
  ended = true;
});
process.stdin.resume();
while (!ended) {
  acknowledged.push(...step.immediate());
  // A job takes its time, so that operators find it running; a backtest more, for only a running one can be stopped.
  const longest = task?.type === 'BACKTEST' ? 60 : 15;
  await setTimeout(task === undefined ? 0 : random.whole(2, longest));
}
database.close();
process.stdout.write(JSON.stringify(acknowledged));
