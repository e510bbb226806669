import type { JobsEvent } from '../../lib/machine/state/event.js';
import { durationOf, type Job } from '../../lib/model/job.js';
import { defaultSort, isDescending, type SortKey, sortKeys, timeOf } from '../../lib/model/sort.js';
import type { KeySort } from '../support/any-sort.js';
import { jobWith, minute, now } from '../view/scene.js';
import { keys, read, type Scenes } from './events.js';

const complete = (id: string, name: string, began: number, took: number, bytes: bigint | null) =>
  jobWith({
    ...{ id, name, version: '1.2', startedAt: now - began * minute },
    ...{ completedAt: now - (began - took) * minute, itemsProcessed: 10, itemsTotal: 10 },
    ...{ outputPath: `/out/${name}.parquet`, outputSizeBytes: bytes },
  });
const jobs: readonly Job[] = [
  jobWith({
    ...{ id: '7', status: 'failed', name: 'orders', startedAt: now - 40 * minute },
    ...{ completedAt: now - 10 * minute, errorMessage: 'DiskFull: no space left' },
  }),
  jobWith({ id: '6', status: 'running', name: 'venues', startedAt: now - 25 * minute }),
  complete('5', 'trades', 5, 2, 5_000_000n),
  complete('4', 'quotes', 20, 15, null),
  complete('3', 'books', 30, 4, 847_000_000n),
];

const sortedBy: { readonly [K in SortKey]: (job: Job) => number | string | null } = {
  time: timeOf,
  start: ({ startedAt }) => startedAt,
  end: ({ completedAt }) => completedAt,
  duration: (job) => durationOf(job, now),
  size: ({ outputSizeBytes }) => (outputSizeBytes === null ? null : Number(outputSizeBytes)),
  name: ({ name }) => name,
};
const ranks: readonly string[] = ['failed', 'running'];

/** What the reader lists. */
function sorted(sort: KeySort): readonly Job[] {
  const rank = ({ status }: Job) => (sort.failedFirst ? ranks.indexOf(status) >>> 0 : 0);
  const sign = isDescending(sort) ? -1 : 1;
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

const list = read(jobs);
const chosen = (sort: KeySort): JobsEvent[] => [
  ...keys(
    's',
    ...Array.from({ length: sortKeys.indexOf(sort.by) }, () => 'j'),
    ...(sort.reversed ? ['r'] : []),
    ...(sort.failedFirst ? [] : ['t']),
    'Enter',
  ),
  read(sorted(sort)),
];
const by = (sort: Partial<KeySort>) => chosen({ ...defaultSort, by: 'time', ...sort });

/** The dialog for the order of the list, and the list in each order. */
export const sortingScenes: Scenes = {
  'sort-dialog': [list, ...keys('s', 'j', 'j', 'r')],
  'sort-dialog-without-sizes': [
    read(jobs, { totals: { filesProcessed: 0, filesTotal: 0, outputBytes: 0n } }),
    ...keys('s', 'j', 'j', 'j', 't', 'Enter'),
  ],
  // Still sorted by what the jobs are that it shows, and what is on its way.
  sorting: [list, ...keys('s', 'j', 'j', 'Enter')],
  'sorted-by-start': [list, ...by({ by: 'start', reversed: true, failedFirst: false })],
  'sorted-by-duration': [list, ...by({ by: 'duration' })],
  'sorted-and-filtered': [list, ...keys('4'), ...by({ by: 'duration', failedFirst: false })],
};
