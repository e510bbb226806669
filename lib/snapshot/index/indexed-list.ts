import { type JobFilter, statusesIn } from '../../model/filter.js';
import type { JobId } from '../../model/job.js';
import { type JobStatus, type JobType, jobStatuses, jobTypes } from '../../model/job.js';
import type { PlainList } from '../lists/plain-list.js';
import type { CauseMemory } from './causes/cause-memory.js';
import type { OrderedJobs, Passes } from './ordered-jobs.js';
import type { QueueIndex } from './queue-index.js';
import { type WorkerTable, workerAt } from './worker-table.js';

const complete = jobStatuses.indexOf('complete');

/** The jobs that pass a filter, according to the index, without those with the ids in `apart`. */
export function indexedList(
  index: QueueIndex,
  causes: CauseMemory,
  filter: JobFilter,
  apart: readonly JobId[] = [],
): PlainList {
  const list = orderedJobs(index, causes, filter);
  const { columns } = index;
  const taken = apart
    .flatMap((id) => {
      const slot = slotOf(index, id);
      return slot === null ? [] : (list.positionOf(columns, slot) ?? []);
    })
    .sort((one, other) => one - other);

  return {
    size: () => ({ matching: list.count, failed: list.failed }),
    ids: (from, to) => {
      const first = withTaken(from);
      const ids: JobId[] = [];
      for (let at = first; ids.length < to - from && at < list.count; at += 1) {
        if (!taken.includes(at)) ids.push(String(columns.ids[list.slots(at, at + 1)[0] ?? 0] ?? 0));
      }
      return ids;
    },
    positionOf: (id) => {
      const slot = slotOf(index, id);
      const position = slot === null ? null : list.positionOf(columns, slot);
      if (position === null || taken.includes(position)) return null;
      return position - taken.filter((other) => other < position).length;
    },
  };

  /** Converts a position in the list into one that includes the jobs that were taken out. */
  function withTaken(position: number): number {
    let at = position;
    for (const other of taken) if (other <= at) at += 1;
    return at;
  }
}

/** The slot of a job; null if there is none with this id. */
export function slotOf(index: QueueIndex, id: JobId): number | null {
  const number = Number(id);
  return String(number) === id ? index.slotOf(number) : null;
}

/**
 * The jobs that pass a filter, in the list's order, whether they stand apart or not. Where the filter names a cause, all
 * that have been read to have it.
 */
export function orderedJobs(index: QueueIndex, causes: CauseMemory, filter: JobFilter): OrderedJobs {
  if (filter.cause !== undefined) {
    const { cause, ...whatever } = filter;
    const wanted = causes.wanted(cause);
    // Why jobs failed may change without their rows changing, so such a list isn't kept.
    return orderedJobs(index, causes, withFailedOnly(whatever)).among(index.columns, (_, slot) =>
      wanted.has(causes.codes[slot] ?? 0),
    );
  }
  const statuses = jobStatuses.filter((status) => statusesIn(filter)?.includes(status) ?? true);
  const types = jobTypes.filter((type) => filter.types?.includes(type) ?? true);
  const { name, worker = null, parser = null, cleared } = filter;
  const named = (...parts: readonly (string | null)[]) =>
    JSON.stringify([statuses, types, cleared, ...parts]);
  return index.list(named(name, worker, parser), passing(index, filter), named('', null, null));
}

/** The same filter, for failed jobs only. */
export function withFailedOnly(filter: JobFilter): JobFilter {
  const isWanted = filter.statuses?.includes('failed') ?? true;
  return { ...filter, statuses: isWanted ? ['failed'] : [] };
}

function passing(index: QueueIndex, filter: JobFilter): Passes {
  const { types, name, worker, parser, cleared } = filter;
  const statuses = statusesIn(filter);
  const isWanted = (status: JobStatus, type: JobType) =>
    (statuses?.includes(status) ?? true) && (types?.includes(type) ?? true);
  const kinds = Uint8Array.from(
    jobStatuses.flatMap((status) => jobTypes.map((type) => Number(isWanted(status, type)))),
  );
  const holds = name === '' ? null : index.nameFilters.holding(name);
  const isParser = parser === undefined ? null : index.parserFilters.holding(parser);
  const isWorker = worker === undefined ? null : isNamed(index.workers, worker);
  const except = new Set(cleared?.except.map(Number));
  return (columns, slot) => {
    const kind = columns.kinds[slot] ?? 0;
    if (kinds[kind] !== 1) return false;
    if (holds !== null && !holds(columns.names[slot] ?? 0)) return false;
    if (isParser !== null && !isParser(columns.names[slot] ?? 0)) return false;
    if (isWorker !== null && !isWorker(workerAt(columns, slot))) return false;
    if (cleared === null || Math.floor(kind / jobTypes.length) !== complete) return true;
    return !((columns.ends[slot] ?? 0) <= cleared.until) || except.has(columns.ids[slot] ?? 0);
  };
}

/** Whether a worker's code is that of a name. Codes that come later are looked at when they do. */
function isNamed(workers: WorkerTable, name: string): (code: number) => boolean {
  const verdicts: boolean[] = [];
  return (code) => {
    for (let next = verdicts.length; next <= code; next += 1) verdicts.push(workers.name(next) === name);
    return verdicts[code] === true;
  };
}
