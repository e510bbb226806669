import { expect } from '@jest/globals';
import fc from 'fast-check';
import { type ReadOutcome, ReadPace } from '../../lib/app/read-pace.js';

/** What is under way has had its turn. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

export interface Span {
  readonly began: number;
  readonly ended: number;
}

/** A clock that is moved by hand, and reads that take as long as they are told to. */
export class World {
  readonly reads: Span[] = [];
  readonly alarms = new Set<{ readonly at: number; readonly action: () => void }>();
  atOnce = 0;
  time = 0;
  spent = (): number => this.time;
  readonly pace = new ReadPace(
    {
      steady: () => this.time,
      spent: () => this.spent(),
      after: (milliseconds, action) => this.#after(milliseconds, action),
    },
    () => this.#read(),
    () => this.isStorm,
    () => this.sharers,
  );
  isStorm = false;
  sharers = 1;
  outcome: ReadOutcome = 'shown';
  readonly #durations: readonly number[];

  constructor(...durations: number[]) {
    this.#durations = durations;
  }

  /** Lets time pass, alarm by alarm. */
  async pass(milliseconds: number): Promise<void> {
    const until = this.time + milliseconds;
    await settled();
    for (;;) {
      const [next] = [...this.alarms].sort((one, other) => one.at - other.at);
      if (next === undefined || next.at > until) break;
      this.alarms.delete(next);
      this.time = Math.max(this.time, next.at);
      next.action();
      await settled();
    }
    this.time = until;
  }

  /** Whether a read is under way now. */
  get isReading(): boolean {
    return this.atOnce > 0;
  }

  #after(milliseconds: number, action: () => void): () => void {
    const alarm = { at: this.time + milliseconds, action };
    this.alarms.add(alarm);
    return () => void this.alarms.delete(alarm);
  }

  #read(): Promise<ReadOutcome> {
    this.atOnce += 1;
    expect(this.atOnce).toBe(1);
    const began = this.time;
    const duration = this.#durations[this.reads.length % this.#durations.length] ?? 0;
    return new Promise((resolve) => {
      this.#after(duration, () => {
        this.reads.push({ began, ended: this.time });
        this.atOnce -= 1;
        resolve(this.outcome);
      });
    });
  }
}

export const durations = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 6 });

export const pauses = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 60 });
