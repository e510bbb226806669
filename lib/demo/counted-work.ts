import type { PlannedEnd } from './planned-end.js';
import type { Random } from './random.js';
import type { Work, WorkEnd, WorkFailure, WorkSink, WorkStep } from './work.js';

/** What there is to count, how fast, and with what result. */
export interface Counting {
  readonly noun: string;
  readonly total: number;
  /** Items that are already done. */
  readonly processed: number;
  readonly itemsPerSecond: number;
  /** False for work that learns only at the end how many there were. */
  readonly knowsTotal: boolean;
  readonly rowsPerItem: number;
  readonly bytesPerItem: number;
  readonly outputPath: string | null;
  readonly sink: WorkSink | null;
  readonly plannedEnd: PlannedEnd;
  /** On average one item in this many can't be handled, which doesn't end the work. Infinity: none. */
  readonly oneBadIn: number;
  /** Makes the failure of an item that can't be handled. */
  readonly failure: () => WorkFailure;
  /** The record to write when all is done. */
  readonly complete: (processed: number) => WorkEnd;
}

/** Work that goes through items one by one: files to scan or parse, records to export. */
export class CountedWork implements Work {
  readonly outputPath: string | null;
  readonly sink: WorkSink | null;
  readonly noun: string;
  readonly #counting: Counting;
  readonly #random: Random;
  #done: number;
  #failed = 0;

  constructor(counting: Counting, random: Random) {
    this.outputPath = counting.outputPath;
    this.sink = counting.sink;
    this.noun = counting.noun;
    this.#counting = counting;
    this.#random = random;
    this.#done = counting.processed;
  }

  step(elapsedMs: number): WorkStep {
    const { total, itemsPerSecond, plannedEnd, rowsPerItem, bytesPerItem, knowsTotal } = this.#counting;
    const before = Math.floor(this.#done);
    const pace = itemsPerSecond * this.#random.between(0.85, 1.15);
    const limit = plannedEnd.kind === 'complete' ? total : Math.min(total, Math.ceil(total * plannedEnd.at));
    this.#done = Math.min(Math.max(limit, before), this.#done + (pace * elapsedMs) / 1000);
    const processed = Math.floor(this.#done);
    const failures = this.#badItems(processed - before);
    const end = this.#done >= limit ? this.#end(failures, processed) : null;
    this.#failed += failures.length;
    return {
      processed,
      total: knowsTotal || end?.status === 'COMPLETED' ? total : 0,
      failed: this.#failed,
      backtest: null,
      rows: Math.round((processed - before) * rowsPerItem),
      bytes: Math.round((processed - before) * bytesPerItem),
      failures,
      end,
    };
  }

  #badItems(items: number): WorkFailure[] {
    const { oneBadIn, failure } = this.#counting;
    const failures: WorkFailure[] = [];
    if (oneBadIn === Number.POSITIVE_INFINITY) return failures;
    for (let item = 0; item < items; item++) if (this.#random.onceIn(oneBadIn)) failures.push(failure());
    return failures;
  }

  /** A failed job needs at least one failure; one is added if it has none. */
  #end(failures: WorkFailure[], processed: number): WorkEnd {
    const { plannedEnd, failure, complete } = this.#counting;
    switch (plannedEnd.kind) {
      case 'complete':
        return complete(processed);
      case 'cancel':
        return { status: 'CANCELLED', outputSizeBytes: null, summary: null, error: 'Cancelled by user' };
      case 'fail': {
        const last = failure();
        failures.push(last);
        return {
          status: 'FAILED',
          outputSizeBytes: null,
          summary: null,
          error: `${last.type}: ${last.message}`,
        };
      }
    }
  }
}
