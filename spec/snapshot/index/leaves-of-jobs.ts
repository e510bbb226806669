import fc from 'fast-check';
import { jobStatuses, jobTypes } from '../../../lib/model/job.js';
import {
  beforeAllTimes,
  type JobColumns,
  jobColumns,
  kindOf,
} from '../../../lib/snapshot/index/columns/job-columns.js';
import type { Block } from '../../../lib/snapshot/index/columns/slot-room.js';
import { setWorker } from '../../../lib/snapshot/index/columns/worker-table.js';

/** A job as the index keeps it. */
export interface IndexedJob {
  readonly kind: number;
  readonly name: number;
  readonly worker: number;
  readonly start: number;
  readonly end: number;
}

/** Leaves that are replaced, each by its place, and how the period moves then, ms. */
export interface Change {
  readonly leaves: readonly { readonly at: number; readonly jobs: readonly IndexedJob[] }[];
  readonly laterMs: number;
}

const anyTime = fc.oneof(
  fc.integer({ min: 1000, max: 1100 }),
  fc.integer({ min: 1000, max: 1100 }),
  fc.constantFrom(Number.NaN, beforeAllTimes),
);

const anyJob: fc.Arbitrary<IndexedJob> = fc.record({
  kind: fc
    .tuple(
      fc.nat(jobStatuses.length - 1),
      fc.oneof(fc.constant(jobTypes.indexOf('parse')), fc.nat(jobTypes.length - 1)),
    )
    .map(([status, type]) => kindOf(status, type)),
  ...{ name: fc.nat(3), worker: fc.nat(4), start: anyTime, end: anyTime },
});
const anyLeaf = fc.array(anyJob, { maxLength: 12 });

/** Leaves, and what becomes of them. */
export const anyHistory = fc.record({
  leaves: fc.array(anyLeaf, { minLength: 1, maxLength: 5 }),
  changes: fc.array(
    fc.record({
      leaves: fc.array(fc.record({ at: fc.nat(6), jobs: anyLeaf }), { maxLength: 3 }),
      laterMs: fc.constantFrom(0, 0, 1, 5, 30, 200, -10),
    }),
    { maxLength: 8 },
  ),
});

/**
 * Jobs in leaves as the queue's index has them; a leaf that is replaced gets slots of its own, and later frees the old
 * ones.
 */
export class LeavesOfJobs {
  readonly columns: JobColumns = jobColumns(8192);
  revision = 0;
  readonly #leaves: (Block | undefined)[] = [];
  #end = 0;
  #freed: Block[] = [];

  constructor(leaves: readonly (readonly IndexedJob[])[]) {
    leaves.forEach((jobs, at) => {
      this.#leaves[at] = this.#written(at, jobs);
    });
  }

  *lastFirst(): Generator<Block> {
    for (const leaf of this.#leaves.toReversed()) if (leaf !== undefined) yield leaf;
  }

  get jobs(): number {
    return [...this.lastFirst()].reduce((sum, { count }) => sum + count, 0);
  }

  replace(leaves: Change['leaves']): void {
    if (leaves.length === 0) return;
    this.revision += 1;
    const byPlace = new Map(leaves.map(({ at, jobs }) => [at, jobs]));
    const gone = [...byPlace.keys()].flatMap((at) => this.#leaves[at] ?? []);
    const come = [...byPlace].map(([at, jobs]) => ({ at, leaf: this.#written(at, jobs) }));
    for (const { at, leaf } of come) this.#leaves[at] = leaf;
    this.#freed.push(...gone);
  }

  #written(at: number, jobs: readonly IndexedJob[]): Block {
    const length = Math.ceil(jobs.length / 8) * 8;
    const reused = this.#freed.find(({ count }) => Math.ceil(count / 8) * 8 === length);
    const from = reused?.from ?? this.#end;
    if (reused === undefined) this.#end += length;
    else this.#freed = this.#freed.filter((block) => block !== reused);
    jobs.forEach((job, index) => {
      const slot = from + index;
      const { columns } = this;
      columns.ids[slot] = at * 100 + index;
      columns.kinds[slot] = job.kind;
      columns.names[slot] = job.name;
      columns.starts[slot] = job.start;
      columns.ends[slot] = job.end;
      setWorker(columns, slot, job.worker);
    });
    return { from, count: jobs.length };
  }
}
