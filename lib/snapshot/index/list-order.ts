import { jobStatuses, jobTypes } from '../../model/job.js';
import type { JobColumns } from './job-columns.js';
import { Scratch } from './scratch.js';

// Local copies, because they are used in loops over all jobs.
const { floor } = Math;
const isMissing = Number.isNaN;

/** Later in the order than any time: a job without a start is the last of its rank. */
const noStart = -(2 ** 47) + 1;
/** The start as a whole number from 0 on, of at most 53 bits. */
const shifted = (start: number) => (isMissing(start) ? noStart : start) + 2 ** 47;

/** The first key of the list's order, by kind, as in `schema/fragments/rank_of.sql`. */
const ranks = Uint8Array.from(
  jobStatuses.flatMap((status) =>
    jobTypes.map(() => (status === 'failed' ? 0 : status === 'running' ? 1 : 2)),
  ),
);

/**
 * Less than 0 if the job in one slot comes before the job in another: by rank, then the newest start first, then
 * the greatest id first, as in `schema/fragments/list_key.sql`. 0 for the same job.
 */
export function compareInList(columns: JobColumns, one: number, other: number): number {
  const { kinds, starts, ids } = columns;
  return (
    (ranks[kinds[one] ?? 0] ?? 0) - (ranks[kinds[other] ?? 0] ?? 0) ||
    shifted(starts[other] ?? 0) - shifted(starts[one] ?? 0) ||
    (ids[other] ?? 0) - (ids[one] ?? 0)
  );
}

/** A key is two numbers of this many bits; sorting by each takes two digits. */
const wordBits = 28;
const word = 2 ** wordBits;
const digitBits = 14;
const digits = 2 ** digitBits;
/** How many bits of the higher word belong to the start; the rank is above them. */
const startBits = 25;
const latest = 2 ** (wordBits + startBits) - 1;

/** The arrays that are sorted together: the key's two words, and the slot. */
interface Keyed {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  readonly slots: Uint32Array;
}

/**
 * Sorts slots into the list's order. They must be given with the greatest id first, because jobs with the same
 * start keep their order. A radix sort from the least digit on, which for a million jobs takes no longer than a
 * pass over their table.
 */
export function sortForList(columns: JobColumns, slots: Uint32Array): Uint32Array {
  const scratch = new Scratch();
  const sorted = sortedIn(scratch, columns, slots).slice();
  scratch.free();
  return sorted;
}

function sortedIn(scratch: Scratch, { kinds, starts }: JobColumns, slots: Uint32Array): Uint32Array {
  let keyed = emptyKeyed(scratch, slots.length);
  let spare = emptyKeyed(scratch, slots.length);
  keyed.slots.set(slots);
  for (let index = 0; index < slots.length; index += 1) {
    const slot = slots[index] ?? 0;
    // The newest start comes first, so it has the least key.
    const key = latest - shifted(starts[slot] ?? 0);
    keyed.low[index] = key % word;
    keyed.high[index] = floor(key / word) + (ranks[kinds[slot] ?? 0] ?? 0) * 2 ** startBits;
  }
  for (const [by, shift] of [
    ['low', 0],
    ['low', digitBits],
    ['high', 0],
    ['high', digitBits],
  ] as const) {
    if (sortByDigit(keyed, keyed[by], shift, spare)) [keyed, spare] = [spare, keyed];
  }
  return keyed.slots;
}

function emptyKeyed(scratch: Scratch, length: number): Keyed {
  return { low: scratch.numbers(length), high: scratch.numbers(length), slots: scratch.numbers(length) };
}

/** One stable pass of counting and placing; false if all have the same digit, so that nothing was moved. */
function sortByDigit(from: Keyed, keys: Uint32Array, shift: number, into: Keyed): boolean {
  const { low, high, slots } = from;
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
