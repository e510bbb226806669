import type { Cause } from '../../../causes/cause.js';
import type { JobId } from '../../../model/job.js';
import type { JobColumns } from '../columns/job-columns.js';
import { type CauseMemory, unread } from './cause-memory.js';

// A local copy, because it is used in loops over all failed jobs.
const isMissing = Number.isNaN;

/** Failed jobs with one cause. */
export interface CauseSum {
  readonly cause: Cause;
  /** How many there are; at least 1. */
  readonly count: number;
  /** When the first and the last of them failed, ms; null if none of them has recorded when. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  /** Whether each of them has recorded when it failed. */
  readonly isTimed: boolean;
  /** The job that failed last; the first that was counted if several did, or if none has recorded when. */
  readonly sample: JobId;
  /** How many of them have each name. */
  readonly names: ReadonlyMap<string, number>;
}

/** A {@link CauseSum} in the making: `first` and `last` are slots, and `names` counts jobs by codes of names. */
interface Counted {
  count: number;
  first: number;
  last: number;
  isTimed: boolean;
  readonly names: Map<number, number>;
}

/**
 * Sums up jobs by their causes, without those whose cause isn't known yet. `nameOf` gives a name by its
 * code, `idOf` an id by its row's number.
 */
export function sumCauses(
  columns: JobColumns,
  memory: CauseMemory,
  slots: Uint32Array,
  nameOf: (name: number) => string,
  idOf: (number: number) => JobId = String,
): readonly CauseSum[] {
  const { ends, ids } = columns;
  const sums = countByCode(columns, memory.codes, slots);
  return [...sums].map(([code, { count, first, last, isTimed, names }]) => ({
    cause: memory.cause(code),
    count,
    firstAt: timeOf(ends[first]),
    lastAt: timeOf(ends[last]),
    isTimed,
    sample: idOf(ids[last] ?? 0),
    names: named(names, nameOf),
  }));
}

/** By codes, because a million jobs may have one cause: nothing is allocated for each of them. */
function countByCode(
  { ends, names }: JobColumns,
  codes: Uint32Array,
  slots: Uint32Array,
): ReadonlyMap<number, Counted> {
  const sums = new Map<number, Counted>();
  for (const slot of slots) {
    const code = codes[slot] ?? unread;
    if (code === unread) continue;
    const at = ends[slot] ?? Number.NaN;
    const name = names[slot] ?? 0;
    const sum = sums.get(code);
    if (sum === undefined) {
      const first = {
        count: 1,
        first: slot,
        last: slot,
        isTimed: !isMissing(at),
        names: new Map([[name, 1]]),
      };
      sums.set(code, first);
      continue;
    }
    sum.count += 1;
    sum.names.set(name, (sum.names.get(name) ?? 0) + 1);
    if (isMissing(at)) {
      sum.isTimed = false;
      continue;
    }
    const [earliest, latest] = [ends[sum.first] ?? Number.NaN, ends[sum.last] ?? Number.NaN];
    if (isMissing(earliest) || at < earliest) sum.first = slot;
    if (isMissing(latest) || at > latest) sum.last = slot;
  }
  return sums;
}

function named(counts: ReadonlyMap<number, number>, nameOf: (name: number) => string): Map<string, number> {
  const names = new Map<string, number>();
  for (const [code, count] of counts) {
    const name = nameOf(code);
    names.set(name, (names.get(name) ?? 0) + count);
  }
  return names;
}

function timeOf(end = Number.NaN): number | null {
  return isMissing(end) ? null : end;
}
