// Positions in a list into which other jobs are inserted. `places` has, for each inserted job, the position (in the
// list without inserted jobs) of the job that it comes before, in ascending order.

/** The position at which a job of the list is shown. */
export function toScreenIndex(plain: number, places: Places): number {
  return plain + placesUpTo(places, plain);
}

/** Converts a position among all jobs into one in the list: for an inserted job, that of the job after it. */
export function toListIndex(shown: number, places: Places): number {
  const before = insertedBefore(shown, places);
  const own = places[before];
  return own !== undefined && own + before === shown ? own : shown - before;
}

/** How many inserted jobs are shown before a position among all jobs. */
export function insertedBefore(shown: number, places: Places): number {
  let low = 0;
  let high = places.length;
  // Each is shown at its place and those before it.
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((places[middle] ?? 0) + middle < shown) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Consecutive jobs. */
export interface Run<T> {
  /** The position of the first. */
  readonly from: number;
  readonly jobs: readonly T[];
}

/** A run of the list as it is shown: with the jobs that are inserted from its beginning to its end. */
export function withInserted<T>({ from, jobs }: Run<T>, places: Places, inserted: readonly T[]): Run<T> {
  const first = placesUpTo(places, from - 1);
  const end = placesUpTo(places, from + jobs.length);
  const parts: (readonly T[])[] = [];
  let done = 0;
  for (let index = first; index < end; index += 1) {
    const at = (places[index] ?? 0) - from;
    parts.push(jobs.slice(done, at), inserted.slice(index, index + 1));
    done = at;
  }
  return { from: from + first, jobs: [...parts, jobs.slice(done)].flat() };
}

type Places = ArrayLike<number>;

/** How many places are no greater than a position. */
function placesUpTo(places: Places, position: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((places[middle] ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}
