import type { CauseGroup, Causes } from '../../model/causes.js';
import { earliest, groupedBy, latest, type QuestionOfSeveral, sumBy } from './added.js';

/** The causes of several databases. */
export const causesOfSeveral: QuestionOfSeveral<'causes'> = {
  merge: mergedCauses,
  qualify: (causes, { idOf, jobOf }) => ({
    ...causes,
    groups: causes.groups.map((group) => ({ ...group, sample: idOf(group.sample) })),
    sample: causes.sample && jobOf(causes.sample),
  }),
  keys: ({ groups }) => groups.map(({ key }) => key),
  of: 'sampleOf',
  hasChosen: ({ groups, sample }) => groups.length === 0 || sample !== null,
};

/** At most this many names of a group are listed; others are only counted. */
const mostNames = 8;

/**
 * The failed jobs of several databases by their causes. The sample is that of the cause with this key, else of the
 * first.
 */
function mergedCauses(all: readonly Causes[], sampleOf: string | null): Causes {
  const groups = groupedBy(
    all.flatMap((causes) => causes.groups),
    ({ key }) => key,
  )
    .map(mergedGroup)
    .toSorted(compare);
  const chosen = groups.find(({ key }) => key === sampleOf) ?? groups[0];
  const unlisted = sumBy(all, ({ total, groups: listed }) => total - listed.length);
  return {
    groups,
    total: groups.length + unlisted,
    failed: sumBy(all, ({ failed }) => failed),
    unread: sumBy(all, ({ unread }) => unread),
    sample: all.flatMap(({ sample }) => sample ?? []).find(({ id }) => id === chosen?.sample) ?? null,
  };
}

function mergedGroup(groups: readonly [CauseGroup, ...CauseGroup[]]): CauseGroup {
  const [first] = groups;
  const lastAt = latest(groups.map((group) => group.lastAt));
  const last = groups.find((group) => group.lastAt === lastAt) ?? first;
  const byCount = groups.toSorted((one, other) => other.count - one.count);
  const names = [...new Set(byCount.flatMap((group) => group.names))];
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
