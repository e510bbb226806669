import type { Scratch } from './scratch.js';

/** What is sorted of each of a key's two words. */
const wordBits = 28;
/** Bits of a digit: counting large ones takes longer than sorting a few slots by twice as many small ones. */
const [smallDigit, largeDigit] = [7, 14];
const fewSlots = 4096;

/** The arrays that are sorted together: the key's two words, and the slot. */
export interface Keyed {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  readonly slots: Uint32Array;
}

/**
 * Sorts slots by the words of keys that `write` puts beside them, the least first; slots with the same key keep their
 * order. The result is in the scratch memory.
 */
export function sortByWords(
  scratch: Scratch,
  slots: Uint32Array,
  write: (keyed: Keyed) => void,
): Uint32Array {
  let keyed = emptyKeyed(scratch, slots.length);
  let spare = emptyKeyed(scratch, slots.length);
  keyed.slots.set(slots);
  write(keyed);
  const digitBits = slots.length < fewSlots ? smallDigit : largeDigit;
  for (const by of ['low', 'high'] as const) {
    for (let shift = 0; shift < wordBits; shift += digitBits) {
      if (sortByDigit(keyed, keyed[by], { shift, bits: digitBits }, spare)) [keyed, spare] = [spare, keyed];
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

/** One stable pass of counting and placing; false if all have the same digit, so that nothing was moved. */
function sortByDigit(from: Keyed, keys: Uint32Array, { shift, bits }: Digit, into: Keyed): boolean {
  const { low, high, slots } = from;
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
    into.low[at] = low[index] ?? 0;
    into.high[at] = high[index] ?? 0;
    into.slots[at] = slots[index] ?? 0;
  }
  return true;
}
