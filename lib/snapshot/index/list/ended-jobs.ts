import { jobStatuses, jobTypes } from '../../../model/job.js';
import {
  type Anchor,
  type EndedStatus,
  endedStatuses,
  type Found,
  type Since,
} from '../../../model/picture.js';
import type { QueueIndex } from '../queue/queue-index.js';
import { positionIn } from './indexed-list.js';

/** The anchor at the next new job. */
export type NewAnchor = Extract<Anchor, { kind: 'new' }>;

/** Jobs that ended between two instants. */
interface EndedJobs {
  readonly counts: Since['counts'];
  /** The slots of those that failed, in the order of their ids. */
  readonly failed: Uint32Array;
}

interface Known {
  readonly revision: number;
  readonly from: number;
  /** Other values of `until` from `least` up to `beyond` give the same result: there are no ends between them. */
  readonly least: number;
  readonly beyond: number;
  readonly ended: EndedJobs;
}

/** By kind of job: its status if such jobs have ended, else null. */
const endedKinds: readonly (EndedStatus | null)[] = jobStatuses.flatMap((status) =>
  jobTypes.map(() => endedStatuses.find((ended) => ended === status) ?? null),
);

/** The last result for each index: pictures come more often than jobs change. */
const memory = new WeakMap<QueueIndex, Known>();

/** The jobs that ended between two instants (ms), both included. Takes one pass over all jobs after each change. */
export function endedBetween(index: QueueIndex, from: number, until: number): EndedJobs {
  const known = memory.get(index);
  const { revision } = index;
  if (known?.revision === revision && known.from === from && until >= known.least && until < known.beyond)
    return known.ended;
  const counts = { complete: 0, failed: 0, cancelled: 0 };
  const failed: number[] = [];
  let beyond = Number.POSITIVE_INFINITY;
  const { kinds, ends } = index.columns;
  for (const page of index.order) {
    const leaf = index.leaf(page);
    if (leaf === undefined) continue;
    for (let slot = leaf.from; slot < leaf.from + leaf.count; slot += 1) {
      const end = ends[slot] ?? Number.NaN;
      // A job without an end (NaN) is left out here.
      if (!(end >= from)) continue;
      const status = endedKinds[kinds[slot] ?? 0];
      if (!status) continue;
      if (end > until) {
        if (end < beyond) beyond = end;
        continue;
      }
      counts[status] += 1;
      if (status === 'failed') failed.push(slot);
    }
  }
  const ended: EndedJobs = { counts, failed: Uint32Array.from(failed) };
  memory.set(index, { revision, from, least: until, beyond, ended });
  return ended;
}

/** The first new job that hasn't been seen, in a list as it is shown; `index` and `nth` are null if none is left. */
export function nextNewIn(
  index: QueueIndex,
  shown: Uint32Array,
  { since, from, seen }: NewAnchor,
  until: number,
): { readonly at: number; readonly found: Found } {
  const { kinds, ends, ids } = index.columns;
  const isSeen = index.ids.among(seen);
  const failed = firstOf((status) => status === 'failed');
  const found = failed.matches > 0 ? failed : firstOf((status) => status !== null);
  if (found.index !== null) return { at: found.index, found };
  return { at: positionIn(index, shown, from), found };

  function firstOf(isWanted: (status: EndedStatus | null) => boolean): Found {
    let matches = 0;
    let first: number | null = null;
    let nth: number | null = null;
    for (let at = 0; at < shown.length; at += 1) {
      const job = shown[at] ?? 0;
      const end = ends[job] ?? Number.NaN;
      if (!(end >= since && end <= until) || !isWanted(endedKinds[kinds[job] ?? 0] ?? null)) continue;
      matches += 1;
      if (first !== null || isSeen(ids[job] ?? 0)) continue;
      first = at;
      nth = matches;
    }
    return { index: first, nth, matches };
  }
}
