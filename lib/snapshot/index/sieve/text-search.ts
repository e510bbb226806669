import { AttemptOver, usableBytes, type WalkedPages } from '../../attempt/page-source.js';
import type { SqlParameters } from '../../attempt/query-memory.js';
import type { Queryable } from '../../port.js';
import { numberOf, rememberedRows } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import type { QueueLayout } from '../decode/queue-layout.js';
import type { IndexMemory } from '../queue/index-memory.js';
import { findNames } from '../queue/known-names.js';
import { NameSieve } from './name-sieve.js';
import { RowSieve } from './row-sieve.js';
import { leavesAtOnce, RowsSearch } from './rows-search.js';
import type { SearchMemory } from './search-memory.js';
import { canTrace, isNumber, pluginsHolding, textParameters } from './search-text.js';
import { SideSearch } from './side-search.js';

/** Everything that finding a text in the index needs. */
export interface TextSearchParts {
  readonly attempt: WalkedPages;
  readonly database: Queryable;
  readonly shape: DatabaseShape;
  readonly layout: QueueLayout;
  readonly queue: IndexMemory;
  readonly memory: SearchMemory;
  readonly encoding: number;
}

/**
 * Finds out in one attempt which jobs contain a text, with the help of the index: SQL decides only about those whose
 * bytes may contain it. What is found is kept in {@link SearchMemory}.
 */
export class TextSearch {
  /** What the jobs' own rows say. */
  readonly rows: RowsSearch;
  /** What other tables say. */
  readonly sides: SideSearch;

  private constructor(
    parts: TextSearchParts,
    text: string,
    plugins: readonly string[],
    inCatalogue: boolean,
  ) {
    const { attempt, database, shape, layout, queue, memory, encoding } = parts;
    memory.forget(attempt.changed());
    memory.begin(JSON.stringify([text, plugins, inCatalogue]), shape, queue.index);
    attempt.whenReusable(() => memory.leaves.keep());
    attempt.whenProved(() => memory.leaves.keepLeaves());
    memory.names ??= new NameSieve(text, new Set(plugins));
    memory.names.extend(queue.index.names, findNames(database, shape));
    const parameters = textParameters(text, plugins);
    this.rows = new RowsSearch({
      ...parts,
      names: memory.names,
      rows: new RowSieve(text, layout.columns, encoding, usableBytes(attempt)),
      query: 'search_rows',
      parameters,
      number: isNumber(text) ? Number(text) : null,
      inCatalogue,
    });
    const encoded = parameters[':encoded'];
    const texts = typeof encoded === 'string' ? [text, encoded] : [text];
    this.sides = new SideSearch({ ...parts, texts, parameters });
  }

  /** For a text; null if that needs a pass by SQL. */
  static for(parts: TextSearchParts, text: string): TextSearch | null {
    const { database, shape } = parts;
    const plugins = pluginsHolding(database, shape, text);
    const inCatalogue = isInCatalogue(database, shape, textParameters(text, plugins));
    // Nothing about a job would stay known from one attempt to the next.
    if (inCatalogue && !canTrace(parts)) return null;
    return new TextSearch(parts, text, plugins, inCatalogue);
  }

  /**
   * Searches what isn't known yet of the jobs in these slots: afterwards the memory has which of them contain the text.
   * Throws {@link AttemptOver} after about `most` leaves if the next attempt can continue from there.
   */
  read(slots: Uint32Array, most: number): void {
    const { rows, sides } = this;
    rows.read(slots, most, (rest) => {
      let left = rest;
      while (!sides.isComplete) {
        sides.step(Math.min(leavesAtOnce, most));
        left -= leavesAtOnce;
        if (left > 0 || sides.isComplete || !sides.hasProgressed) continue;
        sides.end();
        throw new AttemptOver();
      }
      sides.end();
    });
  }
}

/** Whether some job may lead to a file whose path contains the text. */
function isInCatalogue(database: Queryable, shape: DatabaseShape, parameters: SqlParameters): boolean {
  const { tables } = shape;
  const queue = tables.get('cf_processing_queue');
  const isThere =
    (tables.has('cf_file_location') && tables.has('cf_file_version') && queue?.has('file_version_id')) ||
    (tables.has('scout_files') && queue?.has('file_id'));
  if (!isThere) return false;
  const [row] = rememberedRows(database, shape.statement('search_catalogue'), parameters);
  return (numberOf(row ?? {}, 'paths') ?? 0) > 0;
}
