import { Random } from '../../lib/demo/random.js';
import { weighted } from '../support/weighted.js';

/** One row of the queue as workers leave it. Which columns there are depends on the database. */
export type JobRow = Readonly<Record<string, string | number | null>>;

/** A job's row, and what its failed files said. */
export interface RandomJob {
  readonly row: JobRow;
  readonly failures: readonly string[];
}

/** How many jobs run at once, whatever the size of the queue. */
const running = 40;
/** Part of the jobs that wait. */
const queuedShare = 0.04;
/** Part of the ended jobs that failed, so that it is 2 % of all. */
const failedShare = 0.02 / 0.96;
/** Seconds between the ends of two jobs. */
const spacing = 20;

const types = new Map([
  ['PARSE', 70],
  ['EXPORT', 15],
  ['BACKTEST', 10],
  ['SCAN', 5],
] as const);
const plugins = 'fix_parser itch_parser trade_export book_builder swift_mt iso20022 edifact'.split(' ');
const complaints = [
  'SchemaViolation: field 44 (Price) is not a decimal',
  'FileNotFoundError: the source was moved while it was read',
  'UnicodeDecodeError: invalid continuation byte',
  'Timeout: the sink did not answer within 30 s',
];

/** Ids of the jobs that run, in a queue of `count` jobs. Those that wait come after them. */
export function runningIds(count: number): readonly number[] {
  const firstQueued = count - Math.round(count * queuedShare) + 1;
  const first = Math.max(1, firstQueued - running);
  return Array.from({ length: firstQueued - first }, (_, index) => first + index);
}

/** Jobs of a queue, by id from 1: the oldest have ended, then come those that run, then those that wait. */
export class RandomJobs {
  readonly #random: Random;
  readonly #firstQueued: number;
  readonly #firstRunning: number;

  readonly #now: number;

  /** `now` is the instant of the queue, ms since the epoch. */
  constructor(count: number, seed: number, now: number) {
    this.#now = now;

    this.#random = new Random(seed);
    const ids = runningIds(count);
    this.#firstRunning = ids[0] ?? 1;
    this.#firstQueued = this.#firstRunning + ids.length;
  }

  /** The job with this id. Ask in the order of ids: the seed decides the stream, not the single job. */
  next(id: number): RandomJob {
    const random = this.#random;
    const type = weighted(random, types);
    const plugin = random.pick(plugins);
    const total = random.whole(50, 50_000);
    const base = {
      ...{ id, file_version_id: id, plugin_name: plugin, priority: random.whole(0, 3) },
      ...{ retry_count: random.fraction() < 0.05 ? 1 : 0, job_type: type },
      ...{ plugin_version: `1.${random.whole(0, 9)}`, items_total: total },
      config_overrides: `{"source":"/data/incoming/${plugin}/${id % 997}","batch":${id}}`,
    };
    if (id >= this.#firstQueued) return { row: { ...base, status: 'QUEUED' }, failures: [] };
    const worker = { worker_host: `worker-${random.whole(1, 8)}`, worker_pid: random.whole(1000, 60_000) };
    if (id >= this.#firstRunning)
      return { row: { ...base, ...worker, ...this.#running(id, total) }, failures: [] };
    const failed = random.fraction() < failedShare;
    const ended = failed ? this.#failed(total) : this.#complete(id, plugin, type, total);
    return { row: { ...base, ...worker, ...this.#times(id), ...ended.row }, failures: ended.failures };
  }

  #running(id: number, total: number): JobRow {
    const done = this.#random.whole(1, Math.floor(total / 4));
    const claimed = this.#now - (this.#firstQueued - id) * 47_000;
    return {
      ...{ status: 'RUNNING', claim_time: timeText(claimed), updated_at: timeText(this.#now) },
      ...{ items_processed: done, progress_pct: Math.floor((100 * done) / total) },
    };
  }

  #times(id: number): JobRow {
    const end = this.#now - (this.#firstRunning - id) * spacing * 1000;
    return {
      claim_time: timeText(end - this.#random.whole(5, 900) * 1000),
      end_time: timeText(end),
      updated_at: timeText(end),
    };
  }

  #failed(total: number): RandomJob {
    const failures = Array.from({ length: this.#random.whole(1, 6) }, () => this.#random.pick(complaints));
    const done = this.#random.whole(0, total);
    const row = {
      ...{ status: 'FAILED', error_message: failures[0] ?? null, items_processed: done },
      ...{ items_failed: failures.length, progress_pct: Math.floor((100 * done) / total) },
    };
    return { row, failures };
  }

  #complete(id: number, plugin: string, type: string, total: number): RandomJob {
    const row = {
      ...{ status: 'COMPLETED', items_processed: total, items_failed: 0, progress_pct: 100 },
      output_path: `/data/output/${plugin}/${id}/`,
      output_size_bytes: this.#random.whole(10_000, 2_000_000_000),
      backtest_data: type === 'BACKTEST' ? backtest(this.#random.fraction()) : null,
    };
    return { row, failures: [] };
  }
}

function backtest(rate: number): string {
  return `{"pass_rate":${rate.toFixed(3)},"iteration":3,"termination_reason":"MaxIterations"}`;
}

/** As SQLite's datetime() writes it. */
function timeText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}
