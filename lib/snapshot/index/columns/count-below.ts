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
