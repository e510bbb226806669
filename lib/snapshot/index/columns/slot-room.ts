import { type JobColumns, jobColumns } from './job-columns.js';
import type { JobIds } from './job-ids.js';

/** Slots of jobs, those of one leaf for instance. */
export interface Block {
  readonly from: number;
  readonly count: number;
}

/** Jobs as the queue's index has them. */
export interface JobsInLeaves {
  /** The jobs' ids; absent: those are the numbers of their rows. */
  readonly ids?: JobIds;
  readonly columns: JobColumns;
  /** How many there are. */
  readonly jobs: number;
  /** Their slots, the leaf with the highest ids first. */
  lastFirst(): Iterable<Block>;
}

/** Lengths of blocks are multiples of this, so that a freed block fits many leaves. */
const grain = 8;

/** Room for jobs in columns that grow, allotted in blocks of slots. */
export class SlotRoom {
  #columns = jobColumns(0);
  #end = 0;
  /** Where freed blocks begin, by length. */
  readonly #free = new Map<number, number[]>();

  /** The current columns: growing makes new ones. */
  get columns(): JobColumns {
    return this.#columns;
  }

  /** Room for jobs whose number isn't known yet: `most` slots after all others. */
  scratch(most: number): number {
    const wanted = this.#end + most;
    if (wanted > this.#columns.ids.length) this.reserve(Math.ceil(wanted * 1.25));
    return this.#end;
  }

  /** Makes room for this many jobs in all, so that the columns needn't grow again and again. */
  reserve(jobs: number): void {
    if (jobs <= this.#columns.ids.length) return;
    const columns = jobColumns(jobs);
    for (const name of columnNames) columns[name].set(this.#columns[name]);
    this.#columns = columns;
  }

  /** Moves the first `count` slots of the scratch room into a block of their own. Returns where it begins. */
  keep(count: number): number {
    const length = lengthOf(count);
    const block = this.#free.get(length)?.pop();
    if (block === undefined) {
      const from = this.#end;
      this.#end += length;
      return from;
    }
    for (const name of columnNames) this.#columns[name].copyWithin(block, this.#end, this.#end + count);
    return block;
  }

  /** Frees a block of `count` jobs. */
  free(from: number, count: number): void {
    const length = lengthOf(count);
    const blocks = this.#free.get(length);
    if (blocks === undefined) this.#free.set(length, [from]);
    else blocks.push(from);
  }

  clear(): void {
    this.#columns = jobColumns(0);
    this.#end = 0;
    this.#free.clear();
  }
}

const lengthOf = (count: number) => Math.ceil(count / grain) * grain;

const columnNames = [
  'ids',
  'starts',
  'ends',
  'kinds',
  'filesProcessed',
  'filesTotal',
  'filesFailed',
  'bytes',
  'names',
  'workers',
  'moreWorkers',
  'retries',
  'turns',
  'lines',
  'priorities',
  'dues',
] as const satisfies readonly (keyof JobColumns)[];
