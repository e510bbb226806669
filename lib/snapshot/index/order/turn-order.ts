import type { JobColumns } from '../columns/job-columns.js';
import { type KeyBits, type Keyed, Scratch, sortByWords } from '../columns/word-sort.js';

/** As `schema/fragments/sorted.sql` orders queued jobs. */
export function compareTurns(columns: JobColumns, one: number, other: number): number {
  return (columns.turns[one] ?? 0) - (columns.turns[other] ?? 0) || compareInLine(columns, one, other);
}

/** Sorts the slots of queued jobs, given with the lowest id first, by their turns. */
export function byTurn(columns: JobColumns, slots: Uint32Array): Uint32Array {
  const { turns } = columns;
  const inLine = byLine(columns, slots);
  if (inLine.every((slot, at) => at === 0 || (turns[inLine[at - 1] ?? 0] ?? 0) <= (turns[slot] ?? 0)))
    return inLine;
  const scratch = new Scratch();
  const all = sortByWords(scratch, inLine, ({ low, slots: keyed }) => {
    for (let at = 0; at < keyed.length; at += 1) low[at] = turns[keyed[at] ?? 0] ?? 0;
    return { low: turnBits, high: 0 };
  }).slice();
  scratch.free();
  return all;
}

/** How many bits fragment.turn takes. */
const turnBits = 3;

/** The highest priority first, then the lowest id. */
export function compareInLine({ ids, priorities }: JobColumns, one: number, other: number): number {
  const priority = priorities[one] ?? 0;
  const others = priorities[other] ?? 0;
  return priority === others ? (ids[one] ?? 0) - (ids[other] ?? 0) : priority > others ? -1 : 1;
}

/** Sorts slots, given with the lowest id first, as {@link compareInLine} compares them. */
function byLine(columns: JobColumns, slots: Uint32Array): Uint32Array {
  // If no worker writes priorities, there is nothing to sort.
  if (slots.every((slot, at) => at === 0 || compareInLine(columns, slots[at - 1] ?? 0, slot) < 0))
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
