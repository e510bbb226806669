import { grain } from './slot-room.js';

/** Slots of a leaf's jobs. */
export interface Block {
  readonly from: number;
  readonly count: number;
}

/** This many blocks make a chunk, which is skipped as a whole if none of its times are wanted. */
const chunk = 64;

/**
 * A time (ms) for each leaf, by its first slot, so that the leaves with times in a span are found without reading their
 * jobs.
 */
export class LeafTimes {
  /** By block; NaN: no leaf begins there, or it has no time. */
  #times = new Float64Array(0);
  #counts = new Uint32Array(0);
  /** By chunk; NaN: there is none. */
  #first = new Float64Array(0);
  #last = new Float64Array(0);

  /** Forgets a leaf. */
  drop({ from, count }: Block): void {
    this.#put(from, count, Number.NaN);
  }

  /** Sets the time of a leaf; infinite: it has none. */
  set({ from, count }: Block, time: number): void {
    this.#put(from, count, Number.isFinite(time) ? time : Number.NaN);
  }

  /** The first of all times; infinite if there is none. */
  first(): number {
    let first = Number.POSITIVE_INFINITY;
    for (const time of this.#first) if (time < first) first = time;
    return first;
  }

  /** Leaves with a time later than `after` and no later than `to`. */
  between(after: number, to: number): readonly Block[] {
    const found: Block[] = [];
    for (let at = 0; at < this.#first.length; at += 1) {
      if (!((this.#first[at] ?? Number.NaN) <= to && (this.#last[at] ?? Number.NaN) > after)) continue;
      for (let block = at * chunk; block < (at + 1) * chunk; block += 1) {
        const time = this.#times[block] ?? Number.NaN;
        if (time > after && time <= to) found.push({ from: block * grain, count: this.#counts[block] ?? 0 });
      }
    }
    return found;
  }

  #put(from: number, count: number, time: number): void {
    // Leaves without jobs share their first slot with another one.
    if (count === 0) return;
    const block = from / grain;
    if (block >= this.#times.length) {
      if (Number.isNaN(time)) return;
      this.#grow(block + 1);
    }
    const before = this.#times[block] ?? Number.NaN;
    this.#times[block] = time;
    this.#counts[block] = count;
    if (before !== time && !(Number.isNaN(before) && Number.isNaN(time)))
      this.#sumUp(Math.floor(block / chunk));
  }

  #sumUp(at: number): void {
    let [first, last] = [Number.NaN, Number.NaN];
    for (let block = at * chunk; block < (at + 1) * chunk; block += 1) {
      const time = this.#times[block] ?? Number.NaN;
      if (!(time >= first) && !Number.isNaN(time)) first = time;
      if (!(time <= last) && !Number.isNaN(time)) last = time;
    }
    this.#first[at] = first;
    this.#last[at] = last;
  }

  #grow(blocks: number): void {
    const chunks = Math.max(Math.ceil(blocks / chunk), 2 * this.#first.length);
    this.#times = longer(this.#times, new Float64Array(chunks * chunk).fill(Number.NaN));
    this.#counts = longer(this.#counts, new Uint32Array(chunks * chunk));
    this.#first = longer(this.#first, new Float64Array(chunks).fill(Number.NaN));
    this.#last = longer(this.#last, new Float64Array(chunks).fill(Number.NaN));
  }
}

/** Copies `before` to the beginning of the longer array `after`, and returns that. */
export function longer<T extends Uint32Array | Float64Array>(before: T, after: T): T {
  after.set(before);
  return after;
}
