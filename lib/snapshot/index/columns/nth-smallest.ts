// Local copies, because they are used in loops over all jobs.
const { ceil, max } = Math;

/** Usually each round leaves about half of the numbers. */
const mostRounds = 64;

/**
 * The values at percentiles (0–100, ascending) by nearest rank, as `percentileOf` in the model has it, of the numbers
 * at `from` up to `to`; none if there are no numbers. Reorders them.
 */
export function percentilesIn(
  numbers: Float64Array,
  from: number,
  to: number,
  percents: readonly number[],
): readonly number[] {
  if (to <= from) return [];
  const places = percents.map((percent) => from + max(1, ceil((percent * (to - from)) / 100)) - 1);
  select(numbers, from, to, [...new Set(places)]);
  return places.map((place) => numbers[place] ?? 0);
}

/** Puts those numbers into their places, ascending, that would be there if those at `from` up to `to` were sorted. */
function select(numbers: Float64Array, from: number, to: number, places: readonly number[]): void {
  if (places.length === 0) return;
  const middle = (places.length - 1) >>> 1;
  const place = places[middle] ?? from;
  nthSmallest(numbers, from, to, place);
  select(numbers, from, place, places.slice(0, middle));
  select(numbers, place + 1, to, places.slice(middle + 1));
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
