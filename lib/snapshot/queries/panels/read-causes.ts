import { type Causes, errorInFull } from '../../../model/causes.js';
import type { JobFilter } from '../../../model/filter.js';
import type { PictureRequest } from '../../../model/picture.js';
import type { SearchPace } from '../../index/sieve/search-pace.js';
import type { QueueSource } from '../jobs/queue-source.js';
import { readJobs } from '../jobs/read-jobs.js';
import { groupsOf } from './cause-groups.js';

/**
 * Failed jobs by cause, among those that pass the filter apart from its statuses and cause; the sample of one
 * group is read in full as of `asOf` (ms).
 */
export function readCauses(
  source: QueueSource,
  filter: JobFilter,
  { sampleOf, samples = false }: NonNullable<PictureRequest['causes']>,
  asOf: number,
  pace?: SearchPace,
): Causes {
  const { database, shape, queue } = source;
  const wanted: JobFilter = { ...filter, statuses: ['failed'] };
  const { sums, failed, unread } = queue.sumCauses(wanted, pace);
  const groups = groupsOf(sums);
  const chosen = groups.find(({ key }) => key === sampleOf) ?? groups[0];
  const [sample = null] = chosen === undefined ? [] : readJobs(database, shape, [chosen.sample], 1, asOf);
  if (!samples) return { groups, total: sums.length, failed, unread, sample };
  const ids = groups.map((group) => group.sample);
  const errors = new Map(readJobs(database, shape, ids, 1, asOf).map((job) => [job.id, errorInFull(job)]));
  const told = groups.map((group) => ({ ...group, error: errors.get(group.sample) ?? null }));
  return { groups: told, total: sums.length, failed, unread, sample };
}
