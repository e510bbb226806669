import { expect } from '@jest/globals';
import fc from 'fast-check';
import { type ReadEnd, ReadPace } from '../../lib/app/read-pace.js';
import { HandClock } from '../support/hand-clock.js';
import { leavesNothing } from '../support/nothing-left.js';

export interface Span {
  readonly began: number;
  readonly ended: number;
}

/** A clock that is moved by hand, and reads that take as long as they are told to. */
export class World extends HandClock {
  readonly reads: Span[] = [];
  atOnce = 0;
  spent = (): number => this.time;
  readonly pace = new ReadPace(
    {
      steady: () => this.time,
      spent: () => this.spent(),
      after: (milliseconds, action) => this.after(milliseconds, action),
    },
    () => this.#read(),
    () => this.atFullSpeed,
    () => this.sharers,
  );
  atFullSpeed = false;
  sharers = 1;
  outcome: ReadEnd = 'shown';
  readonly #durations: readonly number[];

  constructor(...durations: number[]) {
    super(0);
    this.#durations = durations;
    leavesNothing({
      end: async () => {
        const closing = this.pace.close();
        if (this.isReading) await this.pass(1_000_000);
        await closing;
      },
      held: () => [...this.alarms].map(({ at }) => `an alarm at ${at}`),
    });
  }

  /** Whether a read is under way now. */
  get isReading(): boolean {
    return this.atOnce > 0;
  }

  /** A change, and a time after it, so many times. */
  async changes(times: number, gap: number): Promise<void> {
    for (let change = 0; change < times; change += 1) await this.changed(gap);
  }

  /** A change, and some time after it. */
  async changed(gap: number): Promise<void> {
    this.pace.changed();
    await this.pass(gap);
  }

  get starts(): number[] {
    return this.reads.map(({ began }) => began);
  }

  #read(): Promise<ReadEnd> {
    this.atOnce += 1;
    expect(this.atOnce).toBe(1);
    const began = this.time;
    const duration = this.#durations[this.reads.length % this.#durations.length] ?? 0;
    return new Promise((resolve) => {
      this.after(duration, () => {
        this.reads.push({ began, ended: this.time });
        this.atOnce -= 1;
        resolve(this.outcome);
      });
    });
  }
}

export const durations = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 6 });

export const pauses = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 60 });
