import { compareValues } from '../../../model/sort.js';
import type { Block } from './slot-room.js';

/** Values that no job has any more are forgotten once there are this many of them, and as many as there are slots. */
const mostValues = 10_000;

type Value = number | string;
type Compare = (one: Value, other: Value) => number;

/**
 * What jobs have in the one column that the list is sorted by: each different value once, with its rank among them. Empty
 * until an order needs it.
 */
export class ColumnValues {
  #column: string | null = null;
  #compare: Compare = compareValues;
  /** Which value the job in a slot has; 0 for none. */
  #codes = new Uint32Array(0);
  /** By code. */
  #values: (Value | null)[] = [null];
  #codeOf = new Map<Value, number>();
  /** Codes in the order of their values, and from that the ranks by code. */
  #sorted: number[] = [];
  #ranks = new Float64Array(0);
  #revision = 0;

  /** A number that changes whenever jobs' values do. */
  get revision(): number {
    return this.#revision;
  }

  /**
   * Begins to take the values of a column, for this many slots; those of another one are forgotten. `encoding` is the number
   * in the database's header: SQLite compares texts by their bytes.
   */
  begin(column: string, slots: number, encoding: number): void {
    if (column !== this.#column) this.forget();
    this.#column = column;
    this.#compare = encoding === 1 ? compareValues : comparingUnits(encoding === 2);
    if (this.#codes.length >= slots) return;
    const codes = new Uint32Array(slots);
    codes.set(this.#codes);
    this.#codes = codes;
  }

  /** Forgets what the jobs in these slots have: they are about to be read. */
  open({ from, count }: Block): void {
    this.#codes.fill(0, from, from + count);
    this.#revision += 1;
  }

  /** Takes the value of the job in a slot. */
  take(slot: number, value: Value): void {
    let code = this.#codeOf.get(value);
    if (code === undefined) {
      code = this.#values.push(value) - 1;
      this.#codeOf.set(value, code);
    }
    this.#codes[slot] = code;
  }

  /** The value of the job in a slot; null if it has none. */
  value(slot: number): Value | null {
    return this.#values[this.#codes[slot] ?? 0] ?? null;
  }

  /** The ranks of the values that jobs have now, by slot, NaN for none. What is returned doesn't change. */
  ranked(): (slot: number) => number {
    if (this.#values.length > 2 * this.#codes.length + mostValues) this.#keepUsed();
    const ranks = this.#rank();
    const codes = this.#codes;
    return (slot) => ranks[codes[slot] ?? 0] ?? Number.NaN;
  }

  forget(): void {
    this.#column = null;
    this.#codes = new Uint32Array(0);
    this.#clearValues();
    this.#revision += 1;
  }

  #rank(): Float64Array {
    const values = this.#values;
    if (this.#ranks.length === values.length) return this.#ranks;
    for (let code = this.#sorted.length + 1; code < values.length; code += 1) this.#sorted.push(code);
    // Mostly in order already, which makes it quick.
    this.#sorted.sort((one, other) => this.#compare(values[one] ?? '', values[other] ?? ''));
    const ranks = new Float64Array(values.length);
    ranks[0] = Number.NaN;
    for (const [rank, code] of this.#sorted.entries()) ranks[code] = rank;
    this.#ranks = ranks;
    return ranks;
  }

  #keepUsed(): void {
    const values = this.#values;
    const codes = this.#codes;
    this.#clearValues();
    // Ranks that were given out go by the old codes.
    this.#codes = new Uint32Array(codes.length);
    for (let slot = 0; slot < codes.length; slot += 1) {
      const value = values[codes[slot] ?? 0] ?? null;
      if (value !== null) this.take(slot, value);
    }
  }

  #clearValues(): void {
    this.#values = [null];
    this.#codeOf = new Map();
    this.#sorted = [];
    this.#ranks = new Float64Array(0);
  }
}

/** Compares texts by the bytes of UTF-16, the lower one of each unit first in a `little` encoding. */
function comparingUnits(little: boolean): Compare {
  const unitAt = (text: string, at: number) => {
    const unit = at < text.length ? text.charCodeAt(at) : -1;
    return unit < 0 || !little ? unit : ((unit & 0xff) << 8) | (unit >>> 8);
  };
  return (one, other) => {
    if (typeof one !== 'string' || typeof other !== 'string') return compareValues(one, other);
    let at = 0;
    while (at < one.length && one.charCodeAt(at) === other.charCodeAt(at)) at += 1;
    return unitAt(one, at) - unitAt(other, at);
  };
}
