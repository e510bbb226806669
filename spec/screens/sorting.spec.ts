import { afterEach, describe, it } from '@jest/globals';
import type { JobsEvent } from '../../lib/machine/state/event.js';
import { durationOf } from '../../lib/model/duration.js';
import type { Job } from '../../lib/model/job.js';
import { defaultSort, isFalling, type JobSort, type SortKey, sortKeys } from '../../lib/model/sort.js';
import type { Size } from '../../lib/view/frame.js';
import { expectGolden } from '../support/golden.js';
import { jobWith, minute, now, pictureOf } from '../view/scene.js';
import { closeStage, screenAfter } from './stage-machine.js';

const small: Size = { columns: 60, rows: 16 };
const usual: Size = { columns: 80, rows: 24 };
const large: Size = { columns: 120, rows: 40 };

const complete = (id: string, name: string, began: number, took: number, bytes: bigint | null) =>
  jobWith({
    id,
    name,
    version: '1.2',
    startedAt: now - began * minute,
    completedAt: now - (began - took) * minute,
    itemsProcessed: 10,
    itemsTotal: 10,
    outputPath: `/out/${name}.parquet`,
    outputSizeBytes: bytes,
  });
const jobs: readonly Job[] = [
  jobWith({
    id: '7',
    status: 'failed',
    name: 'orders',
    startedAt: now - 40 * minute,
    completedAt: now - 10 * minute,
    errorMessage: 'DiskFull: no space left',
  }),
  jobWith({ id: '6', status: 'running', name: 'venues', startedAt: now - 25 * minute }),
  complete('5', 'trades', 5, 2, 5_000_000n),
  complete('4', 'quotes', 20, 15, null),
  complete('3', 'books', 30, 4, 847_000_000n),
];

const sortedBy: { readonly [K in SortKey]: (job: Job) => number | string | null } = {
  start: ({ startedAt }) => startedAt,
  end: ({ completedAt }) => completedAt,
  duration: (job) => durationOf(job, now),
  size: ({ outputSizeBytes }) => (outputSizeBytes === null ? null : Number(outputSizeBytes)),
  name: ({ name }) => name,
};
const ranks: readonly string[] = ['failed', 'running'];

/** What the reader lists. */
function sorted(sort: JobSort): readonly Job[] {
  const rank = ({ status }: Job) => (sort.failedFirst ? ranks.indexOf(status) >>> 0 : 0);
  const sign = isFalling(sort) ? -1 : 1;
  return jobs.toSorted((one, other) => {
    const [its, others] = [sortedBy[sort.by](one), sortedBy[sort.by](other)];
    const byValue =
      its === null || others === null
        ? Number(its === null) - Number(others === null)
        : its < others
          ? -sign
          : sign;
    return rank(one) - rank(other) || (its === others ? 0 : byValue);
  });
}

const list: JobsEvent = { type: 'picture', picture: pictureOf(jobs) };
const keys = (...names: string[]): JobsEvent[] => names.map((key) => ({ type: 'key', key }));
const chosen = (sort: JobSort): JobsEvent[] => [
  ...keys(
    's',
    ...Array.from({ length: sortKeys.indexOf(sort.by) }, () => 'j'),
    ...(sort.reversed ? ['r'] : []),
    ...(sort.failedFirst ? [] : ['t']),
    'Enter',
  ),
  { type: 'picture', picture: pictureOf(sorted(sort)) },
];

afterEach(closeStage);

describe('the screen of a list in another order', () => {
  it.each([small, usual, large, { columns: 200, rows: 50 }])(
    'has a dialog at $columns×$rows',
    async (size) => {
      const text = await screenAfter([list, ...keys('s', 'j', 'j', 'r')], size);
      expectGolden(`sort-dialog-${size.columns}x${size.rows}`, text);
    },
  );

  it('says where no sizes are recorded', async () => {
    const totals = { filesProcessed: 0, filesTotal: 0, outputBytes: 0n };
    const unsized: JobsEvent = { type: 'picture', picture: pictureOf(jobs, { totals }) };
    const text = await screenAfter([unsized, ...keys('s', 'j', 'j', 'j', 't', 'Enter')], usual);
    expectGolden('sort-dialog-without-sizes-80x24', text);
  });

  it('still says by what the jobs are sorted that it shows, and what is on its way', async () => {
    const text = await screenAfter([list, ...keys('s', 'j', 'j', 'Enter')], usual);
    expectGolden('sorting-80x24', text);
  });

  it.each(sortKeys.filter((by) => by !== 'start'))('shows jobs by %s', async (by) => {
    const text = await screenAfter([list, ...chosen({ ...defaultSort, by })], usual);
    expectGolden(`sorted-by-${by}-80x24`, text);
  });

  it('shows the oldest first, and the failed among the others', async () => {
    const sort: JobSort = { by: 'start', reversed: true, failedFirst: false };
    const text = await screenAfter([list, ...chosen(sort)], usual);
    expectGolden('sorted-by-start-80x24', text);
  });

  it('has the order beside a filter where the screen is small', async () => {
    const sort: JobSort = { by: 'duration', reversed: false, failedFirst: false };
    const text = await screenAfter([list, ...keys('4'), ...chosen(sort)], small);
    expectGolden('sorted-and-filtered-60x16', text);
  });
});
