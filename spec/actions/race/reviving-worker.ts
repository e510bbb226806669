/**
 * A worker that was silent and comes back to life: beats for its jobs in turn, and claims again what was put back. Says
 * how often it beat once its input ends. Argument: path.
 */
import { NativeDatabase } from '../../support/native-driver.js';

const [path = ''] = process.argv.slice(2);
const database = new NativeDatabase(path, { timeout: 20_000 });
const beat = database.prepare<[string, number]>(
  `UPDATE cf_processing_queue SET heartbeat_time = ?
   WHERE id = (SELECT id FROM cf_processing_queue WHERE status = 'RUNNING' ORDER BY id LIMIT 1 OFFSET ?)`,
);
const claim = database.prepare<[string]>(
  `UPDATE cf_processing_queue SET status = 'RUNNING', worker_id = 'w', claim_time = '2026-01-13T10:38:15Z', heartbeat_time = ?
   WHERE id IN (SELECT id FROM cf_processing_queue WHERE status = 'QUEUED' ORDER BY id LIMIT 3)`,
);

let beats = 0;
let ended = false;
process.stdin.resume().on('end', () => {
  ended = true;
});

function step(): void {
  if (ended) {
    database.close();
    process.stdout.write(String(beats));
    return;
  }
  beats += 1;
  beat.run(String(beats), (beats * 7) % 12);
  if (beats % 5 === 0) claim.run(String(beats));
  setTimeout(step, beats % 3);
}
step();
