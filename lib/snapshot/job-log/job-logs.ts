import type { JobId } from '../../model/job.js';
import type { OpenLog } from './job-log.js';

interface Entry {
  readonly log: OpenLog;
  /** How many are using it now. */
  users: number;
}

/** The log that was last requested, and those still in use. */
export class JobLogs {
  readonly #entries = new Map<JobId, Entry>();
  #last: JobId | null = null;

  readonly #open: (jobId: JobId) => OpenLog;

  /** `open` finds a job's log. */
  constructor(open: (jobId: JobId) => OpenLog) {
    this.#open = open;
  }

  /** Runs `work` on a job's log, and frees it afterwards if another was requested in the meantime. */
  async with<T>(jobId: JobId, work: (log: OpenLog) => Promise<T>): Promise<T> {
    this.#last = jobId;
    const entry = this.#entries.get(jobId) ?? { log: this.#open(jobId), users: 0 };
    this.#entries.set(jobId, entry);
    entry.users += 1;
    await this.#freeOthers();
    try {
      return await work(entry.log);
    } finally {
      entry.users -= 1;
      await this.#freeOthers();
    }
  }

  async #freeOthers(): Promise<void> {
    for (const [jobId, { log, users }] of this.#entries) {
      if (jobId === this.#last || users > 0) continue;
      this.#entries.delete(jobId);
      await log.close();
    }
  }

  /** Ends everything under way and frees all logs. */
  async close(): Promise<void> {
    const logs = [...this.#entries.values()].map(({ log }) => log);
    this.#entries.clear();
    await Promise.all(logs.map((log) => log.close()));
  }
}
