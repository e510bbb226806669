import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jobStatuses, jobTypes } from '../../../lib/model/job.js';
import { type JobColumns, jobColumns } from '../../../lib/snapshot/index/job-columns.js';
import { type Move, OrderedJobs, OutOfOrder, type Passes } from '../../../lib/snapshot/index/ordered-jobs.js';

const most = 400;
const failed = jobStatuses.indexOf('failed');
const running = jobStatuses.indexOf('running');
const statusOf = ({ kinds }: JobColumns, slot: number) => Math.floor((kinds[slot] ?? 0) / jobTypes.length);
const passes = (columns: JobColumns, slot: number) =>
  statusOf(columns, slot) !== jobStatuses.indexOf('queued');
const isFailed = (columns: JobColumns, slot: number) => statusOf(columns, slot) === failed;

/** A job as it is written to a slot. */
const job = fc.record({
  kind: fc.nat(jobStatuses.length * jobTypes.length - 1),
  start: fc.oneof(
    fc.nat(3),
    fc.constant(Number.NaN),
    fc.constantFrom(-62_167_219_200_000, 8_640_000_000_000_000, 1_768_300_000_000),
    fc.integer({ min: -62_167_219_200_000, max: 8_640_000_000_000_000 }),
  ),
});

type Written = typeof job extends fc.Arbitrary<infer T> ? T : never;

function write(columns: JobColumns, slot: number, id: number, { kind, start }: Written): void {
  columns.ids[slot] = id;
  columns.kinds[slot] = kind;
  columns.starts[slot] = start;
}

/** What the list should be, by the words of the order alone. */
function expected(columns: JobColumns, slots: Iterable<number>): number[] {
  const rank = (slot: number) => [failed, running].indexOf(statusOf(columns, slot)) >>> 0;
  const start = (slot: number) => {
    const own = columns.starts[slot] ?? 0;
    return Number.isNaN(own) ? Number.NEGATIVE_INFINITY : own;
  };
  const newestFirst = (one: number, other: number) =>
    start(one) === start(other)
      ? (columns.ids[other] ?? 0) - (columns.ids[one] ?? 0)
      : start(other) > start(one)
        ? 1
        : -1;
  return [...slots]
    .filter((slot) => passes(columns, slot))
    .sort((one, other) => rank(one) - rank(other) || newestFirst(one, other));
}

describe("jobs in the list's order", () => {
  it('are sorted by rank, then the newest start, then the greatest id, and stay so while jobs move', () => {
    fc.assert(
      fc.property(
        fc.array(job, { maxLength: 60 }),
        fc.array(fc.array(fc.tuple(fc.nat(80), fc.option(job)), { maxLength: 12 }), { maxLength: 6 }),
        (first, steps) => {
          const columns = jobColumns(most * 2);
          const slotOf = new Map(first.map((_, id) => [id, id] as const));
          for (const [id, each] of first.entries()) write(columns, id, id, each);
          const list = OrderedJobs.of(
            columns,
            Uint32Array.from([...slotOf.values()].reverse()),
            passes,
            isFailed,
          );
          let next = first.length;
          for (const step of steps) {
            const moves: Move[] = [];
            for (const [id, to] of new Map(step)) {
              const from = slotOf.get(id) ?? null;
              if (to !== null) write(columns, next, id, to);
              moves.push({ from, to: to === null ? null : next });
              if (to === null) slotOf.delete(id);
              else slotOf.set(id, next++);
            }
            list.move(
              columns,
              moves.filter(({ from, to }) => from !== null || to !== null),
            );
            const wanted = expected(columns, slotOf.values());
            expect([...list.slots(0, list.count)]).toEqual(wanted);
            const even: Passes = (_, slot) => slot % 2 === 0 && passes(columns, slot);
            const some = list.among(columns, even);
            expect([...some.slots(0, some.count)]).toEqual(wanted.filter((slot) => even(columns, slot)));
            expect(some.failed).toBe(
              wanted.filter((slot) => even(columns, slot) && isFailed(columns, slot)).length,
            );
            expect(list.failed).toBe(wanted.filter((slot) => isFailed(columns, slot)).length);
            for (const [position, slot] of wanted.entries()) {
              expect(list.positionOf(columns, slot)).toBe(position);
            }
          }
        },
      ),
    );
  });

  it('gives no more than there are, and no position for what is not among them', () => {
    const columns = jobColumns(4);
    for (const slot of [0, 1, 2]) write(columns, slot, slot, { kind: failed * jobTypes.length, start: slot });
    write(columns, 3, 3, { kind: 0, start: 0 });
    const list = OrderedJobs.of(columns, Uint32Array.of(3, 2, 1, 0), passes, isFailed);
    expect([...list.slots(1, 9)]).toEqual([1, 0]);
    expect([...list.slots(-1, 1)]).toEqual([2]);
    expect(list.positionOf(columns, 3)).toBeNull();
  });

  it('says so where a job leaves that it does not hold', () => {
    const columns = jobColumns(2);
    for (const slot of [0, 1]) write(columns, slot, slot, { kind: failed * jobTypes.length, start: slot });
    const list = OrderedJobs.of(columns, Uint32Array.of(0), passes, isFailed);
    expect(() => list.move(columns, [{ from: 1, to: null }])).toThrow(OutOfOrder);
  });
});
