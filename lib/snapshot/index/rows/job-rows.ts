import { jobStatuses, jobTypes } from '../../../model/job.js';
import type { JobColumns } from '../job-columns.js';
import type { JobFigures } from '../kept-tallies.js';
import type { Block } from '../leaf-times.js';
import { Unfit } from '../unfit.js';
import { OutputLeaves } from './output-leaves.js';
import { type Outputs, Recorded, withOutput } from './recorded.js';

const complete = jobStatuses.indexOf('complete');

/** Jobs as the queue's index has them. */
export interface JobSlots {
  readonly columns: JobColumns;
  slotOf(id: number): number | null;
}

/** Called when the rows of the job in a slot have changed; NaN: they aren't recorded. */
export type OnRowsChange = (slot: number, before: number, after: number) => void;

/** Tables that record outputs: what jobs left, and what they materialized. */
export type OutputTable = 'recorded' | 'made';

/**
 * How many rows the outputs of each job have, according to the tables beside the queue: the outputs that it left, else,
 * of a complete job, those that it materialized. The figures move with the jobs into other slots.
 */
export class JobRows implements JobFigures {
  /** The tables' leaf pages, and what was read from them. */
  readonly leaves = { recorded: new OutputLeaves(), made: new OutputLeaves() };
  readonly #of = { recorded: new Recorded(), made: new Recorded() };
  /** Jobs that lost their slots; they may have been given others before that. */
  readonly #strays = new Set<number>();
  #revision = 0;

  /** A number that changes whenever rows change, but not when they only move with their jobs. */
  get revision(): number {
    return this.#revision;
  }

  /** The rows of the job in a slot; NaN: not recorded. */
  rowsIn({ kinds }: JobColumns, slot: number): number {
    const { recorded, made } = this.#of;
    if (recorded.has(slot)) return recorded.rowsIn(slot);
    const isComplete = Math.floor((kinds[slot] ?? 0) / jobTypes.length) === complete;
    return isComplete ? made.rowsIn(slot) : Number.NaN;
  }

  /**
   * Adds an output of a job, or takes it away. Throws {@link Unfit} if the job has too many rows to count them exactly.
   */
  change(
    table: OutputTable,
    jobs: JobSlots,
    id: number,
    rows: number,
    sign: 1 | -1,
    onChange: OnRowsChange | null,
  ): void {
    this.#revision += 1;
    const recorded = this.#of[table];
    const slot = jobs.slotOf(id);
    if (slot !== null) {
      const after = withOutput(recorded.at(slot), rows, sign);
      this.#put(recorded, jobs.columns, slot, after, onChange);
      return;
    }
    const after = withOutput(recorded.take(id), rows, sign);
    if (after.outputs > 0) recorded.elsewhere.set(id, after);
  }

  /**
   * Moves what is known of jobs to new slots that they were given before they had lost the old ones. To be called once
   * all jobs have their slots.
   */
  placeStrays(jobs: JobSlots, onChange: OnRowsChange | null): void {
    for (const id of this.#strays) {
      const slot = jobs.slotOf(id);
      if (slot === null) continue;
      for (const recorded of Object.values(this.#of))
        if (recorded.elsewhere.has(id)) this.#put(recorded, jobs.columns, slot, recorded.take(id), onChange);
      this.#revision += 1;
    }
    this.#strays.clear();
  }

  /** See `JobFigures`. */
  enter({ ids }: JobColumns, { from, count }: Block): void {
    for (let slot = from; slot < from + count; slot += 1) {
      const id = ids[slot] ?? 0;
      for (const recorded of [this.#of.recorded, this.#of.made]) recorded.put(slot, recorded.take(id));
      this.#strays.delete(id);
    }
  }

  /** See `JobFigures`. What is known of the jobs stays in their slots until others come. */
  leave({ ids }: JobColumns, { from, count }: Block): void {
    for (let slot = from; slot < from + count; slot += 1) {
      for (const recorded of [this.#of.recorded, this.#of.made]) {
        if (!recorded.has(slot)) continue;
        const id = ids[slot] ?? 0;
        recorded.elsewhere.set(id, recorded.at(slot));
        this.#strays.add(id);
      }
    }
  }

  /** See `JobFigures`. */
  moveTo(): boolean {
    return true;
  }

  #put(
    recorded: Recorded,
    columns: JobColumns,
    slot: number,
    outputs: Outputs,
    onChange: OnRowsChange | null,
  ): void {
    if (outputs.rows > Number.MAX_SAFE_INTEGER) throw new Unfit('more rows than a number holds');
    const before = this.rowsIn(columns, slot);
    recorded.put(slot, outputs);
    const after = this.rowsIn(columns, slot);
    if (!Object.is(before, after)) onChange?.(slot, before, after);
  }
}
