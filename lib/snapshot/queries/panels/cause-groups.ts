import type { CauseGroup } from '../../../model/causes.js';
import type { CauseSum } from '../../index/causes/sum-causes.js';

/** At most this many groups are returned; others are only counted. */
const mostGroups = 1000;
/** At most this many names of a group are returned; others are only counted. */
const mostNames = 8;

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
