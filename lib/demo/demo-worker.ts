import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DemoStore, type SinkTotals, sqliteTime } from './demo-store.js';
import type { Random } from './random.js';
import type { ClaimedJob, Work, WorkSink, WorkStep } from './work.js';

const keptLines = 200;

/** The log that a worker keeps of one job, limited in size like a careful worker's. */
class JobLog {
  readonly #lines: string[] = [];

  constructor(job: ClaimedJob, host: string, now: number) {
    const version = job.version === null ? '' : ` v${job.version}`;
    this.#add(now, 'INFO', `${host} took up ${job.type} ${job.name}${version}`);
  }

  /** Adds what a step of work produced. */
  step(work: Work, step: WorkStep, now: number): void {
    for (const failure of step.failures)
      this.#add(now, 'ERROR', `${failure.file}:${failure.line}: ${failure.type}: ${failure.message}`);
    const of = step.total > 0 ? `/${step.total}` : '';
    this.#add(
      now,
      'INFO',
      `${step.processed}${of} ${work.noun}, ${step.failed} failed, ${step.rows} rows written`,
    );
    if (step.end !== null) this.#add(now, step.end.status === 'FAILED' ? 'ERROR' : 'INFO', step.end.status);
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  #add(now: number, level: string, message: string): void {
    this.#lines.push(`${sqliteTime(now)} ${level.padEnd(5)} ${message}`);
    if (this.#lines.length > keptLines) this.#lines.splice(0, this.#lines.length - keptLines);
  }
}

/**
 * The folders that exports write to, so that opening one shows something. Only below the demo's own folder: output
 * paths elsewhere only appear in the database, and are never touched.
 */
export class DemoOutputs {
  readonly folder: string;

  constructor(demoFolder: string) {
    this.folder = join(demoFolder, 'exports');
  }

  /** Makes an export's folder with a load file in it. */
  write(path: string | null, records: number): void {
    if (path === null || !this.#owns(path)) return;
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'production.dat'), `\u00feBEGBATES\u00fe\n\u00feSMITH000001\u00fe\n`);
    writeFileSync(join(path, 'README.txt'), `The jobs-view demo exported ${records} records here.\n`);
  }

  remove(path: string): void {
    if (this.#owns(path)) rmSync(path, { recursive: true, force: true });
  }

  #owns(path: string): boolean {
    return path.startsWith(`${this.folder}/`) && !path.includes('..');
  }
}

/** What is in the sinks when the demo opens (behaviour 5). */
const opening: readonly SinkTotals[] = [
  {
    uri: 'parquet://output/',
    output: 'fix_orders',
    rows: 1_847_234,
    bytes: 623_000_000,
    latencyMs: 12,
    errors: 45,
  },
  {
    uri: 'parquet://output/',
    output: 'venue_data',
    rows: 523_891,
    bytes: 224_000_000,
    latencyMs: 11,
    errors: 0,
  },
  {
    uri: 'sqlite:///data.db',
    output: 'transactions',
    rows: 45_782,
    bytes: 1_200_000_000,
    latencyMs: 45,
    errors: 0,
  },
];

/** The running totals of every output of every sink. */
export class SinkLedger {
  readonly #totals = new Map(opening.map((totals) => [`${totals.uri} ${totals.output}`, totals]));
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  all(): readonly SinkTotals[] {
    return [...this.#totals.values()];
  }

  /** Adds what was written. A write takes about 12 ms, and one in 25 takes much longer. */
  add({ uri, output }: WorkSink, rows: number, bytes: number, errors: number): SinkTotals {
    const key = `${uri} ${output}`;
    const before = this.#totals.get(key);
    const totals: SinkTotals = {
      uri,
      output,
      rows: (before?.rows ?? 0) + rows,
      bytes: (before?.bytes ?? 0) + bytes,
      latencyMs: this.#random.onceIn(25) ? this.#random.whole(30, 60) : this.#random.whole(8, 17),
      errors: (before?.errors ?? 0) + errors,
    };
    this.#totals.set(key, totals);
    return totals;
  }
}

/** What all workers share. */
export interface WorkerTools {
  readonly store: DemoStore;
  readonly sinks: SinkLedger;
  readonly outputs: DemoOutputs;
  readonly workFor: (job: ClaimedJob) => Work;
}

/** The job that a worker is working on. */
interface Task {
  readonly job: ClaimedJob;
  readonly work: Work;
  readonly log: JobLog;
  steppedAt: number;
}

/**
 * A step counts for at most this many ms: after the machine slept, or a debugger paused the process, a job must not
 * jump to its end.
 */
const longestStepMs = 5000;

/** One worker: claims a job, records how it goes and ends, claims the next. */
export class DemoWorker {
  readonly host: string;
  readonly pid: number;
  readonly #tools: WorkerTools;
  #task: Task | null = null;

  constructor(host: string, pid: number, tools: WorkerTools) {
    this.host = host;
    this.pid = pid;
    this.#tools = tools;
  }

  /** Gives it a job that is running already. */
  adopt(job: ClaimedJob, work: Work, now: number): void {
    this.#task = { job, work, log: new JobLog(job, this.host, now), steppedAt: now };
  }

  /** Continues with the job in hand, or claims one. */
  round(now: number): void {
    if (this.#task === null) this.#claim(now);
    else this.#step(this.#task, now);
  }

  #claim(now: number): void {
    const job = this.#tools.store.claim(this.host, this.pid, now);
    if (job !== null) this.adopt(job, this.#tools.workFor(job), now);
  }

  #step(task: Task, now: number): void {
    const elapsedMs = Math.min(now - task.steppedAt, longestStepMs);
    if (elapsedMs <= 0) return;
    task.steppedAt = now;
    const step = task.work.step(elapsedMs);
    const mine = this.#tools.store.together(() => this.#record(task, step, elapsedMs, now));
    if (step.end?.status === 'COMPLETED') this.#tools.outputs.write(task.work.outputPath, step.processed);
    if (!mine || step.end !== null) this.#task = null;
  }

  /** Writes a whole step in one commit, so that half a step is never visible; false if the job was cancelled. */
  #record({ job, work, log }: Task, step: WorkStep, elapsedMs: number, now: number): boolean {
    const { store, sinks } = this.#tools;
    if (!store.progress(job.id, step, work.outputPath, now)) return false;
    for (const failure of step.failures) store.failure(job.id, failure);
    log.step(work, step, now);
    store.log(job.id, log.text(), now);
    if (step.rows > 0) {
      const rowsPerSecond = Math.round((step.rows * 10_000) / elapsedMs) / 10;
      store.metric(
        job.id,
        { rowsPerSecond, bytesPerSecond: Math.round((step.bytes * 1000) / elapsedMs) },
        now,
      );
      if (work.sink !== null)
        store.sink(sinks.add(work.sink, step.rows, step.bytes, step.failures.length), now);
    }
    if (step.end !== null) store.finish(job.id, step.end, work.outputPath, now);
    return true;
  }
}
