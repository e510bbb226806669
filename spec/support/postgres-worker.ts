import type { Client } from 'pg';
import { JobLog } from '../../lib/demo/job-log.js';
import type { ClaimedJob, Work, WorkStep } from '../../lib/demo/work.js';
import { bare, sqlText } from '../../lib/schema/statement.js';

type Value = string | number | Buffer | null;

/** The job that a worker is working on. */
interface Task {
  readonly job: ClaimedJob;
  readonly work: Work;
  readonly log: JobLog;
}

/**
 * One of the demo's workers on a queue in PostgreSQL: the same work, recorded by the same statements. It works only
 * when it is told to. It must be the only one that claims there.
 */
export class PostgresWorker {
  readonly #client: Client;
  readonly #workFor: (job: ClaimedJob) => Work;
  #task: Task | null = null;

  /** On a connection that uses the queue's schema. */
  constructor(client: Client, workFor: (job: ClaimedJob) => Work) {
    this.#client = client;
    this.#workFor = workFor;
  }

  async enqueue(job: Omit<ClaimedJob, 'id'>): Promise<void> {
    await this.#run('enqueue', { ...job, priority: 0 });
  }

  /** Takes the most urgent job that waits; returns its id, null if there is none. */
  async claim(): Promise<number | null> {
    const [job] = await this.#run('claim', { host: 'worker-1', pid: 4001 });
    if (job === undefined) return null;
    const claimed = { ...(job as unknown as ClaimedJob), id: Number(job.id) };
    const log = new JobLog(claimed, 'worker-1', Date.now());
    this.#task = { job: claimed, work: this.#workFor(claimed), log };
    return claimed.id;
  }

  /**
   * Works for `ms` and commits what came of it. Returns that; null if the job was cancelled, which the worker then
   * drops. Throws if it has no job.
   */
  async work(ms: number): Promise<WorkStep | null> {
    if (this.#task === null) throw new Error('the worker has no job');
    const task = this.#task;
    const step = task.work.step(ms);
    await this.#client.query('BEGIN');
    const isMine = await this.#record(task, step, ms);
    await this.#client.query('COMMIT');
    if (!isMine || step.end !== null) this.#task = null;
    return isMine ? step : null;
  }

  async #record({ job: { id }, work, log }: Task, step: WorkStep, ms: number): Promise<boolean> {
    const { processed, total, failed, end } = step;
    const { outputPath } = work;
    const percent = total > 0 ? Math.floor((processed / total) * 100) : 0;
    const rows = await this.#run(
      'progress',
      { id, processed, total, failed, percent, backtest: null, outputPath },
      'RETURNING id',
    );
    if (rows.length === 0) return false;
    for (const failure of step.failures) await this.#run('failure', { job: id, ...failure });
    log.step(work, step, Date.now());
    await this.#run('log', { job: id, text: Buffer.from(log.text()) });
    const [{ depth } = { depth: 0 }] = await this.#run('queue-depth', {});
    const speed = {
      rowsPerSecond: (step.rows * 1000) / ms,
      bytesPerSecond: Math.round((step.bytes * 1000) / ms),
    };
    await this.#run('metric', { job: id, ...speed, depth: Number(depth) });
    if (end !== null) await this.#run('finish', { id, ...end, outputPath });
    return true;
  }

  /** Runs a statement of schema/demo/, whose values have names there and numbers here. */
  async #run(
    name: string,
    values: Readonly<Record<string, Value>>,
    returning = '',
  ): Promise<readonly Record<string, unknown>[]> {
    const all: Readonly<Record<string, Value>> = { ...values, now: new Date().toISOString() };
    const names: string[] = [];
    const text = bare(sqlText(`demo/${name}`)).replace(/:(\w+)/g, (_, value: string) => {
      if (!names.includes(value)) names.push(value);
      return `$${names.indexOf(value) + 1}`;
    });
    const result = await this.#client.query(
      `${text.replace(/;$/, '')} ${returning}`,
      names.map((value) => all[value] ?? null),
    );
    return result.rows;
  }
}
