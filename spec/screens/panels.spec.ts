import { afterEach, describe, expect, it } from '@jest/globals';
import type { JobsEvent } from '../../lib/machine/state/event.js';
import { noCounts } from '../../lib/model/picture.js';
import type { Size } from '../../lib/view/frame.js';
import { expectGolden } from '../support/golden.js';
import { now, pictureOf, sceneJobs } from '../view/scene.js';
import { lookingScenes } from './looking-scenes.js';
import { backlog, details, pipeline } from './panel-scenes.js';
import { closeStage, screenAfter } from './stage-machine.js';
import { workersInTrouble } from './worker-scenes.js';

const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
];

const list: JobsEvent = { type: 'picture', picture: pictureOf(sceneJobs, { pipeline }) };
/** The same with all jobs marked: many more than are loaded. */
const markedList: JobsEvent = {
  type: 'picture',
  picture: pictureOf(sceneJobs, {
    pipeline,
    marks: {
      tally: {
        counts: {
          ...noCounts,
          failed: 1204,
          gone: 0,
          silent: 2,
          running: 36,
          complete: 10_301,
          cancelled: 3,
        },
        backtests: 12,
      },
      but: 0,
    },
  }),
};
const troubled: JobsEvent = { type: 'picture', picture: workersInTrouble };
const keys = (...names: string[]): JobsEvent[] => names.map((key) => ({ type: 'key', key }));

/** What has happened before the picture is taken, by the name of the screen. */
const scenes: Readonly<Record<string, readonly JobsEvent[]>> = {
  ...lookingScenes,
  ...Object.fromEntries(
    Object.entries(details).map(([name, detail]) => [
      `detail-${name}`,
      [
        { type: 'picture', picture: pictureOf([detail.job]) } as JobsEvent,
        ...keys('Enter'),
        { type: 'picture', picture: pictureOf([detail.job], { detail }) } as JobsEvent,
      ],
    ]),
  ),
  'detail-failed-scrolled': [
    { type: 'picture', picture: pictureOf([details['failed-parse'].job]) },
    ...keys('Enter'),
    {
      type: 'picture',
      picture: pictureOf([details['failed-parse'].job], { detail: details['failed-parse'] }),
    },
    ...keys('PageDown'),
  ],
  'filter-dialog': [list, ...keys('f', 'j', 'j', 'Space', 'l', 'k', 'k')],
  'filter-dialog-name': [list, ...keys('f', '/', 'f', 'i', 'x')],
  filtered: [
    list,
    ...keys('f', 'Space', '/', 'f', 'i', 'x', 'Enter'),
    { type: 'picture', picture: pictureOf(sceneJobs.slice(0, 2)) },
  ],
  pipeline: [list, ...keys('P'), list],
  'pipeline-backlog': [
    list,
    ...keys('P'),
    { type: 'picture', picture: pictureOf(sceneJobs, { pipeline: backlog }) },
  ],
  'confirm-cancel': [list, ...keys('j', 'j', 'c')],
  'workers-in-trouble': [troubled],
  'confirm-put-back': [troubled, ...keys('R')],
  'confirm-put-back-marked': [troubled, ...keys('Space', 'Space', 'R')],
  'filter-dialog-workers': [troubled, ...keys('f')],
  'confirm-stop': [list, ...keys('j', 'S', 'l')],
  'confirm-retry-all': [list, ...keys('A')],
  'confirm-cancel-marked': [list, ...keys('j', 'Space', 'Space', 'c')],
  'marked-all': [list, ...keys('*'), markedList],
  'confirm-retry-all-marked': [list, ...keys('*'), markedList, ...keys('R'), markedList],
  'confirm-cancel-all-marked': [list, ...keys('*'), markedList, ...keys('c'), markedList],
  'confirm-retry-all-marked-yes': [list, ...keys('*'), markedList, ...keys('R', 'y')],
  'confirm-retry-some-marked': [list, ...keys('Space', 'j', 'Space', 'R')],
  marked: [list, ...keys('Space', 'j', 'Space')],
  search: [list, ...keys('/', 'f', 'i', 'x')],
  'copy-view': [list, ...keys('j', 'j', 'j', 'Y')],
  retrying: [list, ...keys('R')],
  done: [list, { type: 'notice', notice: { tone: 'done', text: 'Job 5 is queued again.', at: now } }],
  'read-only': [
    list,
    {
      type: 'writability',
      writability: { kind: 'unable', reason: 'no permission to write' },
    },
    ...keys('R'),
  ],
};

afterEach(closeStage);

describe.each(sizes)('panels at $columns×$rows', (size) => {
  it.each(Object.keys(scenes))('shows %s', async (name) => {
    const text = await screenAfter(scenes[name] ?? [], size);
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(size.rows);
    expectGolden(`${name}-${size.columns}x${size.rows}`, text);
  });
});

it.each([
  'activity',
  'confirm-cancel',
  'confirm-retry-all-marked-yes',
  'copy-view',
  'detail-complete-parse',
  'detail-failed-parse',
  'filter-dialog',
  'marked-all',
  'pipeline',
  'search',
  'since-you-looked',
  'since-you-looked-causes',
  'workers-in-trouble',
])('a wide screen shows %s', async (name) => {
  const text = await screenAfter(scenes[name] ?? [], { columns: 200, rows: 50 });
  expect(text.trimEnd().split('\n')).toHaveLength(50);
  expectGolden(`${name}-200x50`, text);
});

it.each([
  'confirm-cancel',
  'confirm-cancel-marked',
  'confirm-stop',
  'confirm-retry-all-marked',
  'confirm-retry-some-marked',
])('names the jobs in %s at 60×16', async (name) => {
  const size = { columns: 60, rows: 16 };
  expectGolden(`${name}-60x16`, await screenAfter(scenes[name] ?? [], size));
});

it.each(sizes.concat({ columns: 60, rows: 16 }))(
  'cuts no number of the filter dialog at $columns×$rows',
  async (size) => {
    const counts = {
      queued: 2000,
      running: 40,
      complete: 1_234_567,
      failed: 98_765,
      cancelled: 600,
      other: 0,
    };
    const types = { scan: 12, parse: 1_234_567, export: 98_765, backtest: 2000, other: 0 };
    const many: JobsEvent = { type: 'picture', picture: pictureOf(sceneJobs, { counts, types }) };
    const text = await screenAfter([many, ...keys('f', 'G', 'Shift-Tab', 'Escape')], size);
    expectGolden(`filter-dialog-counts-${size.columns}x${size.rows}`, text);
  },
);

it('shows the pipeline on two lines where there is no room for boxes', async () => {
  const size = { columns: 60, rows: 16 };
  expectGolden('pipeline-60x16', await screenAfter(scenes.pipeline ?? [], size));
});

it('has room for no half of a number in the boxes of a narrow screen', async () => {
  const size = { columns: 60, rows: 40 };
  const text = await screenAfter(scenes['pipeline-backlog'] ?? [], size);
  expectGolden('pipeline-backlog-60x40', text);
});
