import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jobStatuses, jobTypes } from '../../../lib/model/job.js';
import { HeldBack } from '../../../lib/snapshot/index/columns/held-back.js';
import {
  type JobColumns,
  jobColumns,
  kindOf,
  type NameTable,
} from '../../../lib/snapshot/index/columns/job-columns.js';
import { percentilesIn } from '../../../lib/snapshot/index/columns/nth-smallest.js';
import { type LargeNumbers, QueueSums } from '../../../lib/snapshot/index/columns/queue-sums.js';
import { type KeyBits, Scratch, sortByWords } from '../../../lib/snapshot/index/columns/word-sort.js';
import { endedBetween } from '../../../lib/snapshot/index/list/ended-jobs.js';
import { usualOrder } from '../../../lib/snapshot/index/order/list-order.js';
import { NotWalkable } from '../../../lib/snapshot/index/pages/table-tree.js';
import { QueueIndex } from '../../../lib/snapshot/index/queue/queue-index.js';
import { writeUnusual } from '../../../lib/snapshot/index/queue/unusual-slots.js';
import { DatabaseShape } from '../../../lib/snapshot/tables/database-shape.js';
import { percentile } from '../../support/percentile.js';
import { QueueDatabase } from '../queries/queue-database.js';

const files = (count: number): LargeNumbers => ({
  ...{ filesProcessed: count, filesTotal: count, filesFailed: 0, bytes: 0n },
});

it('sums that were once too great to be exact are null until they are made again', () => {
  const sums = new QueueSums();
  const columns = jobColumns(2);
  const greatest = files(2 ** 51);
  sums.count(columns, 0, 1, greatest);
  expect(sums.table()?.totals().filesTotal).toBe(2 ** 51);
  sums.count(columns, 1, 1, files(2 ** 52));
  expect([sums.table(), sums.named([0])]).toEqual([null, null]);
  sums.count(columns, 0, -1, greatest);
  expect([sums.table(), sums.named([0])]).toEqual([null, null]);
  sums.clear();
  sums.count(columns, 1, 1, files(2 ** 33));
  expect(sums.table()?.totals().filesTotal).toBe(2 ** 33);
  expect(sums.named([])?.files).toBe(0);
});

it('sums of several groups are null if their total is too great to be exact', () => {
  const sums = new QueueSums();
  const columns = jobColumns(3);
  for (const slot of [0, 1, 2]) {
    columns.kinds[slot] = slot;
    sums.count(columns, slot, 1, files(2 ** 51));
  }
  expect(sums.table()).toBeNull();
});

it('sums of the sizes of two million jobs are exact', () => {
  const sums = new QueueSums();
  const columns = jobColumns(1);
  const jobs = 2 ** 21 + 3;
  columns.kinds[0] = kindOf(jobStatuses.indexOf('complete'), jobTypes.indexOf('parse'));
  columns.bytes[0] = 2 ** 33 - 1;
  for (let job = 0; job < jobs; job += 1) sums.count(columns, 0, 1, undefined);
  const outputBytes = BigInt(jobs) * (2n ** 33n - 1n);
  expect([sums.table()?.totals().outputBytes, sums.named([0])?.outputBytes]).toEqual([
    outputBytes,
    outputBytes,
  ]);
});

it('jobs that ended between two instants are counted as in a fresh index, whatever was counted before', () => {
  const kind = jobStatuses.indexOf('complete') * jobTypes.length;
  const index = {
    ...{ revision: 1, order: [1], leaf: () => ({ from: 0, count: 3 }) },
    columns: { kinds: [kind, kind, kind], ends: [10, 20, 30] },
  } as unknown as QueueIndex;
  const asked = [0, 10, 11, 20, 21].flatMap((from) =>
    [9, 10, 25, 29, 30, 31].map((until) => [from, until] as const),
  );
  for (const [from, until] of [
    ...asked,
    ...asked.toReversed(),
    ...asked.toSorted(([, one], [, other]) => one - other),
  ])
    expect([from, until, endedBetween(index, from, until)]).toEqual([
      ...[from, until, endedBetween({ ...index } as QueueIndex, from, until)],
    ]);
});

it('a table is refused if SQL does not find a row that a leaf has', async () => {
  const database = await QueueDatabase.of('A', 'all');
  const shape = new DatabaseShape(database.tables(), new Set());
  const index = new QueueIndex();
  index.room.scratch(8);
  index.columns.ids[0] = 7;
  expect(() => writeUnusual(database, shape, index, [0], new Map())).toThrow(NotWalkable);
  database.add({ id: 7, plugin_name: 'late', status: 'RUNNING' });
  writeUnusual(database, shape, index, [0], new Map());
  expect(index.names.plugin(index.columns.names[0] ?? 0)).toBe('late');
});

it('numbers of files and bytes that the columns cannot hold are returned, and no others', async () => {
  const database = await QueueDatabase.of('A', 'all');
  const shape = new DatabaseShape(database.tables(), new Set());
  const index = new QueueIndex();
  index.room.scratch(8);
  const rows = [
    { items_total: 2 ** 32 - 1, output_size_bytes: 2 ** 53 - 1 },
    { items_total: 2 ** 32, output_size_bytes: 1 },
    { items_total: 1, output_size_bytes: 2n ** 53n + 1n },
  ];
  for (const [slot, row] of rows.entries()) {
    database.add({ id: slot + 1, plugin_name: 'p', status: 'COMPLETED', ...row });
    index.columns.ids[slot] = slot + 1;
  }
  const great = new Map<number, LargeNumbers>();
  writeUnusual(database, shape, index, [0, 1, 2], great);
  expect([...great.keys()]).toEqual([1, 2]);
  expect(great.get(1)?.filesTotal).toBe(2 ** 32);
  expect(great.get(2)?.bytes).toBe(2n ** 53n + 1n);
  expect(index.columns.bytes[0]).toBe(2 ** 53 - 1);
});

const parsers = ['one', 'two', 'three'];
const named = { plugin: (code: number) => parsers[code] } as unknown as NameTable;
const job = fc.record({ turn: fc.nat(3), due: fc.nat(5), name: fc.nat(parsers.length - 1) });
const instant = fc.record({ now: fc.nat(5), paused: fc.subarray(parsers) });

it('Jobs are held back at an instant whichever parsers were paused, and whatever time it was, before', () => {
  const property = fc.property(fc.array(job), fc.array(instant), (jobs, instants) => {
    const columnsNow = () =>
      ({
        turns: jobs.map(({ turn }) => turn),
        dues: jobs.map(({ due }) => due),
        names: jobs.map(({ name }) => name),
      }) as unknown as JobColumns;
    const turnsAfter = (held: HeldBack, columns: JobColumns, at: (typeof instants)[number]) => {
      for (const slot of held.go(columns, named, [{ from: 0, count: jobs.length }], at))
        held.turn(columns, slot);
      return columns.turns;
    };
    const [one, columns] = [new HeldBack(), columnsNow()];
    for (const at of instants)
      expect(turnsAfter(one, columns, at)).toEqual(turnsAfter(new HeldBack(), columnsNow(), at));
  });
  fc.assert(property);
});

it('percentiles of a part of an array equal those by sorting; the numbers around that part stay in place', () => {
  const number = fc.oneof(fc.nat(9), fc.nat(1_000_000), fc.constantFrom(2 ** 40, 0.5));
  fc.assert(
    fc.property(
      fc.array(number, { maxLength: 60 }),
      fc.array(number, { maxLength: 3 }),
      fc.array(number, { maxLength: 3 }),
      fc.subarray([0, 1, 2, 50, 95, 99, 100]),
      (values, before, after, percents) => {
        const all = Float64Array.from([...before, ...values, ...after]);
        const found = percentilesIn(all, before.length, before.length + values.length, percents);
        expect(found).toEqual(
          values.length === 0 ? [] : percents.map((percent) => percentile(values, percent)),
        );
        expect([...all.slice(0, before.length)]).toEqual(before);
        expect([...all.slice(before.length + values.length)]).toEqual(after);
      },
    ),
    { numRuns: 2000 },
  );
});

it('percentiles of 200,000 numbers are found whatever their order', () => {
  const many = 200_000;
  const orders = [
    (index: number) => index,
    (index: number) => many - index,
    () => 7,
    (index: number) => Math.min(index, many - index),
    (index: number) => (index * 7919) % many,
  ];
  for (const order of orders) {
    const numbers = Float64Array.from({ length: many }, (_, index) => order(index));
    const sorted = numbers.toSorted();
    const wanted = [0.5, 0.95].map((share) => sorted[Math.ceil(share * many) - 1]);
    expect(percentilesIn(numbers, 0, many, [50, 95])).toEqual(wanted);
  }
});

type Key = readonly [high: number, low: number];

/** Checks that as many slots as there are keys come out as a stable sort of pairs would put them. */
function expectSorted(keys: readonly Key[], bits: KeyBits): void {
  const scratch = new Scratch();
  const slots = Uint32Array.from(keys, (_, index) => 2 * index + 1);
  const sorted = sortByWords(scratch, slots, (keyed) => {
    if (bits.high > 0) keyed.high.set(keys.map(([high]) => high));
    keyed.low.set(keys.map(([, low]) => low));
    return bits;
  });
  const expected = keys
    .map(([high, low], index) => ({ high, low, slot: 2 * index + 1 }))
    .sort((one, other) => one.high - other.high || one.low - other.low);
  expect([...sorted]).toEqual(expected.map(({ slot }) => slot));
  scratch.free();
}

/** Keys whose words have `low` and `high` bits, with equal ones among them. */
function keysOf({ low, high }: KeyBits): fc.Arbitrary<Key> {
  const word = (bits: number) => {
    const most = 2 ** bits - 1;
    return fc.oneof(fc.nat(Math.min(3, most)), fc.integer({ min: 0, max: most }), fc.constant(most));
  };
  return fc.tuple(word(high), word(low));
}

const anyBits = fc.record({ low: fc.integer({ min: 0, max: 32 }), high: fc.integer({ min: 0, max: 32 }) });

it('a few slots are sorted by the bits of both words; equal ones keep their order', () => {
  const any = anyBits.chain((bits) => fc.tuple(fc.array(keysOf(bits), { maxLength: 60 }), fc.constant(bits)));
  fc.assert(fc.property(any, ([keys, bits]) => expectSorted(keys, bits)));
});

it.each([
  { low: 28, high: 28 },
  { low: 28, high: 3 },
  { low: 32, high: 0 },
  { low: 15, high: 0 },
])('thousands of slots are sorted by the bits of both words: %j', (bits) => {
  expectSorted(fc.sample(keysOf(bits), { numRuns: 6000, seed: 1 }), bits);
});

describe('scratch memory', () => {
  it('is zeroed, and takes no memory once it is freed', () => {
    const scratch = new Scratch();
    const some = scratch.numbers(3);
    const more = scratch.numbers(0);
    some[1] = 7;
    expect([[...some], [...more]]).toEqual([[0, 7, 0], []]);
    scratch.free();
    expect([some.length, some.buffer.byteLength, more.length]).toEqual([0, 0, 0]);
    expect(scratch.numbers(2).length).toBe(2);
  });

  it('is no part of a list that was sorted with it', () => {
    const sorted = usualOrder.sort(jobColumns(4), Uint32Array.of(3, 2, 1, 0));
    expect([...sorted]).toEqual([3, 2, 1, 0]);
    expect(sorted.buffer).toHaveProperty('resizable', false);
  });
});
