import fc from 'fast-check';
import { jobStatuses, jobTypes } from '../../../lib/model/job.js';
import { kindOf, setBytes, setFiles } from '../../../lib/snapshot/index/columns/job-columns.js';
import type { LargeNumbers } from '../../../lib/snapshot/index/columns/queue-sums.js';
import { setWorker } from '../../../lib/snapshot/index/columns/worker-table.js';
import type { Leaf, QueueIndex } from '../../../lib/snapshot/index/queue/queue-index.js';

/** A job as the index needs it: places in `jobStatuses` and `jobTypes`, ms, numbers. */
export interface Job {
  readonly status: number;
  readonly type: number;
  readonly start: number;
  readonly end: number;
  readonly processed: number;
  readonly total: number;
  readonly failed: number;
  readonly bytes: bigint;
  readonly name: number;
  /** The code of who works on it. */
  readonly worker: number;
}

/** A job about which nothing is remarkable. */
export const plainJob: Job = {
  ...{ status: 0, type: 0, start: 1, end: 1, processed: 0, total: 0 },
  ...{ failed: 0, bytes: 0n, name: 0, worker: 0 },
};

/** Ids go from 0 up to this. */
export const mostIds = 60;
/** Enough names that room for their sums has to grow. */
const mostNames = 200;
const time = fc.oneof(
  fc.nat(5),
  { weight: 4, arbitrary: fc.integer({ min: 1000, max: 1050 }) },
  fc.constant(Number.NaN),
  fc.integer({ min: -(10 ** 12), max: 2 * 10 ** 12 }),
);
const files = fc.oneof(fc.nat(5), fc.constantFrom(2 ** 32 - 1, 2 ** 32, 2 ** 34));
const completed = jobStatuses.indexOf('complete');
/** Before all times: when a complete job without an end ended. */
const noEnd = -8_640_000_000_000_000;
const anyJob = fc
  .record<Job>({
    status: fc.nat(jobStatuses.length - 1),
    ...{ type: fc.oneof(fc.constant(jobTypes.indexOf('parse')), fc.nat(jobTypes.length - 1)), start: time },
    ...{ end: time, processed: files, total: files, failed: files },
    bytes: fc.oneof(fc.constant(0n), fc.bigInt(0n, 2n ** 53n - 1n), fc.bigInt(0n, 2n ** 62n)),
    ...{ name: fc.nat(mostNames - 1), worker: fc.nat(4) },
  })
  .map((job): Job => (job.status === completed && Number.isNaN(job.end) ? { ...job, end: noEnd } : job));

/**
 * What is done to the queue at once: jobs come, change and go, and leaves are divided or put together where they begin.
 */
export const anyStep = fc.record({
  jobs: fc.array(fc.tuple(fc.nat(mostIds), fc.option(anyJob, { freq: 3 })), { maxLength: 12 }),
  begins: fc.array(fc.tuple(fc.nat(mostIds), fc.boolean()), { maxLength: 4 }),
});

const isGreat = ({ processed, total, failed, bytes }: Job) =>
  Math.max(processed, total, failed) >= 2 ** 32 || bytes > BigInt(Number.MAX_SAFE_INTEGER);

/** Jobs of a leaf, in the order of their ids. */
export type Jobs = readonly (readonly [id: number, job: Job])[];

/** Writes a leaf's jobs where the index has room, as the walk does. */
export function leafIn(index: QueueIndex, page: number, jobs: Jobs, great: Map<number, LargeNumbers>): Leaf {
  const scratch = index.room.scratch(jobs.length);
  const { columns } = index;
  jobs.forEach(([id, job], at) => {
    const slot = scratch + at;
    columns.ids[slot] = id;
    columns.kinds[slot] = kindOf(job.status, job.type);
    columns.starts[slot] = job.start;
    columns.ends[slot] = job.end;
    columns.names[slot] = job.name;
    columns.turns[slot] = jobStatuses[job.status] === 'queued' ? 2 : 0;
    setWorker(columns, slot, job.worker);
    setFiles(columns, slot, job.processed, job.total, job.failed);
    setBytes(columns, slot, Number(job.bytes));
  });
  const from = index.room.keep(jobs.length);
  jobs.forEach(([, job], at) => {
    const { processed: filesProcessed, total: filesTotal, failed: filesFailed, bytes } = job;
    if (isGreat(job)) great.set(from + at, { filesProcessed, filesTotal, filesFailed, bytes });
  });
  const isOpen = page % 3 === 0;
  const chain = page % 2 === 0 ? [1000 + page, 2000 + page] : null;
  return { page, from, count: jobs.length, chain, isOpen, one: 0, other: 0 };
}

/** The queue as it should be: jobs by id, and where leaves begin. */
export class Queue {
  readonly jobs = new Map<number, Job>();
  readonly #begins = new Set([0]);

  /** A leaf's page is told by where it begins. */
  leaves(): ReadonlyMap<number, Jobs> {
    const begins = [...this.#begins].sort((one, other) => one - other);
    const all = [...this.jobs].sort(([one], [other]) => one - other);
    const leaves = begins.map((begin, at) => {
      const end = begins[at + 1] ?? Number.POSITIVE_INFINITY;
      return [begin + 10, all.filter(([id]) => id >= begin && id < end)] as const;
    });
    // Only a table without rows has an empty leaf.
    const held = leaves.filter(([, jobs]) => jobs.length > 0);
    return new Map(held.length > 0 ? held : leaves.slice(0, 1));
  }

  /** Has the index follow a step, with the leaves that it changed. */
  take({ jobs, begins }: typeof anyStep extends fc.Arbitrary<infer T> ? T : never, index: QueueIndex): void {
    const before = this.leaves();
    for (const [id, job] of jobs) {
      if (job === null) this.jobs.delete(id);
      else this.jobs.set(id, job);
    }
    for (const [begin, comes] of begins) {
      if (comes) this.#begins.add(begin);
      else if (begin > 0) this.#begins.delete(begin);
    }
    const after = this.leaves();
    const great = new Map<number, LargeNumbers>();
    const isSame = (page: number, held: Jobs) => {
      const was = before.get(page);
      return (
        was?.length === held.length &&
        held.every(([id, job], at) => was[at]?.[0] === id && was[at]?.[1] === job)
      );
    };
    const changed = [...after].filter(
      ([page, held]) => index.leaf(page) === undefined || !isSame(page, held),
    );
    const leaves = changed.map(([page, held]) => leafIn(index, page, held, great));
    const gone = [...before.keys()].filter((page) => !after.has(page) && index.leaf(page) !== undefined);
    index.replace(leaves, gone, great);
    index.order = Uint32Array.from(after.keys());
  }
}
