import { SearchMemory } from './search-memory.js';

/** Which jobs contain the text that a filter asks for: those that were read in the current attempt are known. */
export class TextMemory {
  readonly search = new SearchMemory();
  /** Slots of the jobs that SQL found in the current attempt; null: {@link search} tells. */
  bySql: ReadonlySet<number> | null = null;

  /** Whether the job in a slot contains the text, if it was read. */
  holds(slot: number): boolean {
    return this.bySql === null ? this.search.holds(slot) : this.bySql.has(slot);
  }

  clear(): void {
    this.search.clear();
    this.bySql = null;
  }
}
