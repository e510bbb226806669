import type { Found } from '../../../model/picture.js';
import type { FilteredList } from '../../lists/filtered-list.js';
import { encodingOf } from '../decode/missing-values.js';
import { type KnownOfJobs, positionIn, slotOf } from '../list/indexed-list.js';
import type { Leaf } from '../queue/queue-index.js';
import type { RowsSearch } from '../sieve/rows-search.js';
import { known, type SearchMemory, type TextMemory } from '../sieve/search-memory.js';
import type { Search, SearchPace } from '../sieve/search-text.js';
import type { SideSearch } from '../sieve/side-search.js';
import { TextSearch, type TextSearchParts } from '../sieve/text-search.js';
import { type FoundPlace, idsHolding, SearchOrder, shownIn } from './search-list.js';

/** By default, the clock is checked after each of this many leaves. */
const leavesAtOnce = 256;

/**
 * Before other tables have been searched as a whole, SQL searches them for what they say about the next jobs, this many
 * at a time.
 */
const nearSteps = [32, 256, 1024];

/** A search that is done within this many ms doesn't stop at its first match. */
const soonMs = 8;

/** What a search of the list needs besides what finding the text needs. */
interface QueueSearchParts extends TextSearchParts {
  readonly known: KnownOfJobs;
}

/**
 * Searches the list for a text with the help of the index, a portion of it in each attempt: starting where the search
 * begins, in the list's order, so that near matches come first. SQL decides what contains the text
 * (`schema/fragments/job_holds.sql`). What is found is kept in {@link SearchMemory}.
 */
export class QueueSearch {
  readonly #rows: RowsSearch;
  readonly #sides: SideSearch;
  /** By slot: whether other tables contain the text for that job, for jobs for which this is fully known. */
  readonly #near = new Map<number, boolean>();
  /** How many jobs on the way are known not to contain the text. */
  #passed = 0;

  readonly #parts: QueueSearchParts;

  private constructor(parts: QueueSearchParts, text: TextSearch) {
    this.#parts = parts;
    this.#rows = text.rows;
    this.#sides = text.sides;
  }

  /** A search for a text; null if that needs a pass by SQL. */
  static for(parts: QueueSearchParts, text: string): QueueSearch | null {
    const search = TextSearch.for(parts, text);
    return search && new QueueSearch(parts, search);
  }

  /** Continues the search, and returns what it has found by the end of this attempt's portion. */
  find(
    list: FilteredList,
    search: Search,
    { steady, patience, leaves: most = leavesAtOnce }: SearchPace,
  ): FoundPlace {
    const { memory, queue, known: knownOfJobs } = this.#parts;
    const { index } = queue;
    const sides = this.#sides;
    const start = steady();
    const end = start + patience;
    const { sorting } = list;
    const { jobs, shown } = shownIn(index, knownOfJobs, list);
    const origin = positionIn(index, shown, search.from);
    const way = new SearchOrder(shown, origin, search);
    const isLate = () => steady() >= end && sides.hasProgressed;
    const { now: _, ...sort } = sorting;
    const name = JSON.stringify([search, list.filter, sort]);
    const isStreamed = patience < Number.POSITIVE_INFINITY;
    const mayStop = isStreamed && memory.shown !== name;
    if (isStreamed) this.#askNear(way);
    let isWhole = false;
    do {
      const leaves = this.#nextLeaves(way, most);
      isWhole = leaves.length === 0;
      if (!isWhole) this.#rows.search(leaves, false);
      sides.step(most);
      if (!mayStop || steady() < start + soonMs) continue;
      this.#askNear(way);
      // A near match is shown at once.
      if (this.#first(way) !== null) break;
    } while (!(isWhole && sides.isComplete) && !isLate());
    if (this.#first(way) !== null) memory.shown = name;
    sides.end();
    if (isWhole && sides.isComplete) this.#rows.search(this.#uncacheable(way), true);
    return {
      matching: shown.length,
      failed: jobs.failed,
      ...this.#found(shown, way, origin),
    };
  }

  /**
   * Asks SQL what other tables say about the next jobs whose own rows are known, if these tables haven't been searched
   * yet.
   */
  #askNear(way: SearchOrder): void {
    const { memory, queue } = this.#parts;
    if (this.#sides.isComplete) return;
    for (const most of nearSteps) {
      if (this.#first(way) !== null) return;
      const slots: number[] = [];
      for (let step = this.#passed; step < way.length && slots.length < most; step += 1) {
        const slot = way.slot(step);
        if (((memory.held[slot] ?? 0) & known.row) === 0) break;
        slots.push(slot);
        if (memory.holds(slot)) break;
      }
      const { ids } = queue.index.columns;
      const idOf = (slot: number) => ids[slot] ?? 0;
      const holding = slots.length === 0 ? null : this.#sides.ofJobs(slots.map(idOf));
      if (holding === null) return;
      for (const slot of slots) this.#near.set(slot, holding.has(idOf(slot)));
    }
  }

  /** The position in the list of the first match on the way; null if it isn't certain yet, or if there is none. */
  #first(way: SearchOrder): number | null {
    const { memory } = this.#parts;
    const { isComplete } = this.#sides;
    for (; this.#passed < way.length; this.#passed += 1) {
      const slot = way.slot(this.#passed);
      if (this.#holds(slot)) return way.position(this.#passed);
      const isKnown = (isComplete || this.#near.has(slot)) && ((memory.held[slot] ?? 0) & known.row) !== 0;
      if (!isKnown) return null;
    }
    return null;
  }

  #holds(slot: number): boolean {
    return this.#parts.memory.holds(slot) || this.#near.get(slot) === true;
  }

  /** The next leaves on the way that haven't been searched, provided that results from them can be kept. */
  #nextLeaves(way: SearchOrder, most: number): readonly Leaf[] {
    return this.#rows.leavesOn(way, most, (leaf) => !this.#rows.isFleeting(leaf));
  }

  /** Leaves that have to be searched in each attempt. */
  #uncacheable(way: SearchOrder): readonly Leaf[] {
    way.again();
    return this.#rows.leavesOn(way, Number.POSITIVE_INFINITY, () => true);
  }

  #found(shown: Uint32Array, way: SearchOrder, from: number): { readonly at: number; readonly found: Found } {
    const { memory } = this.#parts;
    const { held } = memory;
    const { row } = known;
    const index = this.#first(way);
    let matches = 0;
    let before = 0;
    let open = 0;
    for (let position = 0; position < shown.length; position += 1) {
      const bits = held[shown[position] ?? 0] ?? 0;
      if ((bits & row) === 0) open += 1;
      if (bits <= row) continue;
      matches += 1;
      if (index !== null && position <= index) before += 1;
    }
    const at = index ?? from;
    if (this.#sides.isComplete && open === 0) return { at, found: { index, nth: before, matches } };
    const searched = Math.min(0.999, 1 - open / Math.max(1, shown.length));
    for (const [slot, holds] of this.#near) if (holds && !memory.holds(slot)) matches += 1;
    return { at, found: { index, nth: null, matches, searched } };
  }
}

/** What a walk for a text works on, and where what it finds is kept. */
type TextWalkParts = Omit<TextSearchParts, 'memory' | 'encoding'> & { readonly memory: TextMemory };

/** Runs `work`, and returns null if no index can be made from the pages. */
type OrNull = <T>(work: () => T) => T | null;

/** Finds out, in one attempt, which jobs contain the text of the list's filter. */
export class TextWalk {
  readonly #parts: TextWalkParts;
  readonly #orNull: OrNull;
  readonly #leavesAtOnce: number;
  #last: { readonly text: string; readonly search: TextSearch | null } | null = null;

  /**
   * `leavesAtOnce`: about how many leaves are searched in one attempt, so that other reads get their turn between two
   * attempts.
   */
  constructor(parts: TextWalkParts, orNull: OrNull, leavesAtOnce: number) {
    this.#parts = parts;
    this.#orNull = orNull;
    this.#leavesAtOnce = leavesAtOnce;
  }

  /**
   * Finds out which of the jobs in these slots contain the text. If that can't be done with the index, SQL does it for
   * all jobs.
   */
  read(text: string, slots: Uint32Array): void {
    const { memory, queue } = this.#parts;
    if (this.#last?.text !== text) this.#last = { text, search: this.#search(text) };
    const { search } = this.#last;
    const isRead =
      search !== null &&
      this.#orNull(() => {
        search.read(slots, memory.isHurried ? Number.POSITIVE_INFINITY : this.#leavesAtOnce);
        return true;
      });
    if (isRead) memory.bySql = null;
    else
      memory.bySql ??= new Set(idsHolding(this.#parts, text).flatMap((id) => slotOf(queue.index, id) ?? []));
  }

  /** Null if only SQL can tell which jobs contain the text. */
  #search(text: string): TextSearch | null {
    const { memory, ...parts } = this.#parts;
    memory.bySql = null;
    return this.#orNull(() =>
      TextSearch.for({ ...parts, memory: memory.search, encoding: encodingOf(parts.attempt) }, text),
    );
  }
}
