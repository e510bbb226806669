import type { JobColumns } from '../columns/job-columns.js';
import type { JobsInOrder } from '../order/ordered-jobs.js';

/**
 * The slots of all jobs of a list as it is shown: those shown apart, in their order, come after the failed ones if
 * these come first, else where they belong.
 */
export function shownSlots(
  columns: JobColumns,
  list: JobsInOrder,
  apart: readonly number[],
  isRanked: boolean,
): Uint32Array {
  const slots = list.slots(0, list.count);
  if (apart.length === 0) return slots;
  const taken = new Set(apart);
  const shown = new Uint32Array(slots.length + apart.length);
  let at = 0;
  let done = 0;
  const putUpTo = (to: number) => {
    for (; done < to; done += 1) {
      const slot = slots[done] ?? 0;
      if (!taken.has(slot)) shown[at++] = slot;
    }
  };
  for (const slot of apart) {
    putUpTo(isRanked ? list.failed : list.placeFor(columns, slot));
    shown[at++] = slot;
  }
  putUpTo(slots.length);
  return shown.subarray(0, at);
}
