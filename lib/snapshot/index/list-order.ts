import { jobStatuses, jobTypes } from '../../model/job.js';
import type { JobColumns } from './job-columns.js';
import { Scratch } from './scratch.js';

// Taken once: they stand in loops over all jobs.
const { floor } = Math;
const isMissing = Number.isNaN;

/** Behind every time there is: a job without a start is the last of its rank. */
const noStart = -(2 ** 47) + 1;
/** The start as a whole number from 0 on, of 53 bits at the most. */
const shifted = (start: number) => (isMissing(start) ? noStart : start) + 2 ** 47;

/** The first key of the list's order by kind, as `schema/fragments/rank_of.sql` has it. */
const ranks = Uint8Array.from(
  jobStatuses.flatMap((status) =>
    jobTypes.map(() => (status === 'failed' ? 0 : status === 'running' ? 1 : 2)),
  ),
);

/**
 * Less than 0 where the job in one slot comes before the job in another: by rank, then the newest start first, then the
 * greatest id first, as `schema/fragments/list_key.sql` has it. 0 for one and the same job.
 */
export function compareInList(columns: JobColumns, one: number, other: number): number {
  const { kinds, starts, ids } = columns;
  return (
    (ranks[kinds[one] ?? 0] ?? 0) - (ranks[kinds[other] ?? 0] ?? 0) ||
    shifted(starts[other] ?? 0) - shifted(starts[one] ?? 0) ||
    (ids[other] ?? 0) - (ids[one] ?? 0)
  );
}

/** A key is two numbers of this many bits; each is sorted by in two digits. */
const wordBits = 28;
const word = 2 ** wordBits;
const digitBits = 14;
const digits = 2 ** digitBits;
/** Bits of the higher word that are the start's; the rank stands above them. */
const startBits = 25;
const latest = 2 ** (wordBits + startBits) - 1;

/** What is sorted, moved together: the key's two words, and the slot. */
interface Keyed {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  readonly slots: Uint32Array;
}

/**
 * Puts slots into the list's order. They come with the greatest id first, for jobs that start together keep their order:
 * sorted by digits, from the least one on, which takes a million jobs no longer than a pass over their table.
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
    // The newest start first: the least key.
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

/** One stable pass of counting and placing; false where all have the same digit, and nothing moved. */
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
