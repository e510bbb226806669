import { expect, it } from '@jest/globals';
import { jobColumns } from '../../../lib/snapshot/index/job-columns.js';
import { type GreatNumbers, QueueSums } from '../../../lib/snapshot/index/queue-sums.js';

const files = (count: number): GreatNumbers => ({
  filesProcessed: count,
  filesTotal: count,
  filesFailed: 0,
  bytes: 0n,
});

it('sums that were once too great to be exact are not told until they are made again', () => {
  const sums = new QueueSums();
  const columns = jobColumns(2);
  const greatest = files(Number.MAX_SAFE_INTEGER);
  sums.count(columns, 0, 1, greatest);
  expect(sums.table()?.totals().filesTotal).toBe(Number.MAX_SAFE_INTEGER);
  sums.count(columns, 1, 1, files(2 ** 33));
  expect([sums.table(), sums.named([0])]).toEqual([null, null]);
  sums.count(columns, 0, -1, greatest);
  expect([sums.table(), sums.named([0])]).toEqual([null, null]);
  sums.clear();
  sums.count(columns, 1, 1, files(2 ** 33));
  expect(sums.table()?.totals().filesTotal).toBe(2 ** 33);
  expect(sums.named([])?.files).toBe(0);
});
