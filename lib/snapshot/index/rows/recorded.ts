/**
 * What is recorded of one job's outputs: how many there are, how many have their rows recorded, and the sum of these
 * rows.
 */
export interface Outputs {
  readonly outputs: number;
  readonly withRows: number;
  readonly rows: number;
}

const nothing: Outputs = { outputs: 0, withRows: 0, rows: 0 };

/** What one table records of jobs' outputs, by slot; in `elsewhere` by id, for jobs without a slot. */
export class Recorded {
  readonly elsewhere = new Map<number, Outputs>();
  #outputs = new Uint32Array(0);
  #withRows = new Uint32Array(0);
  #rows = new Float64Array(0);

  /** Whether the job in a slot has outputs. */
  has(slot: number): boolean {
    return (this.#outputs[slot] ?? 0) > 0;
  }

  /** The rows of the job in a slot; NaN: not recorded for any of its outputs. */
  rowsIn(slot: number): number {
    return (this.#withRows[slot] ?? 0) > 0 ? (this.#rows[slot] ?? 0) : Number.NaN;
  }

  at(slot: number): Outputs {
    return {
      outputs: this.#outputs[slot] ?? 0,
      withRows: this.#withRows[slot] ?? 0,
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

  put(slot: number, { outputs, withRows, rows }: Outputs): void {
    if (slot >= this.#outputs.length) {
      if (outputs === 0) return;
      this.#grow(Math.max(slot + 1, 2 * this.#outputs.length));
    }
    this.#outputs[slot] = outputs;
    this.#withRows[slot] = withRows;
    this.#rows[slot] = rows;
  }

  #grow(slots: number): void {
    this.#outputs = longer(this.#outputs, new Uint32Array(slots));
    this.#withRows = longer(this.#withRows, new Uint32Array(slots));
    this.#rows = longer(this.#rows, new Float64Array(slots));
  }
}

/** `known` with one output more or less; `rows` is NaN if they aren't recorded. */
export function withOutput(known: Outputs, rows: number, sign: 1 | -1): Outputs {
  const isRecorded = !Number.isNaN(rows);
  return {
    outputs: known.outputs + sign,
    withRows: known.withRows + (isRecorded ? sign : 0),
    rows: known.rows + (isRecorded ? sign * rows : 0),
  };
}

/** Copies `before` to the beginning of the longer array `after`, and returns that. */
function longer<T extends Uint32Array | Float64Array>(before: T, after: T): T {
  after.set(before);
  return after;
}
