import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jobStatuses, jobTypes } from '../../../lib/model/job.js';
import type { SortKey } from '../../../lib/model/sort.js';
import { ColumnValues } from '../../../lib/snapshot/index/columns/column-values.js';
import {
  beforeAllTimes,
  type JobColumns,
  jobColumns,
  NameTable,
} from '../../../lib/snapshot/index/columns/job-columns.js';
import { NameRanks } from '../../../lib/snapshot/index/columns/name-filters.js';
import { sortValues } from '../../../lib/snapshot/index/columns/sort-values.js';
import { orderOf } from '../../../lib/snapshot/index/order/list-order.js';
import { MergedJobs } from '../../../lib/snapshot/index/order/merged-jobs.js';
import {
  type Move,
  OrderedJobs,
  OutOfOrder,
  type Passes,
} from '../../../lib/snapshot/index/order/ordered-jobs.js';
import { anySort, everySort, type KeySort } from '../../support/any-sort.js';

const most = 400;
const failed = jobStatuses.indexOf('failed');
const running = jobStatuses.indexOf('running');
const queued = jobStatuses.indexOf('queued');
/** Names by their codes, and where they stand in the list's order. */
const names = ['b', '', 'a', 'c'];
const noColumn = new ColumnValues();
const ranks = new NameRanks();
const table = new NameTable();
for (const name of names) table.code(name, null);
ranks.extend(table, () => Uint32Array.of(2, 0, 1, 3));
/** Around the starts of jobs, ms. */
const now = 1_768_300_000_003;
const statusOf = ({ kinds }: JobColumns, slot: number) => Math.floor((kinds[slot] ?? 0) / jobTypes.length);
const passes = (columns: JobColumns, slot: number) => columns.kinds[slot] !== hidden;
/** Failed jobs of this kind don't pass. */
const hidden = failed * jobTypes.length + 1;
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
  end: fc.oneof(fc.nat(4), fc.constant(Number.NaN), fc.constantFrom(beforeAllTimes, 1_768_300_000_007)),
  bytes: fc.oneof(fc.nat(2), fc.maxSafeNat(), fc.constant(2 ** 60)),
  name: fc.nat(names.length - 1),
  turn: fc.integer({ min: 1, max: 7 }),
  priority: fc.constantFrom(Number.NEGATIVE_INFINITY, -0.5, 0, -0, 3, 2 ** 40),
});

type Written = typeof job extends fc.Arbitrary<infer T> ? T : never;

function write(
  columns: JobColumns,
  slot: number,
  id: number,
  { kind, start, end, bytes, name, turn, priority }: Written,
): void {
  columns.ids[slot] = id;
  columns.kinds[slot] = kind;
  columns.starts[slot] = start;
  columns.ends[slot] = end;
  columns.bytes[slot] = bytes;
  columns.names[slot] = name;
  columns.turns[slot] = Math.floor(kind / jobTypes.length) === queued ? turn : 0;
  columns.priorities[slot] = priority;
}

const plain = { start: Number.NaN, end: Number.NaN, bytes: 0, name: 0, turn: 2, priority: 0 };

/** What a job is sorted by, by the words of the order alone; null for none. */
function valueIn(columns: JobColumns, slot: number, by: SortKey): number | string | null {
  const own = (column: Float64Array) => {
    const value = column[slot] ?? 0;
    return Number.isNaN(value) || value === beforeAllTimes ? null : value;
  };
  const [start, end] = [own(columns.starts), own(columns.ends)];
  const hasEnded = ![queued, running].includes(statusOf(columns, slot));
  const isQueued = statusOf(columns, slot) === queued;
  switch (by) {
    case 'time':
      return isQueued ? null : hasEnded ? end : start;
    case 'start':
      return isQueued ? null : start;
    case 'end':
      return hasEnded ? end : null;
    case 'duration':
      if (statusOf(columns, slot) === running) return start === null ? null : now - start;
      return hasEnded && start !== null && end !== null && end > start ? end - start : null;
    case 'size':
      return hasEnded ? Math.min(columns.bytes[slot] ?? 0, Number.MAX_SAFE_INTEGER) || null : null;
    case 'name':
      return names[columns.names[slot] ?? 0] || null;
  }
}

/** What the list should be. */
function expected(columns: JobColumns, slots: Iterable<number>, sort: KeySort): number[] {
  const rank = (slot: number) =>
    sort.failedFirst ? [failed, running, queued].indexOf(statusOf(columns, slot)) >>> 0 : 0;
  const time = (slot: number) => valueIn(columns, slot, 'time') ?? Number.NEGATIVE_INFINITY;
  const priority = (slot: number) => columns.priorities[slot] ?? 0;
  const sign = (sort.by === 'name') === sort.reversed ? -1 : 1;
  const byValue = (one: number, other: number) => {
    const [its, others] = [valueIn(columns, one, sort.by), valueIn(columns, other, sort.by)];
    if (its === null || others === null) return Number(its === null) - Number(others === null);
    return its === others ? 0 : its < others ? -sign : sign;
  };
  const latestFirst = (one: number, other: number) => {
    if (time(one) !== time(other)) return time(other) > time(one) ? 1 : -1;
    const [turn, others] = [columns.turns[one] ?? 0, columns.turns[other] ?? 0];
    if (turn !== others) return turn - others;
    const ids = (columns.ids[other] ?? 0) - (columns.ids[one] ?? 0);
    if (turn === 0) return ids;
    return priority(one) === priority(other) ? -ids : priority(other) > priority(one) ? 1 : -1;
  };
  return [...slots]
    .filter((slot) => passes(columns, slot))
    .sort((one, other) => rank(one) - rank(other) || byValue(one, other) || latestFirst(one, other));
}

describe('a list of jobs in order', () => {
  it('is sorted by rank, value, latest time, turn and id, and stays so while jobs move', () => {
    fc.assert(
      fc.property(
        anySort,
        fc.array(job, { maxLength: 60 }),
        fc.array(fc.array(fc.tuple(fc.nat(80), fc.option(job)), { maxLength: 12 }), { maxLength: 6 }),
        (sort, first, steps) => {
          // Running jobs among the others are put there as of the time, see below.
          fc.pre(sort.by !== 'duration' || sort.failedFirst);
          const order = orderOf(sort, sortValues(sort.by, ranks, noColumn));
          const columns = jobColumns(most * 2);
          const slotOf = new Map(first.map((_, id) => [id, id] as const));
          for (const [id, each] of first.entries()) write(columns, id, id, each);
          const list = OrderedJobs.of(
            columns,
            Uint32Array.from([...slotOf.values()].reverse()),
            passes,
            isFailed,
            order,
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
            const wanted = expected(columns, slotOf.values(), sort);
            expect([...list.slots(0, list.count)]).toEqual(wanted);
            const usual = OrderedJobs.of(
              columns,
              Uint32Array.from([...slotOf].sort(([one], [other]) => other - one).map(([, slot]) => slot)),
              passes,
              isFailed,
            );
            for (const isSame of [true, false]) {
              const again = usual.sorted(columns, passes, order, isSame);
              expect([...again.slots(0, again.count)]).toEqual(wanted);
              expect(again.failed).toBe(list.failed);
            }
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

  it.each(everySort.filter(({ by }) => by === 'time' || by === 'start' || by === 'size'))(
    'is sorted however far apart the values are: %j',
    (sort) => {
      const kinds = [...Array(jobStatuses.length * jobTypes.length).keys()];
      for (const [least, span] of [0, 27, 28, 29, 30, 31, 32, 34, 52].flatMap((bits) =>
        [1, 1000].map((first) => [first, 2 ** bits - (2 ** bits % first)] as const),
      )) {
        const jobs = kinds.flatMap((kind) =>
          [Number.NaN, 0, 1, span - 1, span].map((above) => ({ kind, value: least + above })),
        );
        const columns = jobColumns(jobs.length);
        for (const [slot, { kind, value }] of jobs.entries())
          write(columns, slot, slot, { ...plain, kind, start: value, end: value, bytes: value || 0 });
        const slots = Uint32Array.from([...jobs.keys()].reverse());
        const list = OrderedJobs.of(
          columns,
          slots,
          passes,
          isFailed,
          orderOf(sort, sortValues(sort.by, ranks, noColumn)),
        );
        const wanted = expected(columns, jobs.keys(), sort);
        expect([...list.slots(0, list.count)]).toEqual(wanted);
      }
    },
  );

  it('merged with running jobs as of a time is sorted, wherever a part of it begins', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.array(job, { maxLength: 40, size: 'max' }),
        fc.nat(40),
        fc.nat(40),
        (reversed, jobs, one, other) => {
          const sort: KeySort = { by: 'duration', reversed, failedFirst: false };
          const sortedBy = sortValues('duration', ranks, noColumn);
          const order = orderOf(sort, sortedBy);
          const columns = jobColumns(jobs.length);
          for (const [id, each] of jobs.entries()) write(columns, id, id, each);
          const all = () => Uint32Array.from([...jobs.keys()].reverse());
          const runs: Passes = (_, slot) => statusOf(columns, slot) === running;
          const others: Passes = (_, slot) => passes(columns, slot) && !runs(columns, slot);
          const merged = new MergedJobs(
            columns,
            OrderedJobs.of(columns, all(), runs, isFailed, order),
            OrderedJobs.of(columns, all(), others, isFailed, order),
            { order, sortedBy, now },
          );
          const wanted = expected(columns, jobs.keys(), sort);
          expect([...merged.slots(0, merged.count)]).toEqual(wanted);
          expect([...merged.slots(one, other)]).toEqual(wanted.slice(one, other));
          expect(merged.failed).toBe(wanted.filter((slot) => isFailed(columns, slot)).length);
          for (const [position, slot] of wanted.entries()) {
            expect(merged.positionOf(columns, slot)).toBe(position);
            if (runs(columns, slot)) expect(merged.placeFor(columns, slot)).toBe(position);
          }
        },
      ),
    );
  });

  it('has no slots beyond its ends, and no position for a job that it lacks', () => {
    const columns = jobColumns(4);
    for (const slot of [0, 1, 2])
      write(columns, slot, slot, { kind: failed * jobTypes.length, ...plain, end: slot });
    write(columns, 3, 3, { ...plain, kind: hidden, end: 0 });
    const list = OrderedJobs.of(columns, Uint32Array.of(3, 2, 1, 0), passes, isFailed);
    expect([...list.slots(1, 9)]).toEqual([1, 0]);
    expect([...list.slots(-1, 1)]).toEqual([2]);
    expect(list.positionOf(columns, 3)).toBeNull();
  });

  it('throws if a job leaves that it lacks', () => {
    const columns = jobColumns(2);
    for (const slot of [0, 1])
      write(columns, slot, slot, { kind: failed * jobTypes.length, ...plain, end: slot });
    const list = OrderedJobs.of(columns, Uint32Array.of(0), passes, isFailed);
    expect(() => list.move(columns, [{ from: 1, to: null }])).toThrow(OutOfOrder);
  });
});
