import { sqliteTime } from './sqlite-time.js';
import type { ClaimedJob, Work, WorkStep } from './work.js';

const keptLines = 200;

/** The log that a worker keeps of one job, limited in size like a careful worker's. */
export class JobLog {
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
