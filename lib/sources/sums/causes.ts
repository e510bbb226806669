import type { CauseGroup, Causes } from '../../model/causes.js';
import type { Since } from '../../model/picture.js';
import { added, earliest, groupedBy, latest, sumBy } from './added.js';

/** At most this many names of a group are listed; others are only counted. */
const mostNames = 8;

/**
 * The failed jobs of several databases by their causes. The sample is that of the cause with this key, else of the
 * first.
 */
export function mergedCauses(all: readonly Causes[], sampleOf: string | null): Causes {
  const groups = groupedBy(
    all.flatMap((causes) => causes.groups),
    ({ key }) => key,
  )
    .map(mergedGroup)
    .toSorted(compare);
  const chosen = groups.find(({ key }) => key === sampleOf) ?? groups[0];
  const untold = sumBy(all, ({ total, groups: told }) => total - told.length);
  return {
    groups,
    total: groups.length + untold,
    failed: sumBy(all, ({ failed }) => failed),
    unread: sumBy(all, ({ unread }) => unread),
    sample: all.flatMap(({ sample }) => sample ?? []).find(({ id }) => id === chosen?.sample) ?? null,
  };
}

function mergedGroup(groups: readonly [CauseGroup, ...CauseGroup[]]): CauseGroup {
  const [first] = groups;
  const lastAt = latest(groups.map((group) => group.lastAt));
  const last = groups.find((group) => group.lastAt === lastAt) ?? first;
  const names = [...new Set(groups.flatMap((group) => group.names))];
  return {
    ...last,
    count: sumBy(groups, ({ count }) => count),
    firstAt: earliest(groups.map((group) => group.firstAt)),
    lastAt,
    names: names.slice(0, mostNames),
    moreNames: sumBy(groups, ({ moreNames }) => moreNames) + Math.max(0, names.length - mostNames),
  };
}

function compare(one: CauseGroup, other: CauseGroup): number {
  return other.count - one.count || (other.lastAt ?? 0) - (one.lastAt ?? 0) || (one.key < other.key ? -1 : 1);
}

/** What ended in several databases since an instant. */
export function mergedSince(all: readonly [Since, ...Since[]]): Since {
  const causes = groupedBy(
    all.flatMap(({ newCauses }) => newCauses),
    ({ key }) => key,
  ).map(([first]) => first);
  return {
    at: all[0].at,
    counts: added(all.map(({ counts }) => counts)),
    newCauses: causes,
    moreNewCauses: sumBy(all, ({ moreNewCauses }) => moreNewCauses),
    unread: sumBy(all, ({ unread }) => unread),
  };
}
