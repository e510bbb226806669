import { SearchMemory } from './search-memory.js';

/** Which jobs contain a filter's text: it is known for those that were read in the current attempt. */
export class TextMemory {
  readonly search = new SearchMemory();
  /** Slots of the jobs that SQL found in the current attempt; null: what was found is in {@link search}. */
  bySql: ReadonlySet<number> | null = null;
  /**
   * Whether all leaves are searched in one attempt: if jobs change faster than they are searched, it would never end
   * otherwise.
   */
  isHurried = false;

  /** Whether the job in a slot contains the text, if it was read. */
  holds(slot: number): boolean {
    return this.bySql === null ? this.search.holds(slot) : this.bySql.has(slot);
  }

  /** How much is known. It grows while a text is searched for. */
  get leavesDone(): number {
    return this.search.leavesDone;
  }

  clear(): void {
    this.search.clear();
    this.bySql = null;
  }
}
