import type { SqlRow } from '../../port.js';
import { KnownLeaves } from './known-leaves.js';
import type { QueueIndex } from './queue-index.js';

/**
 * What a write compares jobs' rows with, as far as it was read: by slot, kept from one attempt to the next as long as
 * the index has the leaf.
 */
export class SeenMemory {
  readonly leaves = new KnownLeaves(({ from, count }) => {
    for (let slot = from; slot < from + count && slot < this.#rows.length; slot += 1)
      this.#rows[slot] = undefined;
  });
  #rows: (SqlRow | undefined)[] = [];
  #sql = '';

  /** Begins an attempt; `sql`: the query that reads the rows. */
  begin(sql: string, index: QueueIndex): void {
    if (sql !== this.#sql) this.clear();
    this.#sql = sql;
    this.leaves.begin(index, () => undefined);
  }

  /** What a write compares the row in a slot with; undefined: not known. */
  row(slot: number): SqlRow | undefined {
    return this.#rows[slot];
  }

  put(slot: number, row: SqlRow): void {
    while (this.#rows.length < slot) this.#rows.push(undefined);
    this.#rows[slot] = row;
  }

  clear(): void {
    if (this.#sql === '') return;
    this.#rows = [];
    this.#sql = '';
    this.leaves.clear();
  }
}
