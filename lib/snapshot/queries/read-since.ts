import type { Cause } from '../../model/cause/cause.js';
import { everyJob } from '../../model/filter.js';
import {
  type EndedStatus,
  endedStatuses,
  latestEndIn,
  newCausesOf,
  type Since,
  type SinceRequest,
} from '../../model/picture.js';
import { bothForms } from '../../schema/id-lists.js';
import type { NewAnchor } from '../index/list/ended-jobs.js';
import type { FoundPlace } from '../index/search/search-list.js';
import type { SearchPace } from '../index/sieve/search-pace.js';
import type { FilteredList } from '../lists/filtered-list.js';
import { sizeIn } from '../lists/list-size.js';
import { numberOf } from '../tables/column-value.js';
import { failedByCause } from './jobs/causes-by-sql.js';
import type { QueueSource } from './jobs/queue-source.js';

/** What ended since an instant, over the whole queue, as of `asOf` (ms). */
export function readSince(
  { database, shape, queue }: QueueSource,
  request: SinceRequest,
  asOf: number,
  pace?: SearchPace,
): Since {
  const until = latestEndIn(asOf);
  if (queue !== null) return queue.endedSince(request, until, pace);
  const { at, knownCauses } = request;
  const counts = { complete: 0, failed: 0, cancelled: 0 };
  for (const row of database.all(shape.statement('ended_since'), { ':from': at, ':until': until })) {
    const status = endedStatuses.find((ended) => ended === row.status);
    if (status !== undefined) counts[status] = numberOf(row, 'jobs') ?? 0;
  }
  const known = new Set(knownCauses);
  const found = new Map<string, Cause & { count: number }>();
  const old = new Set<string>();
  // New causes take reading all failed jobs, so they are looked for only if some failed since.
  const failed = counts.failed === 0 ? [] : failedByCause(database, shape, everyJob);
  for (const { cause, endedAt } of failed) {
    const { key, text } = cause ?? { key: '', text: '' };
    if (endedAt === null || endedAt > until) continue;
    if (endedAt < at) {
      old.add(key);
      continue;
    }
    if (known.has(key)) continue;
    found.set(key, { key, text, count: (found.get(key)?.count ?? 0) + 1 });
  }
  for (const key of old) found.delete(key);
  return { at, counts, ...newCausesOf(found), unread: 0 };
}

/**
 * The first new job of a list that hasn't been seen, see the anchor `new`, by SQL. `until`: the last end that counts,
 * ms.
 */
export function nextNewBySql(
  list: FilteredList,
  { since, from, seen }: NewAnchor,
  until: number,
): FoundPlace {
  const pass = (statuses: readonly EndedStatus[]) =>
    list.rows('next_new', {
      ':id': from.id,
      ':from': since,
      ':to': until,
      ':ended': JSON.stringify(statuses),
      ':seen': bothForms(seen),
    })[0] ?? {};
  let row = pass(['failed']);
  if ((numberOf(row, 'matches') ?? 0) === 0) row = pass(endedStatuses);
  const size = sizeIn(row);
  const index = numberOf(row, 'first_new');
  const near = Math.max(0, Math.min(Math.trunc(from.index) || 0, size.matching - 1));
  const found = { index, nth: numberOf(row, 'nth'), matches: numberOf(row, 'matches') ?? 0 };
  return { ...size, at: index ?? numberOf(row, 'origin') ?? near, found };
}
