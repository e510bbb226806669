import type { JobId } from '../../../model/job.js';
import {
  compareKeys,
  type JobPlace,
  type JobSort,
  type ListKey,
  type Places,
  type PlacesRequest,
} from '../../../model/sort.js';

/** A list as it is shown, with everything in it that is listed separately. */
export interface ShownList {
  readonly size: number;
  readonly sort: JobSort;
  readonly ids: (from: number, to: number) => readonly JobId[];
  readonly keys: (ids: readonly JobId[]) => readonly ListKey[];
  /** Null if the job isn't in the list. */
  readonly positionOf: (id: JobId) => number | null;
}

/** The requested places in a list. */
export function placesIn(list: ShownList, { at, of, job }: PlacesRequest): Places {
  const { size, sort } = list;
  const within = [...new Set(at)].filter((position) => position >= 0 && position < size);
  const known = list.keys(runsOf(within).flatMap(({ from, to }) => list.ids(from, to)));
  const byPosition = new Map(within.toSorted(ascending).map((position, index) => [position, known[index]]));
  const keys = at.map((position) => byPosition.get(position) ?? null);
  const counts = of.map((key) => ({
    less: countBelow((other) => compareKeys(sort, other, key) < 0),
    upTo: countBelow((other) => compareKeys(sort, other, key) <= 0),
  }));
  return { keys, counts, ...(job === undefined ? {} : { job: placeOf(job) }) };

  /** How many jobs satisfy `isSo`, by binary search: those that do must come before all others. */
  function countBelow(isSo: (key: ListKey) => boolean): number {
    let low = 0;
    let high = size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const [key] = list.keys(list.ids(middle, middle + 1));
      if (key !== undefined && isSo(key)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function placeOf(id: JobId): JobPlace | null {
    const position = list.positionOf(id);
    const [key] = position === null ? [] : list.keys([id]);
    return position === null || key === undefined ? null : { position, key };
  }
}

const ascending = (one: number, other: number) => one - other;

/** Positions as runs of consecutive ones, in order: a run costs hardly more than one of them. */
function runsOf(positions: readonly number[]): readonly { readonly from: number; readonly to: number }[] {
  const runs: { readonly from: number; to: number }[] = [];
  for (const position of positions.toSorted(ascending)) {
    const last = runs.at(-1);
    if (last?.to === position) last.to += 1;
    else runs.push({ from: position, to: position + 1 });
  }
  return runs;
}
