import { insertedBefore, toScreenIndex } from '../../lists/inserted.js';
import type { JobColumns } from '../columns/job-columns.js';
import { isRunning, type SortValue } from '../columns/sort-values.js';
import type { ListOrder } from './list-order.js';
import type { JobsInOrder, OrderedJobs } from './ordered-jobs.js';

/** How jobs are compared. */
export interface MergedBy {
  readonly order: ListOrder;
  readonly sortedBy: SortValue;
  /** The time (ms) up to which a running job's duration counts. */
  readonly now: number;
}

/**
 * Jobs by duration, which for running jobs grows: running jobs and all others are two lists, each with its own order,
 * and running jobs are put among the others as of an instant.
 */
export class MergedJobs implements JobsInOrder {
  readonly count: number;
  readonly failed: number;
  /** Before which of the others each running job comes. */
  readonly #places: Uint32Array;

  readonly #running: OrderedJobs;
  readonly #others: OrderedJobs;
  readonly #by: MergedBy;

  constructor(columns: JobColumns, running: OrderedJobs, others: OrderedJobs, by: MergedBy) {
    this.#running = running;
    this.#others = others;
    this.#by = by;

    this.count = running.count + others.count;
    this.failed = others.failed;
    this.#places = running.slots(0, running.count).map((slot) => this.#placeAmongOthers(columns, slot));
  }

  slots(from: number, to: number): Uint32Array {
    const end = Math.min(to, this.count);
    let shown = Math.max(0, from);
    const slots = new Uint32Array(Math.max(0, end - shown));
    const running = this.#running.slots(0, this.#running.count);
    let next = insertedBefore(shown, this.#places);
    for (let at = 0; at < slots.length; ) {
      const place = this.#places[next];
      const others = place === undefined ? end - shown : Math.min(place + next, end) - shown;
      slots.set(this.#others.slots(shown - next, shown - next + others), at);
      at += others;
      shown += others;
      if (at === slots.length) break;
      slots[at] = running[next] ?? 0;
      at += 1;
      shown += 1;
      next += 1;
    }
    return slots;
  }

  positionOf(columns: JobColumns, slot: number): number | null {
    if (isRunning(columns, slot)) {
      const among = this.#running.positionOf(columns, slot);
      return among === null ? null : among + (this.#places[among] ?? 0);
    }
    const position = this.#others.positionOf(columns, slot);
    return position === null ? null : toScreenIndex(position, this.#places);
  }

  placeFor(columns: JobColumns, slot: number): number {
    return this.#placeAmongOthers(columns, slot) + this.#running.placeFor(columns, slot);
  }

  /** How many of the others come before a running job. */
  #placeAmongOthers(columns: JobColumns, slot: number): number {
    const { order, sortedBy, now } = this.#by;
    const ran = now - (columns.starts[slot] ?? Number.NaN);
    return this.#others.countWhile(
      (at) => order.compareWith(columns, at, sortedBy(columns, at), slot, ran) < 0,
    );
  }
}
