import { encodingOf } from '../decode/missing-values.js';
import { slotOf } from '../list/indexed-list.js';
import type { TextMemory } from '../sieve/text-memory.js';
import { TextSearch, type TextSearchParts } from '../sieve/text-search.js';
import { idsHolding } from './search-list.js';

/** What a walk for a text works on, and where what it finds is kept. */
export type TextWalkParts = Omit<TextSearchParts, 'memory' | 'encoding'> & { readonly memory: TextMemory };

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
