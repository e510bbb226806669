import type { Cause } from '../../model/cause/cause.js';
import type { CauseGroup } from '../../model/causes.js';
import type { JobId } from '../../model/job.js';

/** At most this many groups are returned; others are only counted. */
const mostGroups = 1000;
/** At most this many names of a group are returned; others are only counted. */
const mostNames = 8;

interface Sum {
  readonly cause: Cause;
  count: number;
  firstAt: number | null;
  lastAt: number | null;
  sample: JobId;
  readonly names: Map<string, number>;
}

/** Sums up failed jobs by cause, wherever they come from. */
export class CauseSums {
  readonly #sums = new Map<string, Sum>();

  /** How many causes there are. */
  get size(): number {
    return this.#sums.size;
  }

  /**
   * Counts a job. `at`: when it failed, ms; null if unknown. Of jobs that failed at the same time, the one counted
   * first becomes the sample.
   */
  add(cause: Cause, id: JobId, at: number | null, name: string): void {
    const sum = this.#sums.get(cause.key);
    if (sum === undefined) {
      const names = new Map([[name, 1]]);
      this.#sums.set(cause.key, { cause, count: 1, firstAt: at, lastAt: at, sample: id, names });
      return;
    }
    sum.count += 1;
    sum.names.set(name, (sum.names.get(name) ?? 0) + 1);
    if (at === null) return;
    if (sum.firstAt === null || at < sum.firstAt) sum.firstAt = at;
    if (sum.lastAt !== null && at <= sum.lastAt) return;
    sum.lastAt = at;
    sum.sample = id;
  }

  /** The causes, most frequent first; of equally frequent ones, the one seen last comes first. */
  groups(): readonly CauseGroup[] {
    return [...this.#sums.values()].sort(compare).slice(0, mostGroups).map(groupOf);
  }
}

function compare(one: Sum, other: Sum): number {
  const latest = (other.lastAt ?? Number.NEGATIVE_INFINITY) - (one.lastAt ?? Number.NEGATIVE_INFINITY);
  return (
    other.count - one.count ||
    (Number.isNaN(latest) ? 0 : latest) ||
    (one.cause.key < other.cause.key ? -1 : 1)
  );
}

function groupOf({ cause, count, firstAt, lastAt, sample, names }: Sum): CauseGroup {
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
