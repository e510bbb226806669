import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { Job } from '../../lib/model/job.js';
import { defaultSort, sortKeys } from '../../lib/model/sort.js';
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

const list = read(jobs);
/** The operator chooses an order, and the reader lists the jobs in it: those with these ids. */
const by = (sort: Partial<KeySort>, ids: string): JobsEvent[] => {
  const { by, reversed, failedFirst } = { ...defaultSort, ...sort } as KeySort;
  const down = Array.from({ length: sortKeys.indexOf(by) }, () => 'j');
  return [
    ...keys('s', ...down, ...(reversed ? ['r'] : []), ...(failedFirst ? [] : ['t']), 'Enter'),
    read([...ids].flatMap((wanted) => jobs.filter(({ id }) => id === wanted))),
  ];
};

/** The dialog for the order of the list, and the list in each order. */
export const sortingScenes: Scenes = {
  'sort-dialog': [list, ...keys('s', 'j', 'j', 'r')],
  'sort-dialog-without-sizes': [
    read(jobs, { totals: { filesProcessed: 0, filesTotal: 0, outputBytes: 0n } }),
    ...keys('s', 'j', 'j', 'j', 't', 'Enter'),
  ],
  // Still sorted by what the jobs are that it shows, and what is on its way.
  sorting: [list, ...keys('s', 'j', 'j', 'Enter')],
  'sorted-by-start': [list, ...by({ by: 'start', reversed: true, failedFirst: false }, '73645')],
  'sorted-by-duration': [list, ...by({ by: 'duration' }, '76435')],
  'sorted-and-filtered': [list, ...keys('4'), ...by({ by: 'duration', failedFirst: false }, '76435')],
};
