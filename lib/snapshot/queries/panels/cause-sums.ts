import type { Cause } from '../../../model/cause/cause.js';
import type { CauseGroup } from '../../../model/causes.js';
import type { JobId } from '../../../model/job.js';
import type { CauseSum } from '../../index/causes/sum-causes.js';

/** At most this many groups are returned; others are only counted. */
const mostGroups = 1000;
/** At most this many names of a group are returned; others are only counted. */
const mostNames = 8;

type Sum = { -readonly [K in keyof CauseSum]: CauseSum[K] } & { readonly names: Map<string, number> };

/** Sums up failed jobs by cause, one after another. */
export class CauseSums {
  readonly #sums = new Map<string, Sum>();

  /** The sums so far. */
  get all(): readonly CauseSum[] {
    return [...this.#sums.values()];
  }

  /**
   * Counts a job. `at`: when it failed, ms; null if unknown. Of jobs that failed at the same time, the one counted
   * first becomes the sample.
   */
  add(cause: Cause, id: JobId, at: number | null, name: string): void {
    const sum = this.#sums.get(cause.key);
    if (sum === undefined) {
      const names = new Map([[name, 1]]);
      const isTimed = at !== null;
      this.#sums.set(cause.key, { cause, count: 1, firstAt: at, lastAt: at, isTimed, sample: id, names });
      return;
    }
    sum.count += 1;
    sum.names.set(name, (sum.names.get(name) ?? 0) + 1);
    if (at === null) {
      sum.isTimed = false;
      return;
    }
    if (sum.firstAt === null || at < sum.firstAt) sum.firstAt = at;
    if (sum.lastAt !== null && at <= sum.lastAt) return;
    sum.lastAt = at;
    sum.sample = id;
  }
}

/** The causes, most frequent first; of equally frequent ones, the one seen last comes first. */
export function groupsOf(sums: readonly CauseSum[]): readonly CauseGroup[] {
  return [...sums].sort(compare).slice(0, mostGroups).map(groupOf);
}

function compare(one: CauseSum, other: CauseSum): number {
  const latest = (other.lastAt ?? Number.NEGATIVE_INFINITY) - (one.lastAt ?? Number.NEGATIVE_INFINITY);
  return (
    other.count - one.count ||
    (Number.isNaN(latest) ? 0 : latest) ||
    (one.cause.key < other.cause.key ? -1 : 1)
  );
}

function groupOf({ cause, count, firstAt, lastAt, sample, names }: CauseSum): CauseGroup {
  const sorted = [...names]
    .filter(([name]) => name !== '')
    .sort(([one, often], [other, seldom]) => seldom - often || (one < other ? -1 : 1));
  return {
    ...cause,
    count,
    firstAt,
    lastAt,
    sample,
    names: sorted.slice(0, mostNames).map(([name]) => name),
    moreNames: Math.max(0, sorted.length - mostNames),
  };
}
