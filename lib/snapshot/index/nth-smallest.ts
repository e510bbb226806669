// Local copies, because they are used in loops over all jobs.
const { ceil, max } = Math;

/** Usually each round leaves about half of the numbers. */
const mostRounds = 64;

/**
 * The value at a percentile (0–100) by nearest rank, as `percentile` in the model has it, of the numbers at `from` up
 * to `to`; null if there are none. Reorders them.
 */
export function percentileIn(
  numbers: Float64Array,
  from: number,
  to: number,
  percent: number,
): number | null {
  if (to <= from) return null;
  return nthSmallest(numbers, from, to, from + max(1, ceil((percent * (to - from)) / 100)) - 1);
}

/** The number that would be at `place` if those at `from` up to `to` were sorted (Hoare's selection). */
function nthSmallest(numbers: Float64Array, from: number, to: number, place: number): number {
  let low = from;
  let high = to - 1;
  for (let round = 0; low < high; round += 1) {
    // These numbers make it slow. Sorting usually takes longer than selection, but has no such worst case.
    if (round === mostRounds) {
      numbers.subarray(low, high + 1).sort();
      break;
    }
    const pivot = medianOf(numbers[low] ?? 0, numbers[(low + high) >>> 1] ?? 0, numbers[high] ?? 0);
    let left = low;
    let right = high;
    while (left <= right) {
      while ((numbers[left] ?? 0) < pivot) left += 1;
      while ((numbers[right] ?? 0) > pivot) right -= 1;
      if (left > right) break;
      const swapped = numbers[left] ?? 0;
      numbers[left] = numbers[right] ?? 0;
      numbers[right] = swapped;
      left += 1;
      right -= 1;
    }
    if (place <= right) high = right;
    else if (place >= left) low = left;
    else return pivot;
  }
  return numbers[place] ?? 0;
}

function medianOf(one: number, two: number, three: number): number {
  if (one < two) return two < three ? two : max(one, three);
  return one < three ? one : max(two, three);
}
