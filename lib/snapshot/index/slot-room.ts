import { type JobColumns, jobColumns } from './job-columns.js';

/** Blocks are as long as a multiple of this, so that one that was freed serves many leaves. */
const grain = 8;

/** Room for jobs in columns that grow, given out in blocks of slots. */
export class SlotRoom {
  #columns = jobColumns(0);
  #end = 0;
  /** Where freed blocks begin, by their length. */
  readonly #free = new Map<number, number[]>();

  /** The columns as they are now: growing makes new ones. */
  get columns(): JobColumns {
    return this.#columns;
  }

  /** Where jobs can be written before it is known how many there are: `most` slots behind all others. */
  scratch(most: number): number {
    const wanted = this.#end + most;
    if (wanted > this.#columns.ids.length) this.reserve(Math.ceil(wanted * 1.25));
    return this.#end;
  }

  /** Has room for this many jobs in all, so that the columns need not grow again and again. */
  reserve(jobs: number): void {
    if (jobs <= this.#columns.ids.length) return;
    const columns = jobColumns(jobs);
    for (const name of columnNames) columns[name].set(this.#columns[name].subarray(0, this.#end));
    this.#columns = columns;
  }

  /** Gives the first `count` slots of the scratch a block of their own. Returns where it begins. */
  settle(count: number): number {
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

  /** Takes a block of `count` jobs back. */
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
] as const satisfies readonly (keyof JobColumns)[];
