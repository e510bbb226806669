import type { Statement, Values, Writable } from '../actions/driver/driver.js';
import { sqlText } from '../schema/statement.js';
import type { ClaimedJob, WorkEnd, WorkFailure, WorkStep } from './work.js';

/** A time as `datetime()` writes it (behaviour 9.4): `YYYY-MM-DD HH:MM:SS`, UTC. From ms since the epoch. */
export function sqliteTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** A row of the opening scene: the parameters of `schema/demo/scene-job.sql`. */
export type SceneRow = Values;

/** Totals of one output of a sink. */
export interface SinkTotals {
  readonly uri: string;
  readonly output: string;
  readonly rows: number;
  readonly bytes: number;
  readonly latencyMs: number;
  readonly errors: number;
}

/** The speed of a job. */
export interface Speed {
  readonly rowsPerSecond: number;
  readonly bytesPerSecond: number;
}

/** The statements that the demo's workers run, each one prepared from a file of schema/demo/. Times are ms. */
export class DemoStore {
  readonly #database: Writable;
  readonly #run: (name: string, values: Values) => number;
  readonly #all: (name: string, values: Values) => readonly unknown[];

  constructor(database: Writable) {
    this.#database = database;
    const prepared = new Map<string, Statement>();
    const prepare = (name: string): Statement => {
      const statement = prepared.get(name) ?? database.prepare(sqlText(`demo/${name}`));
      prepared.set(name, statement);
      return statement;
    };
    this.#run = (name, values) => prepare(name).run(values);
    this.#all = (name, values) => prepare(name).all(values);
  }

  /** Runs several statements in one commit; none of them if one throws. */
  together<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  enqueue(job: Omit<ClaimedJob, 'id'> & { readonly priority: number }, now: number): void {
    this.#run('enqueue', { ...job, now: sqliteTime(now) });
  }

  claim(host: string, pid: number, now: number): ClaimedJob | null {
    const [job] = this.#all('claim', { host, pid, now: sqliteTime(now) });
    return job === undefined ? null : (job as ClaimedJob);
  }

  /** Returns false if the job is no longer this worker's. */
  progress(id: number, step: WorkStep, outputPath: string | null, now: number): boolean {
    const { processed, total, failed } = step;
    const percent = total > 0 ? Math.floor((processed / total) * 100) : 0;
    const backtest = step.backtest === null ? null : JSON.stringify(step.backtest);
    const values = { id, processed, total, failed, percent, backtest, outputPath, now: sqliteTime(now) };
    return this.#run('progress', values) === 1;
  }

  finish(id: number, end: WorkEnd, outputPath: string | null, now: number): void {
    this.#run('finish', { id, ...end, outputPath, now: sqliteTime(now) });
  }

  failure(job: number, { line, ...failure }: WorkFailure): void {
    this.#run('failure', { job, ...failure, line: line > 0 ? line : null });
  }

  log(job: number, text: string, now: number): void {
    this.#run('log', { job, text, now: sqliteTime(now) });
  }

  metric(job: number, speed: Speed, now: number): void {
    this.pastMetric(job, speed, this.depth(), now);
  }

  /** The same for a time in the past, with the depth of the queue at that time. */
  pastMetric(job: number, speed: Speed, depth: number, at: number): void {
    this.#run('metric', { job, ...speed, depth, now: sqliteTime(at) });
  }

  sink(totals: SinkTotals, now: number): void {
    this.#run('sink', { ...totals, now: sqliteTime(now) });
  }

  /** How many jobs wait. */
  depth(): number {
    return (this.#all('queue-depth', {})[0] as { depth: number }).depth;
  }

  /** Adds a job of the opening scene; returns its id. */
  sceneJob(row: SceneRow): number {
    return (this.#all('scene-job', row)[0] as { id: number }).id;
  }

  /**
   * Deletes all but the newest `keptJobs` ended jobs, and metrics and sink statistics from before `before` (ms), so
   * that the demo never grows. Returns the output paths of the deleted jobs.
   */
  forget(keptJobs: number, before: number): string[] {
    return this.together(() => {
      const gone = this.#all('forget-jobs', { kept: keptJobs }) as { outputPath: string | null }[];
      this.#run('forget-failures', {});
      this.#run('forget-logs', {});
      this.#run('forget-metrics', { before: sqliteTime(before) });
      this.#run('forget-sinks', { before: sqliteTime(before) });
      return gone.flatMap(({ outputPath }) => outputPath ?? []);
    });
  }
}
