import { errorInFull } from '../../../causes/error.js';
import type { CauseGroup, Causes, CausesRequest } from '../../../model/causes.js';
import type { JobFilter } from '../../../model/filter.js';
import type { CauseSum } from '../../index/causes/sum-causes.js';
import { readJobs } from '../jobs/read-jobs.js';
import type { PictureSource } from './read-workers.js';

/**
 * Failed jobs by cause, among those that pass the request's filter apart from its statuses and cause; the sample of one
 * group is read in full.
 */
export function readCauses(
  { database, shape, queue, asOf, request, pace }: PictureSource,
  { sampleOf, samples = false }: CausesRequest,
): Causes {
  const wanted: JobFilter = { ...request.filter, statuses: ['failed'] };
  const { sums, failed, unread } = queue.sumCauses(wanted, pace);
  const groups = groupsOf(sums);
  const chosen = groups.find(({ key }) => key === sampleOf) ?? groups[0];
  const [sample = null] = chosen === undefined ? [] : readJobs(database, shape, [chosen.sample], 1, asOf);
  if (!samples) return { groups, total: sums.length, failed, unread, sample };
  const ids = groups.map((group) => group.sample);
  const errors = new Map(readJobs(database, shape, ids, 1, asOf).map((job) => [job.id, errorInFull(job)]));
  const shown = groups.map((group) => ({ ...group, error: errors.get(group.sample) ?? null }));
  return { groups: shown, total: sums.length, failed, unread, sample };
}

/** At most this many groups are returned; others are only counted. */
const mostGroups = 1000;
/** At most this many names of a group are returned; others are only counted. */
const mostNames = 8;

/** The causes, most frequent first; of equally frequent ones, the one seen last comes first. */
function groupsOf(sums: readonly CauseSum[]): readonly CauseGroup[] {
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
