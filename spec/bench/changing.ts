import { type DatabaseName, databases, type Form } from './databases.js';
import { LineProcess } from './line-process.js';
import { runningIds } from './random-job.js';

/** What a writing process does: this statement, with `:count` counted up and `:id` the next of the ids. */
export interface Change {
  readonly sql: string;
  readonly ids: readonly number[];
}

/** Commit after commit for `forMs` ms, one begun every `everyMs` ms; 0 for as fast as it goes. */
export interface Stretch {
  readonly forMs: number;
  readonly everyMs: number;
}

/** The result of a stretch. */
export interface Written {
  readonly commits: number;
  readonly ms: number;
}

/** A process that commits change after change to a database. */
export function startWriter(path: string, change: Change): Promise<LineProcess<Stretch, Written>> {
  return LineProcess.start('writer', [path, JSON.stringify(change)]);
}

/** Longer than any trial. */
export const endless = 3_600_000;

/** What workers change all the time in the jobs that run, in the benchmark's database of that name. */
export function progressIn(name: DatabaseName): Change {
  return { sql: stepsIn(databases[name]).progress, ids: runningIds(databases[name].jobs) };
}

/** Statements of a worker, each about the job `:id`; `:count` is counted up. */
export interface Steps {
  readonly claim: string;
  readonly progress: string;
  readonly finish: string;
  /** Records what it wrote; null where that is in the job's row. */
  readonly record: string | null;
}

/** What workers write in a database of this form, with the columns and the notation of times that it has. */
export function stepsIn({ migrated, version }: Form): Steps {
  const now = version === 'D' ? '1000 * unixepoch()' : `datetime('now')`;
  const set = (assignments: string) => `UPDATE cf_processing_queue SET ${assignments} WHERE id = :id`;
  const results = `, progress_pct = 100, items_processed = items_total,
    output_path = '/data/output/' || id, output_size_bytes = 1000 * id`;
  return {
    claim: set(`status = 'RUNNING', claim_time = ${now}`),
    // Without columns for it, anything else that a worker changes in its row.
    progress: set(migrated ? progress : 'worker_pid = :count'),
    finish: set(`status = 'COMPLETED', end_time = ${now}${migrated ? results : ''}`),
    record:
      version === 'D'
        ? `INSERT OR IGNORE INTO cf_job_artifacts (job_id, kind, name, uri, rows, created_at)
    VALUES (:id, 'output', 'new', 'parquet:///data/output/new-' || :id || '.parquet', :id % 1000, ${now})`
        : null,
  };
}

const progress = `items_processed = 1 + (items_processed + :count % 397) % items_total,
  progress_pct = 100 * (1 + (items_processed + :count % 397) % items_total) / items_total`;
