/**
 * Arrays of numbers for temporary use, as many as there are jobs. Their memory is freed at once: the garbage
 * collector sees typed arrays as small objects, and would leave tens of megabytes lying around.
 */
export class Scratch {
  readonly #buffers: ArrayBuffer[] = [];

  /** An array of zeros; its length becomes 0 when {@link free} is called. */
  numbers(length: number): Uint32Array {
    // With a fixed length: one that tracks its buffer is slower to read and write.
    return new Uint32Array(this.#buffer(length * Uint32Array.BYTES_PER_ELEMENT), 0, length);
  }

  /** An array of zeros for numbers of any size, which is freed with the others. */
  reals(length: number): Float64Array {
    return new Float64Array(this.#buffer(length * Float64Array.BYTES_PER_ELEMENT), 0, length);
  }

  free(): void {
    for (const buffer of this.#buffers) buffer.resize(0);
    this.#buffers.length = 0;
  }

  #buffer(maxByteLength: number): ArrayBuffer {
    const buffer = new ArrayBuffer(maxByteLength, { maxByteLength });
    this.#buffers.push(buffer);
    return buffer;
  }
}

/** How many of the first `count` slots satisfy `isSo`, by binary search: those that do must come before all others. */
export function countBelow(slots: Uint32Array, count: number, isSo: (slot: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isSo(slots[middle] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}

const { ceil } = Math;

/** Most bits of a digit: counting large ones takes longer than sorting a few slots by twice as many small ones. */
const [smallDigit, largeDigit] = [7, 14];
const fewSlots = 4096;

/** The arrays that are sorted together: the key's two words of up to 32 bits, and the slot. */
export interface Keyed {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  readonly slots: Uint32Array;
}

/** How many bits of each word are in use; a word without any is never written. */
export type KeyBits = Readonly<Record<'low' | 'high', number>>;

/**
 * Sorts slots by the words of keys that `write` puts beside them, the least first; slots with the same key keep their
 * order. The result is in the scratch memory.
 */
export function sortByWords(
  scratch: Scratch,
  slots: Uint32Array,
  write: (keyed: Keyed) => KeyBits,
): Uint32Array {
  let keyed = emptyKeyed(scratch, slots.length);
  let spare = emptyKeyed(scratch, slots.length);
  keyed.slots.set(slots);
  const used = write(keyed);
  const most = slots.length < fewSlots ? smallDigit : largeDigit;
  for (const by of ['low', 'high'] as const) {
    const digits = ceil(used[by] / most);
    const bits = ceil(used[by] / digits);
    // What was sorted by already isn't needed any more.
    const words = { low: by === 'low', high: used.high > 0 };
    for (let digit = 0; digit < digits; digit += 1) {
      if (sortByDigit(keyed, by, { shift: digit * bits, bits }, spare, words))
        [keyed, spare] = [spare, keyed];
    }
  }
  return keyed.slots;
}

function emptyKeyed(scratch: Scratch, length: number): Keyed {
  return { low: scratch.numbers(length), high: scratch.numbers(length), slots: scratch.numbers(length) };
}

interface Digit {
  readonly shift: number;
  readonly bits: number;
}

/**
 * One stable pass of counting and placing, which takes these words along; false if all have the same digit, so that
 * nothing was moved.
 */
function sortByDigit(
  from: Keyed,
  by: keyof KeyBits,
  { shift, bits }: Digit,
  into: Keyed,
  words: Readonly<Record<keyof KeyBits, boolean>>,
): boolean {
  const { low, high, slots } = from;
  const keys = from[by];
  const digits = 2 ** bits;
  const begins = new Uint32Array(digits + 1);
  for (let index = 0; index < keys.length; index += 1) {
    const behind = (((keys[index] ?? 0) >>> shift) & (digits - 1)) + 1;
    begins[behind] = (begins[behind] ?? 0) + 1;
  }
  if (begins.includes(keys.length)) return false;
  for (let digit = 1; digit <= digits; digit += 1) {
    begins[digit] = (begins[digit] ?? 0) + (begins[digit - 1] ?? 0);
  }
  for (let index = 0; index < keys.length; index += 1) {
    const digit = ((keys[index] ?? 0) >>> shift) & (digits - 1);
    const at = begins[digit] ?? 0;
    begins[digit] = at + 1;
    if (words.low) into.low[at] = low[index] ?? 0;
    if (words.high) into.high[at] = high[index] ?? 0;
    into.slots[at] = slots[index] ?? 0;
  }
  return true;
}
