import { longer } from '../leaf-times.js';

/**
 * What is recorded of one job's outputs: how many there are, how many have their rows recorded, and the sum of these
 * rows.
 */
export interface Outputs {
  readonly outputs: number;
  readonly telling: number;
  readonly rows: number;
}

const nothing: Outputs = { outputs: 0, telling: 0, rows: 0 };

/** What one table records of jobs' outputs, by slot; in `elsewhere` by id, for jobs without a slot. */
export class Recorded {
  readonly elsewhere = new Map<number, Outputs>();
  #outputs = new Uint32Array(0);
  #telling = new Uint32Array(0);
  #rows = new Float64Array(0);

  /** Whether the job in a slot has outputs. */
  has(slot: number): boolean {
    return (this.#outputs[slot] ?? 0) > 0;
  }

  /** The rows of the job in a slot; NaN: not recorded for any of its outputs. */
  rowsIn(slot: number): number {
    return (this.#telling[slot] ?? 0) > 0 ? (this.#rows[slot] ?? 0) : Number.NaN;
  }

  at(slot: number): Outputs {
    return {
      outputs: this.#outputs[slot] ?? 0,
      telling: this.#telling[slot] ?? 0,
      rows: this.#rows[slot] ?? 0,
    };
  }

  /** Takes what is kept of a job out of `elsewhere`. */
  take(id: number): Outputs {
    const outputs = this.elsewhere.get(id);
    if (outputs === undefined) return nothing;
    this.elsewhere.delete(id);
    return outputs;
  }

  put(slot: number, { outputs, telling, rows }: Outputs): void {
    if (slot >= this.#outputs.length) {
      if (outputs === 0) return;
      this.#grow(Math.max(slot + 1, 2 * this.#outputs.length));
    }
    this.#outputs[slot] = outputs;
    this.#telling[slot] = telling;
    this.#rows[slot] = rows;
  }

  #grow(slots: number): void {
    this.#outputs = longer(this.#outputs, new Uint32Array(slots));
    this.#telling = longer(this.#telling, new Uint32Array(slots));
    this.#rows = longer(this.#rows, new Float64Array(slots));
  }
}

/** `known` with one output more or less; `rows` is NaN if they aren't recorded. */
export function withOutput(known: Outputs, rows: number, sign: 1 | -1): Outputs {
  const isTold = !Number.isNaN(rows);
  return {
    outputs: known.outputs + sign,
    telling: known.telling + (isTold ? sign : 0),
    rows: known.rows + (isTold ? sign * rows : 0),
  };
}
