import type { DemoOutputs } from './demo-outputs.js';
import type { DemoStore } from './demo-store.js';
import { JobLog } from './job-log.js';
import type { SinkLedger } from './sink-ledger.js';
import type { ClaimedJob, Work, WorkStep } from './work.js';

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
