import type { JobId } from '../../../model/job.js';
import { bothForms } from '../../../schema/id-lists.js';
import type { WalkedPages } from '../../attempt/walked-pages.js';
import type { Queryable, SqlRow } from '../../port.js';
import { textOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import type { IndexMemory } from '../queue/index-memory.js';
import type { Leaf } from '../queue/queue-index.js';
import type { SeenMemory } from '../queue/seen-memory.js';
import { slotOf } from './indexed-list.js';

/**
 * SQL reads the jobs of this many leaves at a time: a change to another page that it read makes all of them unknown.
 */
const leavesTraced = 512;

/** What reading rows needs. */
export interface SeenRowsParts {
  readonly attempt: WalkedPages;
  readonly database: Queryable;
  readonly shape: DatabaseShape;
  readonly queue: IndexMemory;
  readonly memory: SeenMemory;
}

/**
 * The rows of jobs as `rows_seen.sql` returns them. It is run only for jobs whose leaves have changed since it was last
 * run for them, so that the rows of very many jobs in a question aren't all read again after every commit.
 */
export class SeenRows {
  readonly #parts: SeenRowsParts;
  readonly #sql: string;

  constructor(parts: SeenRowsParts) {
    const { attempt, shape, queue, memory } = parts;
    this.#parts = parts;
    this.#sql = shape.statement('rows_seen');
    memory.leaves.forget(attempt.changed());
    memory.begin(this.#sql, queue.index);
    attempt.whenKept(() => memory.leaves.keep());
    attempt.whenProved(() => memory.leaves.keepLeaves());
  }

  /** The rows of those of these jobs that exist, by id. */
  of(ids: readonly JobId[]): ReadonlyMap<JobId, SqlRow> {
    const { queue, memory } = this.#parts;
    const { index } = queue;
    const rows = new Map<JobId, SqlRow>();
    const missing = new Map<Leaf, Map<JobId, number>>();
    const others: JobId[] = [];
    for (const id of ids) {
      const slot = slotOf(index, id);
      const leaf = slot === null ? undefined : index.leaf(memory.leaves.pageOf(slot));
      if (slot === null || leaf === undefined) {
        others.push(id);
        continue;
      }
      const known = memory.row(slot);
      if (known !== undefined) rows.set(id, known);
      else if (missing.has(leaf)) missing.get(leaf)?.set(id, slot);
      else missing.set(leaf, new Map([[id, slot]]));
    }
    const all = [...missing];
    for (let from = 0; from < all.length; from += leavesTraced)
      this.#read(all.slice(from, from + leavesTraced), rows);
    if (others.length > 0) for (const [id, row] of this.#rowsById(others).rows) rows.set(id, row);
    return rows;
  }

  #read(leaves: readonly (readonly [Leaf, ReadonlyMap<JobId, number>])[], into: Map<JobId, SqlRow>): void {
    const { memory } = this.#parts;
    const { rows, pages } = this.#rowsById(leaves.flatMap(([, slots]) => [...slots.keys()]));
    for (const [leaf, slots] of leaves) {
      // What was known of its other jobs may have been read from other pages too.
      const known = memory.leaves.pagesOf(leaf);
      for (const [id, slot] of slots) {
        const row = rows.get(id);
        if (row === undefined) continue;
        into.set(id, row);
        memory.put(slot, row);
      }
      memory.leaves.close(leaf, pages === null ? known : [...(known ?? []), ...pages]);
    }
  }

  /** Rows by id, and the pages other than the queue's own that they were read from; null: none. */
  #rowsById(ids: readonly JobId[]): {
    readonly rows: ReadonlyMap<JobId, SqlRow>;
    readonly pages: readonly number[] | null;
  } {
    const { database, queue } = this.#parts;
    const parameters = { ':ids': bothForms(ids) };
    const traced = database.traced?.(this.#sql, parameters) ?? {
      rows: database.all(this.#sql, parameters),
      pages: [],
    };
    const pages = traced.pages.filter(
      (page) => queue.index.leaf(page) === undefined && !queue.branches.has(page),
    );
    return {
      rows: new Map(traced.rows.map((row) => [textOf(row, 'id') ?? '', row])),
      pages: pages.length === 0 ? null : pages,
    };
  }
}
