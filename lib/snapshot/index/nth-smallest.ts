// Taken once: they stand in loops over all jobs.
const { ceil, max } = Math;

/** Usually each round leaves about half of the numbers. */
const mostRounds = 64;

/**
 * The value at a percentile (0–100) by nearest rank, as `percentile` in the model has it, of the numbers from a place
 * up to another one; null where there are none. Moves them.
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

/** The number that would stand at `place` if those from a place up to another one were sorted (Hoare's selection). */
function nthSmallest(numbers: Float64Array, from: number, to: number, place: number): number {
  let low = from;
  let high = to - 1;
  for (let round = 0; low < high; round += 1) {
    // An order that it makes little of: sorting is slower than it usually is, and never slow.
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
