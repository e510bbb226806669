import type { JobColumns } from './job-columns.js';
import type { ListOrder } from './list-order.js';
import { Scratch } from './scratch.js';
import { type KeyBits, type Keyed, sortByWords } from './word-sort.js';

/**
 * The order in which workers take jobs of a line: the highest priority first, then the lowest id. Slots that are sorted
 * must be given with the lowest id first.
 */
export const lineOrder: ListOrder = {
  // Saves counting failed jobs: none of a line's jobs has failed.
  isRanked: true,
  compare,
  compareWith: (columns, one, _value, other) => compare(columns, one, other),
  sort: sorted,
  sortUsual: sorted,
};

function compare({ ids, priorities }: JobColumns, one: number, other: number): number {
  const priority = priorities[one] ?? 0;
  const others = priorities[other] ?? 0;
  return priority === others ? (ids[one] ?? 0) - (ids[other] ?? 0) : priority > others ? -1 : 1;
}

function sorted(columns: JobColumns, slots: Uint32Array): Uint32Array {
  // If no worker writes priorities, there is nothing to sort.
  if (slots.every((slot, at) => at === 0 || compare(columns, slots[at - 1] ?? 0, slot) < 0))
    return slots.slice();
  const scratch = new Scratch();
  const all = sortByWords(scratch, slots, (keyed) => writeKeys(columns, keyed)).slice();
  scratch.free();
  return all;
}

/**
 * The bits of numbers that aren't negative are ordered as the numbers are, those of negative ones the other way round.
 */
function writeKeys({ priorities }: JobColumns, { low, high, slots }: Keyed): KeyBits {
  const number = new Float64Array(1);
  const bits = new Uint32Array(number.buffer);
  const [lower, upper] = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? [0, 1] : [1, 0];
  for (let at = 0; at < slots.length; at += 1) {
    // Minus zero is zero.
    number[0] = (priorities[slots[at] ?? 0] ?? 0) + 0;
    const above = bits[upper] ?? 0;
    const below = bits[lower] ?? 0;
    const isNegative = above >>> 31 === 1;
    high[at] = isNegative ? above : ~above & 0x7fffffff;
    low[at] = isNegative ? below : ~below;
  }
  return { low: 32, high: 32 };
}
