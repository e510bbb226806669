import type { FilteredList } from '../../lists/filtered-list.js';
import type { JobColumns } from '../columns/job-columns.js';
import { type KnownOfJobs, orderedJobs, slotOf } from '../list/indexed-list.js';
import type { JobsInOrder } from '../order/ordered-jobs.js';
import type { QueueIndex } from '../queue/queue-index.js';

/** A list in its order, and the slots of all its jobs as it is shown. */
export function shownIn(
  index: QueueIndex,
  known: KnownOfJobs,
  { filter, sorting, pinned }: FilteredList,
): { readonly jobs: JobsInOrder; readonly shown: Uint32Array } {
  const jobs = orderedJobs(index, known, filter, sorting);
  const slots = pinned.ids.flatMap((id) => slotOf(index, id) ?? []);
  return { jobs, shown: shownSlots(index.columns, jobs, slots, sorting.failedFirst) };
}

/**
 * The slots of all jobs of a list as it is shown: those pinned, in their order, come after the failed ones if
 * these come first, else where they belong.
 */
function shownSlots(
  columns: JobColumns,
  list: JobsInOrder,
  pinned: readonly number[],
  isRanked: boolean,
): Uint32Array {
  const slots = list.slots(0, list.count);
  if (pinned.length === 0) return slots;
  const taken = new Set(pinned);
  const shown = new Uint32Array(slots.length + pinned.length);
  let at = 0;
  let done = 0;
  const putUpTo = (to: number) => {
    for (; done < to; done += 1) {
      const slot = slots[done] ?? 0;
      if (!taken.has(slot)) shown[at++] = slot;
    }
  };
  for (const slot of pinned) {
    putUpTo(isRanked ? list.failed : list.placeFor(columns, slot));
    shown[at++] = slot;
  }
  putUpTo(slots.length);
  return shown.subarray(0, at);
}
