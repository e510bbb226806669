import { everyJob, type JobFilter } from '../../../model/filter.js';
import type { JobId } from '../../../model/job.js';
import type { Found } from '../../../model/picture.js';
import { FilteredList, type ListSize } from '../../lists/filtered-list.js';
import type { Queryable } from '../../port.js';
import { textOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import type { JobColumns } from '../columns/job-columns.js';
import { type KnownOfJobs, orderedJobs, slotOf } from '../list/indexed-list.js';
import type { JobsInOrder } from '../order/ordered-jobs.js';
import type { QueueIndex } from '../queue/queue-index.js';
import { pluginsHolding, type Search, textParameters } from '../sieve/search-text.js';

/** A list in its order, and the slots of all its jobs as it is shown. */
export function shownIn(
  index: QueueIndex,
  known: KnownOfJobs,
  { filter, sorting, pinned }: FilteredList,
): { readonly jobs: JobsInOrder; readonly shown: Uint32Array } {
  const jobs = orderedJobs(index, known, filter, sorting);
  const slots = pinned.ids.flatMap((id) => slotOf(index, id) ?? []);
  return { jobs, shown: shownSlots(index.columns, jobs, slots, sorting.failedFirst) };
}

/**
 * The slots of all jobs of a list as it is shown: those pinned, in their order, come after the failed ones if
 * these come first, else where they belong.
 */
function shownSlots(
  columns: JobColumns,
  list: JobsInOrder,
  pinned: readonly number[],
  isRanked: boolean,
): Uint32Array {
  const slots = list.slots(0, list.count);
  if (pinned.length === 0) return slots;
  const taken = new Set(pinned);
  const shown = new Uint32Array(slots.length + pinned.length);
  let at = 0;
  let done = 0;
  const putUpTo = (to: number) => {
    for (; done < to; done += 1) {
      const slot = slots[done] ?? 0;
      if (!taken.has(slot)) shown[at++] = slot;
    }
  };
  for (const slot of pinned) {
    putUpTo(isRanked ? list.failed : list.placeFor(columns, slot));
    shown[at++] = slot;
  }
  putUpTo(slots.length);
  return shown.subarray(0, at);
}

/** The way of a search through the list: from where it begins, around the end, past every job once. */
export class SearchOrder {
  /** How many jobs there are. */
  readonly length: number;
  readonly #first: number;
  readonly #step: 1 | -1;
  #next = 0;
  readonly #shown: Uint32Array;

  constructor(shown: Uint32Array, origin: number, { direction, inclusive }: Search) {
    this.#shown = shown;
    this.length = shown.length;
    this.#step = direction === 'forward' ? 1 : -1;
    this.#first = inclusive ? origin : origin + this.#step;
  }

  /** The position in the list after a number of steps. */
  position(steps: number): number {
    const { length } = this;
    const at = this.#first + this.#step * steps;
    return at < 0 ? at + length : at >= length ? at - length : at;
  }

  /** The slot of the job after a number of steps. */
  slot(steps: number): number {
    return this.#shown[this.position(steps)] ?? 0;
  }

  /** The slot of the next job; null after the last. */
  next(): number | null {
    if (this.#next >= this.length) return null;
    this.#next += 1;
    return this.slot(this.#next - 1);
  }

  /** Goes back to the beginning. */
  again(): void {
    this.#next = 0;
  }
}

/** What a search has found, and the position for the window: the match, else where the search began. */
export interface FoundPlace extends ListSize {
  readonly at: number;
  readonly found: Found;
}

/** What a search finds among the slots of a list as it is shown, where it is known which jobs contain the text. */
export function foundAmong(
  shown: Uint32Array,
  origin: number,
  search: Search,
  holds: (slot: number) => boolean,
): { readonly at: number; readonly found: Found } {
  const way = new SearchOrder(shown, origin, search);
  let index: number | null = null;
  for (let step = 0; step < way.length && index === null; step += 1)
    if (holds(way.slot(step))) index = way.position(step);
  const places = [...shown.keys()].filter((position) => holds(shown[position] ?? 0));
  const nth = index === null ? 0 : places.indexOf(index) + 1;
  return { at: index ?? origin, found: { index, nth, matches: places.length } };
}

/**
 * The jobs that pass a filter, whose own cause and text are ignored, and contain `text`; by SQL in one pass over them.
 */
export function idsHolding(
  { database, shape }: { readonly database: Queryable; readonly shape: DatabaseShape },
  text: string,
  filter: JobFilter = everyJob,
): readonly JobId[] {
  const parameters = textParameters(text, pluginsHolding(database, shape, text));
  const rows = new FilteredList(database, shape, filter).rows('jobs_holding', parameters);
  return rows.map((row) => textOf(row, 'id') ?? '');
}
