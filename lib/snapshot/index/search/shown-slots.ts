import type { OrderedJobs } from '../ordered-jobs.js';

/** The slots of all jobs of a list as it is shown: those shown separately come after the failed ones. */
export function shownSlots(list: OrderedJobs, apart: readonly number[]): Uint32Array {
  const slots = list.slots(0, list.count);
  if (apart.length === 0) return slots;
  const taken = new Set(apart);
  const shown = new Uint32Array(slots.length + apart.length);
  let at = 0;
  const put = (from: number, to: number) => {
    for (let position = from; position < to; position += 1) {
      const slot = slots[position] ?? 0;
      if (!taken.has(slot)) shown[at++] = slot;
    }
  };
  put(0, list.failed);
  for (const slot of apart) shown[at++] = slot;
  put(list.failed, slots.length);
  return shown.subarray(0, at);
}
