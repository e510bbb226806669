import { expect, it } from '@jest/globals';
import { jobStatuses, jobTypes } from '../../../lib/model/job.js';
import { jobColumns, kindOf } from '../../../lib/snapshot/index/columns/job-columns.js';
import { type LargeNumbers, QueueSums } from '../../../lib/snapshot/index/columns/queue-sums.js';
import { endedBetween } from '../../../lib/snapshot/index/list/ended-jobs.js';
import type { QueueIndex } from '../../../lib/snapshot/index/queue/queue-index.js';

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
