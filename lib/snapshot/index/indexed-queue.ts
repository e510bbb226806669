import type { Cause } from '../../causes/cause.js';
import type { ColumnFilter } from '../../model/filter/column-filter.js';
import { everyJob, type JobFilter } from '../../model/filter.js';
import type { JobId } from '../../model/job.js';
import type { RunTimes } from '../../model/job-detail.js';
import type { EndSteps, EndsOf } from '../../model/monitoring/ends.js';
import type { ParserTally } from '../../model/panels/parsers.js';
import { newCausesOf, type Since, type SinceRequest } from '../../model/picture.js';
import { isSortKey, type JobSort } from '../../model/sort.js';
import type { HeardWorkers, ListedWorkers } from '../../model/worker.js';
import type { SqlParameters } from '../attempt/query-memory.js';
import { type FilteredList, type PlainList, plainSorting, type Sorting } from '../lists/filtered-list.js';
import type { Queryable, SqlRow } from '../port.js';
import { rememberedRows, textOf } from '../tables/column-value.js';
import type { DatabaseShape } from '../tables/database-shape.js';
import { type CauseMemory, unread } from './causes/cause-memory.js';
import { type CauseSum, sumCauses } from './causes/sum-causes.js';
import type { GroupTable } from './columns/group-table.js';
import type { NameSums } from './columns/queue-sums.js';
import { endedBetween, type NewAnchor, nextNewIn } from './list/ended-jobs.js';
import {
  indexedList,
  type KnownOfJobs,
  orderedJobs,
  positionIn,
  slotOf,
  withFailedOnly,
} from './list/indexed-list.js';
import { placesInLine, type Takable } from './list/line-places.js';
import { type ListCounts, listCountsIn } from './order/ordered-jobs.js';
import { indexPace, type PaceSums } from './queue/index-pace.js';
import { codesOf, knowNames, placeOf, shownNames, workersOfList } from './queue/known-names.js';
import type { QueueIndex } from './queue/queue-index.js';
import { withRowsBySql } from './rows/rows-walk.js';
import { type FoundPlace, foundAmong, idsHolding, shownIn } from './search/search-list.js';
import type { SideReads } from './side-reads.js';
import type { SearchMemory, TextMemory } from './sieve/search-memory.js';
import { type Search, type SearchPace, untilDone } from './sieve/search-text.js';
import { type EndTally, tallyEnds } from './tallies/end-tallies.js';
import { type ParserName, runTimesOf } from './tallies/parser-tallies.js';
import { codesNamed } from './tallies/worker-tallies.js';

/** Why the index's jobs failed: what is known, and how to read more, see `QueueWalk.readCauses`. */
export interface QueueCauses {
  readonly memory: CauseMemory;
  readonly read: (slots: Uint32Array, pace: SearchPace) => number;
}

/** Which of the index's jobs contain a filter's text: what is known, and how to read more. */
export interface QueueTexts {
  readonly memory: Pick<TextMemory, 'holds'>;
  readonly read: (text: string, slots: Uint32Array) => void;
}

/** Which of the index's jobs have what a filter asks of columns: what is known, and how to read more. */
export interface QueueColumns {
  readonly memory: Pick<SearchMemory, 'holds'>;
  readonly read: (wanted: readonly ColumnFilter[], slots: Uint32Array) => void;
}

/** What the index's jobs have in the column that the list is sorted by: of which it is known, and how to read more. */
export interface QueueSorted {
  readonly memory: Pick<SearchMemory, 'clear'>;
  readonly read: (sort: JobSort, slots: Uint32Array) => void;
}

/** How to read what the index itself doesn't hold. */
export interface QueueReads {
  readonly causes: QueueCauses;
  readonly texts: QueueTexts;
  readonly columns: QueueColumns;
  readonly sorted: QueueSorted;
  readonly beside: SideReads;
  /** Searches the list for a text, one portion in each read; null if that needs a pass by SQL. */
  readonly search: (list: FilteredList, search: Search, pace?: SearchPace) => FoundPlace | null;
}

/** The queue's index at one instant, with SQL to decide which names match. */
export class IndexedQueue {
  readonly #reads: QueueReads;
  readonly #known: KnownOfJobs;
  readonly #database: Queryable;
  readonly #shape: DatabaseShape;

  constructor(
    readonly index: QueueIndex,
    reads: QueueReads,
    database: Queryable,
    shape: DatabaseShape,
  ) {
    const { causes, texts, columns } = reads;
    this.#reads = reads;
    this.#known = { causes: causes.memory, texts: texts.memory, columns: columns.memory };
    this.#database = database;
    this.#shape = shape;
  }

  /** How many jobs there are. */
  get jobs(): number {
    return this.index.jobs;
  }

  /** See {@link QueueIndex.table}. */
  table(): GroupTable | null {
    return this.index.table();
  }

  /** See {@link QueueIndex.latestEnd}. */
  latestEnd(): number | null {
    return this.index.latestEnd();
  }

  /** See {@link QueueIndex.lastParse}. */
  lastParse(): JobId | null {
    return this.index.lastParse();
  }

  /** See {@link indexPace}; `paused` are the names of paused parsers. */
  pace(at: number, until: number, paused: readonly string[]): PaceSums {
    const holds = this.#shape.tables.get('cf_processing_queue')?.has('waits_for') ?? false;
    return indexPace(this.index, at, until, codesOf(this.index.names, paused), holds);
  }

  /** The job that a search finds in the list as it is shown. */
  search(list: FilteredList, search: Search, pace: SearchPace = untilDone): FoundPlace {
    return this.#reads.search(list, search, pace) ?? this.#searchBySql(list, search);
  }

  #searchBySql(list: FilteredList, search: Search): FoundPlace {
    const { index } = this;
    this.#know(list.filter, list.sorting);
    const { jobs, shown } = shownIn(index, this.#known, list);
    // Pinned jobs may have another status than the filter wants.
    const among = list.pinned.areRunning ? list.filter : everyJob;
    const parts = { database: this.#database, shape: this.#shape };
    const found = new Set(idsHolding(parts, search.text, among).flatMap((id) => slotOf(index, id) ?? []));
    const place = foundAmong(shown, positionIn(index, shown, search.from), search, (slot) => found.has(slot));
    return { matching: shown.length, failed: jobs.failed, ...place };
  }

  /** The jobs that pass a filter, in the list's order, without those with the ids in `pinned`. */
  list(filter: JobFilter, pinned: readonly JobId[] = [], sorting = plainSorting): PlainList {
    const { index } = this;
    this.#know(filter, sorting, pinned);
    return indexedList(index, this.#known, filter, pinned, sorting, () => this.#shownNames());
  }

  /** See {@link placesInLine}. */
  placesInLine(ids: readonly JobId[], takable: Takable): ReadonlyMap<JobId, number> | null {
    return placesInLine(this.index, ids, takable);
  }

  /** Puts the queued jobs into their order at an instant, and frees what only orders other than this one need. */
  prepare(sorting: Sorting): void {
    this.index.holdBack(sorting);
    this.index.lists.keepOnly(sorting);
    if (isSortKey(sorting.by)) this.#reads.sorted.memory.clear();
  }

  /** See {@link SideReads.rowsBy}. */
  rowsBy(sql: string, ids: readonly JobId[]): ReadonlyMap<JobId, SqlRow> {
    return this.#reads.beside.rowsBy(sql, ids);
  }

  /** How many of the jobs that pass a filter have each status, and how many running backtests are among them. */
  listCounts(filter: JobFilter, sorting: Sorting): ListCounts {
    this.#know(filter, sorting);
    return listCountsIn(this.index.columns, orderedJobs(this.index, this.#known, filter, sorting));
  }

  /**
   * The failed jobs that pass a filter, summed by cause; the filter's own cause is ignored. Each call reads as many as
   * `pace` allows, those that come first in the list first. `failed`: how many there are; `unread`: of how many the
   * cause isn't known yet.
   */
  sumCauses(
    filter: JobFilter,
    pace: SearchPace = untilDone,
  ): { readonly sums: readonly CauseSum[]; readonly failed: number; readonly unread: number } {
    const { slots, left } = this.#readFailed(filter, pace);
    const { columns, ids, names } = this.index;
    const shown = this.#shownNames();
    const nameOf = (name: number) => shown[name] ?? names.plugin(name);
    const idOf = (number: number) => ids.of(number);
    const sums = sumCauses(columns, this.#reads.causes.memory, slots, nameOf, idOf);
    return { sums, failed: slots.length, unread: left };
  }

  /** Which of these jobs contain a text. */
  holding(text: string, ids: readonly JobId[]): readonly JobId[] {
    const { index } = this;
    const slots = new Map(
      ids.flatMap((id) => {
        const slot = slotOf(index, id);
        return slot === null ? [] : [[id, slot] as const];
      }),
    );
    this.#reads.texts.read(text, Uint32Array.from(slots.values()));
    return ids.filter((id) => this.#reads.texts.memory.holds(slots.get(id) ?? -1));
  }

  /** Ensures that everything is known that decides which jobs pass a filter, and their order, with that of others. */
  #know(filter: JobFilter, sorting: JobSort = plainSorting, others: readonly JobId[] = []): void {
    knowNames(this.index, this.#database, this.#shape, filter, sorting.by === 'name');
    const { text, cause, ...rest } = filter;
    if (filter.columns !== undefined) {
      const { columns: _, ...others } = rest;
      const list = orderedJobs(this.index, this.#known, others);
      this.#reads.columns.read(filter.columns, list.slots(0, list.count));
    }
    if (text !== undefined) {
      const list = orderedJobs(this.index, this.#known, rest);
      this.#reads.texts.read(text, list.slots(0, list.count));
    }
    if (cause !== undefined) this.#readFailed(filter, untilDone);
    if (isSortKey(sorting.by)) return;
    const list = orderedJobs(this.index, this.#known, filter);
    this.#reads.sorted.read(sorting, list.slots(0, list.count));
    const slots = others.flatMap((id) => slotOf(this.index, id) ?? []);
    if (slots.length > 0) this.#reads.sorted.read(sorting, Uint32Array.from(slots));
  }

  /** Reads why the failed jobs that pass a filter failed, as far as `pace` allows; the filter's own cause is ignored. */
  #readFailed(filter: JobFilter, pace: SearchPace): { readonly slots: Uint32Array; readonly left: number } {
    const { cause: _, ...rest } = filter;
    const { index } = this;
    this.#know(rest);
    const list = orderedJobs(index, this.#known, withFailedOnly(rest));
    const slots = list.slots(0, list.count);
    return { slots, left: this.#reads.causes.read(slots, pace) };
  }

  /** What ended from `at` to `until`, ms, both included; `knownCauses` don't count as new. */
  endedSince({ at, knownCauses }: SinceRequest, until: number, pace: SearchPace = untilDone): Since {
    const { counts, failed } = endedBetween(this.index, at, until);
    const causes = this.#newCauses(failed, at, new Set(knownCauses), pace);
    return { at, counts, ...causes };
  }

  /** Causes of these jobs that aren't in `known`, and that no job had that failed before `at` (ms). */
  #newCauses(
    slots: Uint32Array,
    at: number,
    known: ReadonlySet<string>,
    pace: SearchPace,
  ): Pick<Since, 'newCauses' | 'moreNewCauses' | 'unread'> {
    const { memory, read } = this.#reads.causes;
    const unknown = (left: number) => ({ newCauses: [], moreNewCauses: 0, unread: left });
    const left = read(slots, pace);
    if (left > 0) return unknown(left);
    const found = new Map<string, Cause & { count: number }>();
    for (const slot of slots) {
      const cause = memory.cause(memory.codes[slot] ?? unread);
      const sum = found.get(cause.key);
      if (sum !== undefined) sum.count += 1;
      else if (!known.has(cause.key)) found.set(cause.key, { ...cause, count: 1 });
    }
    // Earlier failures are read only if they could rule out a cause.
    if (found.size > 0) {
      const { ends } = this.index.columns;
      const list = orderedJobs(this.index, this.#known, withFailedOnly(everyJob));
      const before = list.slots(0, list.count).filter((slot) => (ends[slot] ?? Number.NaN) < at);
      const leftBefore = read(before, pace);
      for (const slot of before) {
        const code = memory.codes[slot] ?? unread;
        if (code !== unread) found.delete(memory.cause(code).key);
      }
      if (leftBefore > 0 && found.size > 0) return unknown(leftBefore);
    }
    return { ...newCausesOf(found), unread: 0 };
  }

  /** The next new job of a list as it is shown, see the anchor `new`. `until`: the last end that counts, ms. */
  nextNew(list: FilteredList, anchor: NewAnchor, until: number): FoundPlace {
    const { index } = this;
    this.#know(list.filter, list.sorting);
    const { jobs, shown } = shownIn(index, this.#known, list);
    return { matching: shown.length, failed: jobs.failed, ...nextNewIn(index, shown, anchor, until) };
  }

  /** Who works on the jobs of a list as it is shown. */
  workersOf({ filter, pinned, sorting }: FilteredList): ListedWorkers {
    const { index } = this;
    this.#know(filter, sorting);
    const others = pinned.ids.flatMap((id) => slotOf(index, id) ?? []);
    return workersOfList(index, orderedJobs(index, this.#known, filter, sorting), others);
  }

  /** What workers did after `from`, ms, and what they are doing now. */
  workerTallies(from: number): HeardWorkers {
    return this.index.workerTallies.read(this.index, from, () => this.#shownNames());
  }

  /** Whether a job names this worker. */
  hasWorker(name: string): boolean {
    return codesNamed(this.index.workers, name).length > 0;
  }

  /** What each parser did after `from`, ms; `served` as `parser_names.sql` takes it. */
  parserTallies(from: number, served: string): readonly ParserTally[] {
    const rows = this.#reads.beside.rows();
    const tallies = this.index.parserTallies.read(this.index, from, this.#parserNames(served), rows);
    return rows !== null ? tallies : withRowsBySql(tallies, this.#database, this.#shape, from, served);
  }

  /** How many jobs ended in each step; `served` as `parser_names.sql` takes it. */
  endTally(steps: EndSteps, of: EndsOf, served: string): EndTally {
    const { index } = this;
    if (of.kind === 'queue') return tallyEnds(index, steps);
    if (of.kind === 'worker') {
      const { workers } = index;
      return tallyEnds(index, steps, { workers: new Set(codesNamed(workers, of.name)) });
    }
    if (of.kind === 'parse-jobs') return tallyEnds(index, steps, { runs: true });
    const names = this.#parserNames(served).flatMap(({ name, version }, code) =>
      name === of.name && version === of.version ? [code] : [],
    );
    return tallyEnds(index, steps, { runs: true, names: new Set(names) });
  }

  /**
   * How long the complete runs of one parser and version took; null if there are too few. `served` as
   * `parser_names.sql` takes it.
   */
  runTimes(parser: ParserName, served: string): RunTimes | null {
    return runTimesOf(this.index, this.#parserNames(served), parser);
  }

  /** Parsers and versions as the list shows them, by the codes of names. */
  #parserNames(served: string): readonly ParserName[] {
    const known = this.#nameList();
    const names = known.map(([plugin, version]): ParserName => ({ name: plugin, version }));
    for (const row of rememberedRows(this.#database, this.#shape.statement('parser_names'), {
      ':names': JSON.stringify(known),
      ':served': served,
    }))
      names[placeOf(row)] = { name: textOf(row, 'name') ?? '', version: textOf(row, 'version') };
    return names;
  }

  #nameList(): readonly (readonly [plugin: string, version: string | null])[] {
    const { names } = this.index;
    return Array.from({ length: names.size }, (_, code) => [names.plugin(code), names.version(code)]);
  }

  /** Names as the list shows them, by code. */
  #shownNames(): readonly string[] {
    const { names } = this.index;
    const plugins = Array.from({ length: names.size }, (_, code) => names.plugin(code));
    return shownNames(this.#database, this.#shape, plugins);
  }

  /**
   * Sums over one parser's jobs; null if they are too large to be exact. `parameters` are those of
   * `names_of_parser.sql`, without the names.
   */
  parserSums(parameters: SqlParameters): NameSums | null {
    const rows = this.#database.all(this.#shape.statement('names_of_parser'), {
      ...parameters,
      ':names': JSON.stringify(this.#nameList()),
    });
    return this.index.named(rows.map(placeOf));
  }
}
