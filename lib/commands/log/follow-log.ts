import { setTimeout as pause } from 'node:timers/promises';
import { unfinished } from '../../model/job.js';
import type { Problem } from '../../model/problem.js';
import { problemText } from '../write-out.js';
import { idText, type LogParts, readTarget, refuseAbsent, refuseMissing, reportLog } from './log-options.js';
import type { PortionReader } from './log-printer.js';

/** It looks again after this many ms, or after this many times as long as the last look took. */
const everyMs = 500;
const restFactor = 3;
/** Problems that pass by themselves. */
const passing: ReadonlySet<Problem['code']> = new Set(['busy', 'failed', 'locked']);
/** Problems of a link: it comes back by itself, and goes on from the byte after what was printed last. */
const lost: ReadonlySet<Problem['code']> = new Set(['no-link', 'no-access', 'no-server', 'silent']);

/** Whether a job has ended; `absent`: there is none. */
type JobEnd = 'unfinished' | 'ended' | 'absent';

/** Prints a log as it grows until its job has ended, and returns the exit code. */
export function followLog(parts: LogParts): Promise<number> {
  return new Following(parts).run();
}

class Following {
  #jobEnd: JobEnd | null = null;
  /** What the database looked like when that was read. */
  #seenVersion = '';
  #hasLog = false;
  #looked: readonly string[] = [];
  #announcedWait = false;
  /** Whether the job or its log was ever read. */
  #hasBegun = false;
  #isLost = false;
  /** Whether the last look saw all that there was. */
  #isLevel = false;

  readonly #parts: LogParts;

  constructor(parts: LogParts) {
    this.#parts = parts;
  }

  /**
   * The job's end is looked for before the log is read, so what was written by then isn't missed; and the log is read
   * once more a little later, by a reader that remembers nothing, for what was still on its way to a file.
   */
  async run(): Promise<number> {
    let logs = this.#parts.logs();
    try {
      for (let isLast = false; ; ) {
        const began = performance.now();
        const code = (await this.#lookAtJob()) ?? (await this.#printMore(logs));
        if (code !== null) return code;
        if (isLast && this.#isLevel) return this.#end();
        await pause(Math.max(everyMs, restFactor * (performance.now() - began)));
        if (isLast) continue;
        if (this.#jobEnd === 'unfinished' || this.#jobEnd === null) continue;
        isLast = true;
        await logs.close();
        logs = this.#parts.logs();
      }
    } finally {
      await logs.close();
    }
  }

  /** An exit code, or null to go on. */
  async #lookAtJob(): Promise<number | null> {
    const { reader, options } = this.#parts;
    const version = await reader.look();
    if (version === this.#seenVersion && this.#jobEnd !== null) return null;
    const result = await readTarget(reader, options.jobId);
    if (result.kind === 'problem') return this.#meet(result.problem);
    const { targets } = result.picture;
    // The jobs are still being counted.
    if (!targets) return null;
    this.#hasBegun = true;
    const [job] = targets;
    this.#jobEnd = job === undefined ? 'absent' : unfinished.includes(job.status) ? 'unfinished' : 'ended';
    this.#seenVersion = version;
    return null;
  }

  /** Prints all that there is by now; an exit code, or null to go on. */
  async #printMore(logs: PortionReader): Promise<number | null> {
    const { printer, world, options, idle } = this.#parts;
    this.#isLevel = false;
    for (;;) {
      const step = await printer.step(logs);
      switch (step.kind) {
        case 'printed':
          continue;
        case 'rewritten':
          world.error.write('jobs-view: The log was rewritten. From its beginning:\n');
          continue;
        case 'unread':
          return 0;
        case 'level':
          this.#hasLog = true;
          this.#found();
          return (await idle()) ? null : 0;
        case 'problem':
          return this.#meet(step.problem);
        case 'none':
          this.#found();
          this.#looked = step.looked;
          if (this.#jobEnd === 'unfinished' && !this.#announcedWait) {
            this.#announcedWait = true;
            world.error.write(`jobs-view: Waiting for the log of job ${idText(options)} (Ctrl-C to stop).\n`);
          }
          return null;
      }
    }
  }

  #found(): void {
    this.#hasBegun = true;
    this.#isLost = false;
    this.#isLevel = true;
  }

  /** An exit code, or null for a problem that will pass. */
  #meet(problem: Problem): number | null {
    if (passing.has(problem.code)) return null;
    if (!lost.has(problem.code) || !this.#hasBegun) return reportLog(this.#parts, problem);
    if (!this.#isLost) this.#parts.world.error.write(`${problemText(problem)}\n`);
    this.#isLost = true;
    return null;
  }

  #end(): number {
    if (this.#hasLog) return 0;
    if (this.#jobEnd !== 'absent') return refuseMissing(this.#parts, this.#looked);
    return refuseAbsent(this.#parts);
  }
}
