/**
 * A worker that claims parse jobs and reports how far it is, with better-sqlite3 (npm install better-sqlite3).
 *
 *     node worker.ts QUEUE.sqlite3     (made with `jobs-view init`, or migrated with `jobs-view migrate`)
 *
 * Node runs this file as it is from 22.18 on. Older ones say ERR_UNKNOWN_FILE_EXTENSION; for them make JavaScript of it:
 *
 *     npx esbuild worker.ts --outfile=worker.mjs && node worker.mjs QUEUE.sqlite3
 */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import Database from 'better-sqlite3';

/** Ms between two reports. */
const reportEvery = 1000;

interface ClaimedJob {
  readonly id: number;
  readonly config_overrides: string | null;
}

const queue = new Database(process.argv[2], { timeout: 5000, fileMustExist: true });

const claim = queue.prepare<[string, number], ClaimedJob>(`
  UPDATE cf_processing_queue
  SET status = 'RUNNING', claim_time = datetime('now'), worker_host = ?, worker_pid = ?
  WHERE id = (
    SELECT id FROM cf_processing_queue WHERE status IN ('QUEUED', 'PENDING') ORDER BY priority DESC, id LIMIT 1
  )
  RETURNING id, config_overrides`);
const progress = queue.prepare<[number, number, number, number]>(`
  UPDATE cf_processing_queue
  SET items_processed = ?, items_failed = ?, items_total = ?, updated_at = datetime('now')
  WHERE id = ?`);
const failure = queue.prepare<[number, string, string, string]>(
  'INSERT INTO cf_job_failures (job_id, file_path, error_message, stack_trace) VALUES (?, ?, ?, ?)',
);
const end = queue.prepare<[string, string | null, number]>(
  "UPDATE cf_processing_queue SET status = ?, end_time = datetime('now'), error_message = ? WHERE id = ?",
);

for (let job = next(); job !== undefined; job = next()) {
  const { files } = JSON.parse(job.config_overrides ?? '{}') as { readonly files?: readonly string[] };
  workThrough(job.id, files ?? []);
}
queue.close();

function next(): ClaimedJob | undefined {
  return claim.get(hostname(), process.pid);
}

function workThrough(id: number, files: readonly string[]): void {
  let failed = 0;
  let reported = Date.now();
  files.forEach((file, index) => {
    try {
      countLines(file);
    } catch (error) {
      failed += 1;
      const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
      failure.run(id, file, `${name}: ${message}`, stack ?? '');
    }
    if (Date.now() - reported < reportEvery && index + 1 < files.length) return;
    reported = Date.now();
    progress.run(index + 1, failed, files.length, id);
  });
  if (failed === 0) end.run('COMPLETED', null, id);
  else end.run('FAILED', `${failed} of ${files.length} files could not be read`, id);
}

/** Stands for your work. */
function countLines(file: string): number {
  return readFileSync(file, 'utf8').split('\n').length - 1;
}
