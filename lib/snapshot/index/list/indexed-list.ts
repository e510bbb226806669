import { boundsOf, everyJob, type JobFilter, statusesIn } from '../../../model/filter.js';
import { type JobId, type JobStatus, type JobType, jobStatuses, jobTypes } from '../../../model/job.js';
import { isSortKey, type JobSort, type ListKey, turnKey } from '../../../model/sort.js';
import { wantingWorkers, workerWanted } from '../../../model/worker.js';
import { type PlainList, plainSorting, type Sorting } from '../../lists/filtered-list.js';
import type { CauseMemory } from '../causes/cause-memory.js';
import {
  isQueued,
  isRunning,
  latestIn,
  noValue,
  sortValues,
  timeIn,
  tookIn,
} from '../columns/sort-values.js';
import { type WorkerTable, workerAt } from '../columns/worker-table.js';
import { rankOfKind } from '../order/list-order.js';
import { MergedJobs } from '../order/merged-jobs.js';
import type { JobsInOrder, OrderedJobs, Passes } from '../order/ordered-jobs.js';
import type { IndexMemory } from '../queue/index-memory.js';
import { versionKey } from '../queue/known-names.js';
import type { QueueIndex } from '../queue/queue-index.js';
import type { RowMemory } from '../queue/row-memory.js';
import type { SearchMemory, TextMemory } from '../sieve/search-memory.js';
import { codesNamed } from '../tallies/worker-tallies.js';

/** What lists need to know of jobs besides the index. */
export interface KnownOfJobs extends Pick<QueueMemories, 'causes'> {
  readonly texts: Pick<TextMemory, 'holds'>;
  readonly columns: Pick<SearchMemory, 'holds'>;
}

/** What is remembered of the queue from one walk to the next. */
export interface QueueMemories {
  readonly queue: IndexMemory;
  readonly search: SearchMemory;
  /** Which jobs contain the text of the list's filter. */
  readonly texts: TextMemory;
  /** Which jobs have in their columns what the list's filter asks for. */
  readonly columns: SearchMemory;
  /** Of which jobs it is known what they have in the column that the list is sorted by. */
  readonly sorted: SearchMemory;
  readonly causes: CauseMemory;
  readonly rows: RowMemory;
}

const complete = jobStatuses.indexOf('complete');

/** The jobs that pass a filter, according to the index, without those with the ids in `pinned`. */
export function indexedList(
  index: QueueIndex,
  known: KnownOfJobs,
  filter: JobFilter,
  pinned: readonly JobId[] = [],
  sorting = plainSorting,
  shownNames: () => readonly string[] = () => [],
): PlainList {
  const list = orderedJobs(index, known, filter, sorting);
  const { columns } = index;
  const taken = pinned
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
      const slots = list.slots(first, Math.min(list.count, first + (to - from) + taken.length));
      for (let at = 0; ids.length < to - from && at < slots.length; at += 1) {
        if (!taken.includes(first + at)) ids.push(index.ids.of(columns.ids[slots[at] ?? 0] ?? 0));
      }
      return ids;
    },
    positionOf: (id) => {
      const slot = slotOf(index, id);
      const position = slot === null ? null : list.positionOf(columns, slot);
      if (position === null || taken.includes(position)) return null;
      return position - taken.filter((other) => other < position).length;
    },
    placeFor: (id) => {
      const slot = slotOf(index, id);
      const place = slot === null ? 0 : list.placeFor(columns, slot);
      return place - taken.filter((other) => other < place).length;
    },
    keys: (ids) => {
      const turnOf = (slot: number) => turnIn(index, slot);
      const keyOf = listKeys(index, sorting, new Set(pinned), shownNames, turnOf);
      return ids.map((id) => keyOf(id, slotOf(index, id) ?? 0));
    },
  };

  /** Converts a position in the list into one that includes the jobs that were taken out. */
  function withTaken(position: number): number {
    let at = position;
    for (const other of taken) if (other <= at) at += 1;
    return at;
  }
}

/** See {@link turnKey}: the place of a queued job among all of the queue's, whatever list it is in. */
function turnIn(index: QueueIndex, slot: number): number {
  const { columns } = index;
  const turn = columns.turns[slot] ?? 0;
  const queued = cachedJobs(index, { ...everyJob, statuses: ['queued'] }, plainSorting);
  const first = queued.countWhile((at) => (columns.turns[at] ?? 0) < turn);
  return turnKey(turn, (queued.positionOf(columns, slot) ?? first) - first);
}

/** The slot of a job; null if there is none with this id. */
export function slotOf(index: QueueIndex, id: JobId): number | null {
  const number = index.ids.number(id);
  return number === null ? null : index.slotOf(number);
}

/** The position of a job among the shown ones; if it isn't there the given one, or the last. */
export function positionIn(
  index: QueueIndex,
  shown: Uint32Array,
  from: { readonly id: JobId | null; readonly index: number },
): number {
  const slot = from.id === null ? null : slotOf(index, from.id);
  const position = slot === null ? -1 : shown.indexOf(slot);
  if (position >= 0) return position;
  return Math.max(0, Math.min(Math.trunc(from.index) || 0, shown.length - 1));
}

/**
 * The jobs that pass a filter, in the list's order, including those that are pinned. If the filter has a cause, a
 * text or values of columns, only jobs that are already known to have them pass.
 */
export function orderedJobs(
  index: QueueIndex,
  known: KnownOfJobs,
  filter: JobFilter,
  sorting = plainSorting,
): JobsInOrder {
  const { columns } = index;
  const { cause, text, columns: values, ...rest } = filter;
  const wanted = cause === undefined ? null : known.causes.wanted(cause);
  const isKnown: Passes = (_, slot) =>
    (wanted?.has(known.causes.codes[slot] ?? 0) ?? true) &&
    (values === undefined || known.columns.holds(slot)) &&
    (text === undefined || known.texts.holds(slot));
  // What jobs contain, and why they failed, may change without their rows changing, so such a list isn't kept.
  const among = (jobs: OrderedJobs) =>
    wanted === null && text === undefined && values === undefined ? jobs : jobs.among(columns, isKnown);
  const others = wanted === null ? rest : withFailedOnly(rest);
  // Only running jobs change their places as time passes.
  if (wanted !== null || sorting.by !== 'duration' || sorting.failedFirst)
    return among(cachedJobs(index, others, sorting));
  const { order, sortedBy } = index.lists.ordering(sorting);
  const running = among(cachedJobs(index, others, sorting, 'running'));
  const ended = among(cachedJobs(index, others, sorting, 'others'));
  return new MergedJobs(columns, running, ended, { order, sortedBy, now: sorting.now });
}

/** The jobs that pass a filter other than by a cause, a text or columns, or a part of them, kept in their order. */
function cachedJobs(
  index: QueueIndex,
  filter: JobFilter,
  sorting: JobSort,
  part: 'all' | 'running' | 'others' = 'all',
): OrderedJobs {
  const { since: _, until: __, took: ___, ...untimed } = filter;
  const bounds = boundsOf(filter);
  const isTimed = Object.values(bounds).some((bound) => bound !== null);
  // Its bounds move with the clock: it is made of the list without them, which is kept.
  if (isTimed) cachedJobs(index, untimed, sorting, part);
  const statuses = jobStatuses.filter((status) => statusesIn(filter)?.includes(status) ?? true);
  const types = jobTypes.filter((type) => filter.types?.includes(type) ?? true);
  const { name, ids = null, worker = null, parser = null, cleared } = filter;
  const version = filter.version === undefined ? null : versionKey(index, filter.version);
  const named = (which: typeof part, ...parts: readonly (string | null | readonly string[])[]) =>
    JSON.stringify([statuses, types, cleared, which, ...parts]);
  const every = JSON.stringify([jobStatuses, jobTypes, cleared, 'all', '', null, null, null, null]);
  const those = [name, ids, worker, parser, version];
  const own = isTimed ? [...those, JSON.stringify(bounds)] : those;
  const passes = passing(index, filter);
  const isPart: Passes =
    part === 'all'
      ? passes
      : (columns, slot) => isRunning(columns, slot) === (part === 'running') && passes(columns, slot);
  const any = ['', null, null, null, null] as const;
  const wider = [
    ...(isTimed ? [named(part, ...those)] : []),
    named('all', ...own),
    named(part, ...any),
    named('all', ...any),
    every,
  ];
  return index.lists.list(named(part, ...own), isPart, wider, sorting);
}

/** A filter's failed jobs alone. */
export function withFailedOnly(filter: JobFilter): JobFilter {
  const isWanted = filter.statuses?.includes('failed') ?? true;
  return { ...filter, statuses: isWanted ? ['failed'] : [] };
}

function passing(index: QueueIndex, filter: JobFilter): Passes {
  const { types, name, ids, worker, parser, version, cleared } = filter;
  const statuses = statusesIn(filter);
  const isWanted = (status: JobStatus, type: JobType) =>
    (statuses?.includes(status) ?? true) && (types?.includes(type) ?? true);
  const kinds = Uint8Array.from(
    jobStatuses.flatMap((status) => jobTypes.map((type) => Number(isWanted(status, type)))),
  );
  const holds = name === '' ? null : index.nameFilters.holding(name);
  const isChosen = ids && index.ids.among(ids);
  const isParser = parser === undefined ? null : index.parserFilters.holding(parser);
  const isVersion = version === undefined ? null : index.versionFilters.holding(versionKey(index, version));
  const isInTime = passingInTime(filter);
  const isWorker = worker === undefined ? null : wantedWorkers(index.workers, worker);
  const isExcept = index.ids.among(cleared?.except ?? []);
  return (columns, slot) => {
    const kind = columns.kinds[slot] ?? 0;
    if (kinds[kind] !== 1) return false;
    if (holds !== null && holds[columns.names[slot] ?? 0] !== true) return false;
    if (isChosen?.(columns.ids[slot] ?? 0) === false) return false;
    if (isParser !== null && isParser[columns.names[slot] ?? 0] !== true) return false;
    if (isVersion !== null && isVersion[columns.names[slot] ?? 0] !== true) return false;
    if (isInTime !== null && !isInTime(columns, slot)) return false;
    if (isWorker !== null && !isWorker(workerAt(columns, slot))) return false;
    if (cleared === null || Math.floor(kind / jobTypes.length) !== complete) return true;
    return !((columns.ends[slot] ?? 0) <= cleared.until) || isExcept(columns.ids[slot] ?? 0);
  };
}

/** Whether a job's time and duration are those that a filter wants; null: any are. */
function passingInTime(filter: JobFilter): Passes | null {
  const { since, until, over, under, at } = boundsOf(filter);
  const [first, last] = [since ?? Number.NEGATIVE_INFINITY, until ?? Number.POSITIVE_INFINITY];
  const [least, most] = [over ?? Number.NEGATIVE_INFINITY, under ?? Number.POSITIVE_INFINITY];
  const hasTimes = since !== null || until !== null;
  if (!hasTimes && at === null) return null;
  // Jobs without such a value pass none of the comparisons.
  return (columns, slot) => {
    if (hasTimes) {
      const time = latestIn(columns, slot);
      if (!(time >= first && time <= last)) return false;
    }
    if (at === null) return true;
    const took = tookIn(columns, slot, at);
    return took > least && took < most;
  };
}

/**
 * Whether a worker's code is one that a filter wants. Codes that the table gets later are checked when they are first
 * met.
 */
function wantedWorkers(workers: WorkerTable, filter: string): (code: number) => boolean {
  const wanted = workerWanted(filter);
  const isWanted = wantingWorkers(filter);
  const found = new Set(wanted.kind === 'name' ? codesNamed(workers, wanted.name) : []);
  let seen = wanted.kind === 'name' ? workers.size : 0;
  return (code) => {
    for (; seen <= code; seen += 1) {
      const name = workers.name(seen);
      if (name !== null && isWanted(name)) found.add(seen);
    }
    return found.has(code);
  };
}

/**
 * Returns the key of the job with an id, which is in a slot: what decides its place in a list of this order, as
 * `spec/snapshot/by-sql/list_keys.sql` has it. The jobs `pinned` come between the failed ones and the others; `shownNames`:
 * jobs' names as the list shows them, by their codes; `turnOf`: see `turnKey`.
 */
function listKeys(
  { columns, nameRanks, columnValues }: Pick<QueueIndex, 'columns' | 'nameRanks' | 'columnValues'>,
  sorting: Sorting,
  pinned: ReadonlySet<JobId>,
  shownNames: () => readonly string[],
  turnOf: (slot: number) => number | null,
): (id: JobId, slot: number) => ListKey {
  const { by, failedFirst, now } = sorting;
  const names = by === 'name' ? shownNames().map(nameInOrder) : [];
  const sortedBy = sortValues(by, nameRanks, columnValues);
  const valueIn = (slot: number) => {
    if (!isSortKey(by)) return columnValues.value(slot);
    if (by === 'name') return names[columns.names[slot] ?? 0] ?? null;
    const isUnderWay = by === 'duration' && isRunning(columns, slot);
    return numberOr(isUnderWay ? now - (columns.starts[slot] ?? noValue) : sortedBy(columns, slot));
  };
  return (id, slot) => ({
    rank: failedFirst ? 2 * rankOfKind(columns.kinds[slot] ?? 0) - Number(pinned.has(id)) : 0,
    value: valueIn(slot),
    time: numberOr(timeIn(columns, slot)),
    turn: isQueued(columns, slot) ? turnOf(slot) : null,
  });
}

const numberOr = (value: number) => (Number.isNaN(value) ? null : value);

/** As SQLite's `lower` does it, which changes only the letters of ASCII. */
function nameInOrder(name: string): string | null {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) || null;
}
