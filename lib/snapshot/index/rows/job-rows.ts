import { jobStatuses, jobTypes } from '../../../model/job.js';
import type { JobColumns } from '../columns/job-columns.js';
import type { Block } from '../columns/slot-room.js';
import type { PageHash } from '../pages/page-hash.js';
import { type Branch, NotWalkable } from '../pages/table-tree.js';

const complete = jobStatuses.indexOf('complete');

/** Jobs as the queue's index has them. */
export interface JobSlots {
  readonly columns: JobColumns;
  slotOf(id: number): number | null;
}

/** Tables that record outputs: what jobs left, and what they materialized. */
export type OutputTable = 'recorded' | 'made';

/**
 * How many rows the outputs of each job have, according to the tables beside the queue: the outputs that it left, else,
 * of a complete job, those that it materialized. The figures move with the jobs into other slots.
 */
export class JobRows {
  /** The tables' leaf pages, and what was read from them. */
  leaves = { recorded: new OutputLeaves(), made: new OutputLeaves() };
  #of = { recorded: new Recorded(), made: new Recorded() };
  /** Jobs that lost their slots; they may have been given others before that. */
  readonly #strays = new Set<number>();
  /** The layout of the tables that rows are read from; null: nothing has been read. */
  #layout: string | null = null;
  #revision = 0;

  /** A number that changes whenever rows change, but not when they only move with their jobs. */
  get revision(): number {
    return this.#revision;
  }

  /** Starts from scratch if the rows were read from tables of another layout. */
  fit(layout: string): void {
    if (layout !== this.#layout) this.clear();
    this.#layout = layout;
  }

  /** Records that these pages, of any table, may have changed; null: all pages. */
  suspect(pages: Iterable<number> | null): void {
    if (this.#layout === null) return;
    this.leaves.recorded.suspect(pages);
    this.leaves.made.suspect(pages);
  }

  clear(): void {
    if (this.#layout === null) return;
    this.#layout = null;
    this.leaves = { recorded: new OutputLeaves(), made: new OutputLeaves() };
    this.#of = { recorded: new Recorded(), made: new Recorded() };
    this.#strays.clear();
    this.#revision += 1;
  }

  /** The rows of the job in a slot; NaN: not recorded. */
  rowsIn({ kinds }: JobColumns, slot: number): number {
    const { recorded, made } = this.#of;
    if (recorded.has(slot)) return recorded.rowsIn(slot);
    const isComplete = Math.floor((kinds[slot] ?? 0) / jobTypes.length) === complete;
    return isComplete ? made.rowsIn(slot) : Number.NaN;
  }

  /**
   * Adds an output of a job, or takes it away. Throws {@link NotWalkable} if the job has too many rows to count them
   * exactly.
   */
  change(table: OutputTable, jobs: JobSlots, id: number, rows: number, sign: 1 | -1): void {
    this.#revision += 1;
    const recorded = this.#of[table];
    const slot = jobs.slotOf(id);
    if (slot !== null) {
      const after = withOutput(recorded.at(slot), rows, sign);
      recorded.put(slot, checked(after));
      return;
    }
    const after = withOutput(recorded.take(id), rows, sign);
    if (after.outputs > 0) recorded.elsewhere.set(id, after);
  }

  /**
   * Moves what is known of jobs to new slots that they were given before they had lost the old ones. To be called once
   * all jobs have their slots.
   */
  placeStrays(jobs: JobSlots): void {
    for (const id of this.#strays) {
      const slot = jobs.slotOf(id);
      if (slot === null) continue;
      for (const recorded of Object.values(this.#of))
        if (recorded.elsewhere.has(id)) recorded.put(slot, checked(recorded.take(id)));
      this.#revision += 1;
    }
    this.#strays.clear();
  }

  /** Replaces leaves with others; the jobs of all of them must still be in their slots. */
  replace(columns: JobColumns, gone: readonly Block[], come: readonly Block[]): void {
    if (this.#layout === null) return;
    for (const leaf of gone) this.#leave(columns, leaf);
    for (const leaf of come) this.#enter(columns, leaf);
  }

  #enter({ ids }: JobColumns, { from, count }: Block): void {
    for (let slot = from; slot < from + count; slot += 1) {
      const id = ids[slot] ?? 0;
      for (const recorded of [this.#of.recorded, this.#of.made]) recorded.put(slot, recorded.take(id));
      this.#strays.delete(id);
    }
  }

  /** What is known of the jobs stays in their slots until others come. */
  #leave({ ids }: JobColumns, { from, count }: Block): void {
    for (let slot = from; slot < from + count; slot += 1) {
      for (const recorded of [this.#of.recorded, this.#of.made]) {
        if (!recorded.has(slot)) continue;
        const id = ids[slot] ?? 0;
        recorded.elsewhere.set(id, recorded.at(slot));
        this.#strays.add(id);
      }
    }
  }
}

/** What is recorded of a job. Throws {@link NotWalkable} if it has too many rows to count them exactly. */
function checked(outputs: Outputs): Outputs {
  if (outputs.rows > Number.MAX_SAFE_INTEGER) throw new NotWalkable('more rows than a number holds');
  return outputs;
}

/**
 * What is recorded of one job's outputs: how many there are, how many have their rows recorded, and the sum of these
 * rows.
 */
interface Outputs {
  readonly outputs: number;
  readonly withRows: number;
  readonly rows: number;
}

const nothing: Outputs = { outputs: 0, withRows: 0, rows: 0 };

/** What one table records of jobs' outputs, by slot; in `elsewhere` by id, for jobs without a slot. */
class Recorded {
  readonly elsewhere = new Map<number, Outputs>();
  #outputs = new Uint32Array(0);
  #withRows = new Uint32Array(0);
  #rows = new Float64Array(0);

  /** Whether the job in a slot has outputs. */
  has(slot: number): boolean {
    return (this.#outputs[slot] ?? 0) > 0;
  }

  /** The rows of the job in a slot; NaN: not recorded for any of its outputs. */
  rowsIn(slot: number): number {
    return (this.#withRows[slot] ?? 0) > 0 ? (this.#rows[slot] ?? 0) : Number.NaN;
  }

  at(slot: number): Outputs {
    return {
      outputs: this.#outputs[slot] ?? 0,
      withRows: this.#withRows[slot] ?? 0,
      rows: this.#rows[slot] ?? 0,
    };
  }

  /** Takes what is kept of a job out of `elsewhere`. */
  take(id: number): Outputs {
    const outputs = this.elsewhere.get(id);
    if (outputs === undefined) return nothing;
    this.elsewhere.delete(id);
    return outputs;
  }

  put(slot: number, { outputs, withRows, rows }: Outputs): void {
    if (slot >= this.#outputs.length) {
      if (outputs === 0) return;
      this.#grow(Math.max(slot + 1, 2 * this.#outputs.length));
    }
    this.#outputs[slot] = outputs;
    this.#withRows[slot] = withRows;
    this.#rows[slot] = rows;
  }

  #grow(slots: number): void {
    this.#outputs = longer(this.#outputs, new Uint32Array(slots));
    this.#withRows = longer(this.#withRows, new Uint32Array(slots));
    this.#rows = longer(this.#rows, new Float64Array(slots));
  }
}

/** `known` with one output more or less; `rows` is NaN if they aren't recorded. */
function withOutput(known: Outputs, rows: number, sign: 1 | -1): Outputs {
  const isRecorded = !Number.isNaN(rows);
  return {
    outputs: known.outputs + sign,
    withRows: known.withRows + (isRecorded ? sign : 0),
    rows: known.rows + (isRecorded ? sign * rows : 0),
  };
}

/** Copies `before` to the beginning of the longer array `after`, and returns that. */
function longer<T extends Uint32Array | Float64Array>(before: T, after: T): T {
  after.set(before);
  return after;
}

/** Sums are kept in two parts, so that whole numbers stay exact beyond 2^53. */
export const part = 2 ** 26;

/** A sum of whole numbers from 0 to 2^53 - 1, exact beyond 2^53. */
export class ExactSum {
  #high = 0;
  #low = 0;

  add(number: number): void {
    this.#high += Math.floor(number / part);
    this.#low += number % part;
  }

  /** The sum, at most 2^53 - 1. */
  get total(): number {
    return totalOf(this.#high, this.#low);
  }
}

/** The sum of two parts, at most 2^53 - 1: `high` is in units of {@link part}. */
export function totalOf(high: number, low: number): number {
  return Math.min(high * part + low, Number.MAX_SAFE_INTEGER);
}

/** The outputs on a leaf page of a table. */
export interface OutputLeaf extends PageHash {
  /** Alternately the id of a job and the rows of one of its outputs (NaN: not recorded). */
  readonly pairs: readonly number[];
  /** Whether SQL read some of it, so that the same bytes of the page don't prove that it is still right. */
  readonly isBySql: boolean;
  /** Whether its rows reach into other pages, so that it has to be read in every attempt. */
  readonly isOpen: boolean;
}

/** The leaf pages of a table of outputs as they were read, and which of them may have changed since. */
class OutputLeaves {
  readonly known = new Map<number, OutputLeaf>();
  order: Uint32Array = new Uint32Array();
  branches: ReadonlyMap<number, Branch> = new Map();
  /** Null: all. */
  #suspects: Set<number> | null = null;

  /** Pages that have to be read again; null: all. */
  get suspects(): ReadonlySet<number> | null {
    return this.#suspects;
  }

  /** Records that these pages, of any table, may have changed; null: all pages. */
  suspect(pages: Iterable<number> | null): void {
    if (pages === null) this.#suspects = null;
    else if (this.#suspects !== null)
      for (const page of pages) if (this.known.has(page) || this.branches.has(page)) this.#suspects.add(page);
  }

  /** Records that these pages are read in an attempt that isn't proved yet. */
  open(pages: Iterable<number>): void {
    if (this.#suspects === null) return;
    for (const page of pages) this.#suspects.add(page);
  }

  /** Records that all pages are proved. */
  trust(): void {
    this.#suspects = new Set();
    for (const [page, { isOpen }] of this.known) if (isOpen) this.#suspects.add(page);
  }
}
