import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jobStatuses, jobTypes } from '../../../../lib/model/job.js';
import { jobColumns, kindOf } from '../../../../lib/snapshot/index/columns/job-columns.js';
import { NotWalkable } from '../../../../lib/snapshot/index/pages/table-tree.js';
import { ExactSum, JobRows, part, totalOf } from '../../../../lib/snapshot/index/rows/job-rows.js';

const [done, failed] = (['complete', 'failed'] as const).map((status) =>
  kindOf(jobStatuses.indexOf(status), jobTypes.indexOf('parse')),
);

/** Jobs 1 to 4 in the slots 0 to 3, of which the last two failed. */
function scene() {
  const columns = jobColumns(64);
  [1, 2, 3, 4].forEach((id, slot) => {
    columns.ids[slot] = id;
    columns.kinds[slot] = (slot < 2 ? done : failed) ?? 0;
  });
  const slots = new Map([1, 2, 3, 4].map((id, slot) => [id, slot]));
  const jobs = { columns, slotOf: (id: number) => slots.get(id) ?? null };
  const rows = new JobRows();
  rows.fit('a layout');
  return { rows, jobs, columns, slots };
}

describe('a job’s number of output rows', () => {
  it('is that of its recorded outputs, else, of a complete job, that of its materializations', () => {
    const { rows, jobs, columns } = scene();
    for (const id of [1, 3]) rows.change('made', jobs, id, 50, 1);
    expect([0, 2].map((slot) => rows.rowsIn(columns, slot))).toEqual([50, Number.NaN]);
    rows.change('recorded', jobs, 1, 7, 1);
    rows.change('recorded', jobs, 1, 2, 1);
    rows.change('recorded', jobs, 2, Number.NaN, 1);
    rows.change('recorded', jobs, 4, 1, 1);
    expect([0, 1, 2, 3].map((slot) => rows.rowsIn(columns, slot))).toEqual([9, Number.NaN, Number.NaN, 1]);
    rows.change('made', jobs, 2, 50, 1);
    expect(rows.rowsIn(columns, 1)).toBe(Number.NaN);
    rows.change('recorded', jobs, 1, 7, -1);
    expect(rows.rowsIn(columns, 0)).toBe(2);
    rows.change('recorded', jobs, 1, 2, -1);
    expect(rows.rowsIn(columns, 0)).toBe(50);
  });

  it('moves with the job into another slot, and waits for a job that comes later', () => {
    const { rows, jobs, columns, slots } = scene();
    rows.change('recorded', jobs, 1, 7, 1);
    rows.change('recorded', jobs, 9, 5, 1);
    columns.ids[8] = 9;
    columns.ids[9] = 1;
    rows.replace(columns, [{ from: 0, count: 4 }], [{ from: 8, count: 2 }]);
    slots.clear();
    slots.set(9, 8).set(1, 9);
    expect([rows.rowsIn(columns, 8), rows.rowsIn(columns, 9)]).toEqual([5, 7]);
    columns.ids[0] = 20;
    rows.replace(columns, [], [{ from: 0, count: 1 }]);
    expect(rows.rowsIn(columns, 0)).toBe(Number.NaN);
  });

  it('is kept for a job that gets its new slot before it loses the old one', () => {
    const { rows, jobs, columns, slots } = scene();
    rows.change('recorded', jobs, 1, 7, 1);
    const before = rows.revision;
    columns.ids[16] = 1;
    rows.replace(columns, [], [{ from: 16, count: 1 }]);
    rows.replace(columns, [{ from: 0, count: 1 }], []);
    slots.set(1, 16);
    rows.placeStrays(jobs);
    expect(rows.rowsIn(columns, 16)).toBe(7);
    expect(rows.revision).not.toBe(before);
  });

  it('is forgotten with the layout of its tables', () => {
    const { rows, jobs, columns } = scene();
    rows.change('recorded', jobs, 1, 7, 1);
    const before = rows.revision;
    rows.fit('a layout');
    expect(rows.rowsIn(columns, 0)).toBe(7);
    rows.fit('another layout');
    expect(rows.rowsIn(columns, 0)).toBe(Number.NaN);
    expect(rows.revision).not.toBe(before);
  });

  it('is refused if a number would not hold it exactly', () => {
    const { rows, jobs } = scene();
    rows.change('recorded', jobs, 1, Number.MAX_SAFE_INTEGER, 1);
    expect(() => rows.change('recorded', jobs, 1, 1, 1)).toThrow(NotWalkable);
  });
});

const anyNumber = fc.oneof(
  fc.nat(),
  fc.maxSafeNat(),
  fc.constantFrom(part, part - 1, Number.MAX_SAFE_INTEGER),
);

it('a sum is exact up to Number.MAX_SAFE_INTEGER', () => {
  fc.assert(
    fc.property(fc.array(anyNumber), (numbers) => {
      const sum = new ExactSum();
      for (const number of numbers) sum.add(number);
      const exact = numbers.reduce((total, number) => total + BigInt(number), 0n);
      const most = BigInt(Number.MAX_SAFE_INTEGER);
      expect(BigInt(sum.total)).toBe(exact > most ? most : exact);
    }),
  );
});

it('the two parts of a sum are joined, up to Number.MAX_SAFE_INTEGER', () => {
  expect(totalOf(3, 5)).toBe(3 * 2 ** 26 + 5);
  expect(totalOf(2 ** 40, 0)).toBe(Number.MAX_SAFE_INTEGER);
});
