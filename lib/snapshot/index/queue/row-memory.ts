import type { JobId } from '../../../model/job.js';
import type { SqlRow } from '../../port.js';
import type { Leaf } from './queue-index.js';

/** Rows that were read together: all of them are outdated once one of these pages has changed. */
export interface Batch {
  readonly pages: readonly number[];
  isOutdated: boolean;
}

interface KnownRow {
  readonly leaf: Leaf;
  readonly batch: Batch;
  readonly row: SqlRow;
}

/** Rows of one query by job. */
type RowsById = ReadonlyMap<JobId, KnownRow>;

/**
 * What SQL says of jobs, one row for each, by query. A row is known from one attempt to the next as long as the index has
 * the same leaf with its job, no other page has changed that it was read from, and every attempt requests it.
 */
export class RowMemory {
  #schema: object | null = null;
  #known: ReadonlyMap<string, RowsById> = new Map();
  #given = new Map<string, Map<JobId, KnownRow>>();

  /** Begins an attempt on a database with this schema, some of whose pages have changed; null: any may have. */
  begin(schema: object | null, changed: ReadonlySet<number> | null): void {
    if (schema !== this.#schema) this.clear();
    this.#schema = schema;
    this.#given = new Map();
    this.forget(changed);
  }

  /** The row of a job on a leaf of the index, which the attempt requests; undefined: it has to be read. */
  row(sql: string, id: JobId, leaf: Leaf): SqlRow | undefined {
    const known = this.#given.get(sql)?.get(id) ?? this.#known.get(sql)?.get(id);
    if (known?.leaf !== leaf || known.batch.isOutdated) return undefined;
    this.#give(sql, id, known);
    return known.row;
  }

  /** What the attempt has read. */
  put(sql: string, id: JobId, row: KnownRow): void {
    this.#give(sql, id, row);
  }

  /** Keeps what the attempt has requested; unless later changes will be noticed, only what depends on leaves alone. */
  keep(isNoticed: boolean): void {
    if (!isNoticed)
      for (const { batch } of this.#all(this.#given)) batch.isOutdated ||= batch.pages.length > 0;
    if (this.#given.size > 0) this.#known = this.#given;
    this.#given = new Map();
  }

  /** These pages have changed; null: any may have, except for leaves that the index still has. */
  forget(pages: ReadonlySet<number> | null): void {
    if (pages?.size === 0) return;
    for (const batch of new Set([...this.#all(this.#known)].map((known) => known.batch)))
      batch.isOutdated ||= batch.pages.some((page) => pages?.has(page) ?? true);
  }

  clear(): void {
    this.#schema = null;
    this.#known = new Map();
    this.#given = new Map();
  }

  #give(sql: string, id: JobId, row: KnownRow): void {
    const given = this.#given.get(sql);
    if (given === undefined) this.#given.set(sql, new Map([[id, row]]));
    else given.set(id, row);
  }

  *#all(rows: ReadonlyMap<string, RowsById>): Generator<KnownRow> {
    for (const byId of rows.values()) yield* byId.values();
  }
}
