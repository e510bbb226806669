import type { Found } from '../../../model/picture.js';
import { usableBytes } from '../../attempt/page-source.js';
import type { SqlParameters } from '../../attempt/query-memory.js';
import type { WalkedPages } from '../../attempt/walked-pages.js';
import type { FilteredList } from '../../lists/filtered-list.js';
import type { Queryable, SqlRow } from '../../port.js';
import { asked } from '../../tables/asked.js';
import { numberOf, textOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import type { IndexMemory } from '../index-memory.js';
import { orderedJobs, slotOf } from '../indexed-list.js';
import { askNames } from '../indexed-queue.js';
import type { Leaf } from '../queue-index.js';
import type { QueueLayout } from '../queue-layout.js';
import { NameSieve } from './name-sieve.js';
import { RowSieve } from './row-sieve.js';
import { RowsSearch } from './rows-search.js';
import type { FoundPlace } from './search-list.js';
import { known, pageOf, type SearchMemory } from './search-memory.js';
import { isNumber, pluginsHolding, type Search, textParameters } from './search-text.js';
import { shownSlots } from './shown-slots.js';
import { WayRound } from './way-round.js';

/** This many leaves are looked at before the clock is, where it isn't said. */
const leavesAtOnce = 256;

/** What other tables say of jobs, and what asks for it. */
const sideTables = [
  ['cf_job_failures', 'search_failures'],
  ['cf_job_artifacts', 'search_artifacts'],
  ['cf_output_materializations', 'search_made'],
  ['cf_job_schema_mismatch', 'search_mismatches'],
] as const;

/** What a search takes for one read. */
export interface SearchPace {
  /** Ms on a clock that only goes forward. */
  readonly steady: () => number;
  /** The search goes on in the next read after this many ms; Infinity: it ends in this one. */
  readonly patience: number;
  /** How many leaves are looked at before the clock is. */
  readonly leaves?: number;
}

/** In one read, however long that takes. */
export const untilDone: SearchPace = { steady: () => 0, patience: Number.POSITIVE_INFINITY };

/** Everything that a search in the index is made from. */
export interface QueueSearchParts {
  readonly attempt: WalkedPages;
  readonly database: Queryable;
  readonly shape: DatabaseShape;
  readonly layout: QueueLayout;
  readonly queue: IndexMemory;
  readonly memory: SearchMemory;
  readonly encoding: number;
}

/**
 * Searches the list for a text with the index's help, a part of it in each attempt: from where the search begins on, in the
 * list's order, so that near matches come first. SQL says what holds the text: `schema/queries/search.sql` in one pass
 * is the same. What is found is kept in {@link SearchMemory}.
 */
export class QueueSearch {
  readonly #parameters: SqlParameters;
  readonly #rows: RowsSearch;
  readonly #sides: readonly string[];
  /** What the side tables answered in this attempt. */
  #answers: readonly (readonly SqlRow[])[] = [];
  /** This many jobs on the way are known not to hold the text. */
  #passed = 0;

  private constructor(
    private readonly parts: QueueSearchParts,
    text: string,
    plugins: readonly string[],
    inCatalogue: boolean,
  ) {
    const { attempt, database, shape, layout, queue, memory, encoding } = parts;
    memory.forget(attempt.changed());
    memory.begin(JSON.stringify([text, plugins, inCatalogue]), shape, queue.index);
    attempt.whenKept(() => memory.keep());
    attempt.whenProved(() => memory.keepLeaves());
    memory.names ??= new NameSieve(text, new Set(plugins));
    memory.names.extend(queue.index.names, askNames(database, shape));
    this.#parameters = textParameters(text, plugins);
    this.#rows = new RowsSearch({
      ...parts,
      names: memory.names,
      rows: new RowSieve(text, layout.columns, encoding, usableBytes(attempt)),
      parameters: this.#parameters,
      number: isNumber(text) ? Number(text) : null,
      inCatalogue,
    });
    this.#sides = sideTables.flatMap(([table, query]) => (shape.tables.has(table) ? [query] : []));
  }

  /** What searches for a text; null where that takes a pass by SQL. */
  static for(parts: QueueSearchParts, text: string): QueueSearch | null {
    const { attempt, database, shape } = parts;
    const plugins = pluginsHolding(database, shape, text);
    const inCatalogue = isInCatalogue(database, shape, textParameters(text, plugins));
    // Nothing would be known of a job from one attempt to the next.
    if (inCatalogue && !(attempt.isKept() && database.traced !== undefined)) return null;
    return new QueueSearch(parts, text, plugins, inCatalogue);
  }

  /** How far the search has come by the end of this attempt's part of it. */
  find(
    list: FilteredList,
    search: Search,
    { steady, patience, leaves: most = leavesAtOnce }: SearchPace,
  ): FoundPlace {
    const { index } = this.parts.queue;
    const end = steady() + patience;
    const jobs = orderedJobs(index, list.filter);
    const shown = shownSlots(
      jobs,
      list.apart.ids.flatMap((id) => slotOf(index, id) ?? []),
    );
    const origin = this.#originIn(shown, search);
    const way = new WayRound(shown, origin, search);
    const isLate = () => steady() >= end;
    let isComplete = this.#askSides(isLate);
    const wasFound = this.#first(way, isComplete) !== null;
    let isWhole = false;
    for (;;) {
      const leaves = this.#nextLeaves(way, most);
      isWhole = leaves.length === 0;
      if (isWhole) break;
      this.#rows.look(leaves, false);
      isComplete ||= this.#askSides(isLate);
      // What is near is shown at once.
      if (
        isLate() ||
        (!wasFound && patience < Number.POSITIVE_INFINITY && this.#first(way, isComplete) !== null)
      )
        break;
    }
    if (isWhole) {
      while (!isComplete && !isLate()) isComplete = this.#askSides(isLate);
      if (isComplete) this.#rows.look(this.#fleeting(way), true);
    }
    return {
      matching: shown.length,
      failed: jobs.failed,
      ...this.#found(shown, way, origin, isComplete),
    };
  }

  /** The position where the search begins: the job's, else the one that is said, or the last. */
  #originIn(shown: Uint32Array, { from }: Search): number {
    const slot = from.id === null ? null : slotOf(this.parts.queue.index, from.id);
    const position = slot === null ? -1 : shown.indexOf(slot);
    if (position >= 0) return position;
    return Math.max(0, Math.min(Math.trunc(from.index) || 0, shown.length - 1));
  }

  /**
   * Asks what other tables say, one table after another: at least one more than before, those asked before once more. True
   * once all have been asked.
   */
  #askSides(isLate: () => boolean): boolean {
    const { database, shape, memory } = this.parts;
    const before = memory.sides;
    const answers = [...this.#answers];
    for (const query of this.#sides.slice(answers.length)) {
      if (answers.length > before.length && isLate()) break;
      answers.push(asked(database, shape.statement(query), this.#parameters));
    }
    if (answers.length !== before.length || answers.some((rows, place) => rows !== before[place])) {
      const ids = answers.flatMap((rows) => rows.flatMap((row) => numberIn(textOf(row, 'id'))));
      memory.setElsewhere(new Set(ids));
      memory.sides = answers;
    }
    this.#answers = answers;
    return answers.length === this.#sides.length;
  }

  /** Where the first match stands on the way; null where that isn't sure yet, or there is none. */
  #first(way: WayRound, isComplete: boolean): number | null {
    const { memory } = this.parts;
    for (; this.#passed < way.length; this.#passed += 1) {
      const slot = way.slot(this.#passed);
      if (memory.holds(slot)) return way.position(this.#passed);
      if (!isComplete || ((memory.held[slot] ?? 0) & known.row) === 0) return null;
    }
    return null;
  }

  /** The next leaves on the way that haven't been looked at, as far as what they hold can be kept. */
  #nextLeaves(way: WayRound, most: number): readonly Leaf[] {
    return this.#leavesOn(way, most, (leaf) => !this.#rows.isFleeting(leaf));
  }

  /** Those that have to be looked at in this very attempt. */
  #fleeting(way: WayRound): readonly Leaf[] {
    way.again();
    return this.#leavesOn(way, Number.POSITIVE_INFINITY, () => true);
  }

  #leavesOn(way: WayRound, most: number, isWanted: (leaf: Leaf) => boolean): readonly Leaf[] {
    const { memory, queue } = this.parts;
    const { held } = memory;
    const leaves = new Map<number, Leaf>();
    let last = 0;
    while (leaves.size < most) {
      const slot = way.next();
      if (slot === null) break;
      if (((held[slot] ?? 0) & known.row) !== 0) continue;
      const page = pageOf(memory, slot);
      if (page === last) continue;
      last = page;
      const leaf = queue.index.leaf(page);
      if (leaf !== undefined && isWanted(leaf)) leaves.set(page, leaf);
    }
    return [...leaves.values()];
  }

  #found(
    shown: Uint32Array,
    way: WayRound,
    origin: number,
    isComplete: boolean,
  ): { readonly at: number; readonly found: Found } {
    const { memory } = this.parts;
    const { held } = memory;
    const index = this.#first(way, isComplete);
    let matches = 0;
    let before = 0;
    let open = 0;
    for (let position = 0; position < shown.length; position += 1) {
      const bits = held[shown[position] ?? 0] ?? 0;
      if ((bits & known.row) === 0) open += 1;
      if (bits <= known.row) continue;
      matches += 1;
      if (index !== null && position <= index) before += 1;
    }
    const at = index ?? origin;
    if (isComplete && open === 0) return { at, found: { index, nth: before, matches } };
    const searched = Math.min(0.999, 1 - open / Math.max(1, shown.length));
    return { at, found: { index, nth: null, matches, searched } };
  }
}

/** Whether some job may lead to a file whose path holds the text. */
function isInCatalogue(database: Queryable, shape: DatabaseShape, parameters: SqlParameters): boolean {
  const { tables } = shape;
  const queue = tables.get('cf_processing_queue');
  const isThere =
    (tables.has('cf_file_location') && tables.has('cf_file_version') && queue?.has('file_version_id')) ||
    (tables.has('scout_files') && queue?.has('file_id'));
  if (!isThere) return false;
  const [row] = asked(database, shape.statement('search_catalogue'), parameters);
  return (numberOf(row ?? {}, 'paths') ?? 0) > 0;
}

/** The number that an id is, as SQL compares them as texts. */
function numberIn(id: string | null): number | [] {
  const number = Number(id);
  return id !== null && String(number) === id ? number : [];
}
