import { afterEach, describe, expect, it } from '@jest/globals';
import type { JobsEvent } from '../../lib/machine/state/event.js';
import { idAmong } from '../../lib/model/job-id.js';
import type { Size } from '../../lib/view/frame.js';
import { expectGolden } from '../support/golden.js';
import { pictureOf, sceneJobs } from '../view/scene.js';
import { closeStage, screenAfter } from './stage-machine.js';
import { workers } from './workers-scene.js';

const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 50 },
];

const keys = (...names: string[]): JobsEvent[] => names.map((key) => ({ type: 'key', key }));
const list: JobsEvent = { type: 'picture', picture: pictureOf(sceneJobs) };
const shown = (given: Partial<typeof workers> = {}): JobsEvent => ({
  type: 'picture',
  picture: pictureOf(sceneJobs, { workers: { ...workers, ...given } }),
});
const nobody = { rows: [], total: 0, jobs: null };

/** What has happened before the picture is taken, by the name of the screen. */
const scenes: Readonly<Record<string, readonly JobsEvent[]>> = {
  workers: [list, ...keys('w'), shown()],
  'workers-searched': [list, ...keys('w'), shown(), ...keys('/', 'e', 't', 'l', '-', '2', 'Enter')],
  'workers-unread': [list, ...keys('w')],
  'workers-none-of-late': [list, ...keys('w'), shown(nobody)],
  'workers-none': [list, ...keys('w'), shown({ ...nobody, others: 0, periodMs: null })],
  'worker-filtered': [list, ...keys('w'), shown(), ...keys('j', 'Enter'), list],
};

afterEach(closeStage);

describe.each(sizes)('the workers panel at $columns×$rows', (size) => {
  it.each(Object.keys(scenes))('shows %s', async (name) => {
    const text = await screenAfter(scenes[name] ?? [], size);
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(size.rows);
    expect(new Set(lines.map((line) => line.length))).toEqual(new Set([size.columns]));
    expectGolden(`${name}-${size.columns}x${size.rows}`, text);
  });

  it('names the database of a job once', async () => {
    const jobs = (workers.jobs?.jobs ?? []).map((job) => ({
      ...job,
      id: idAmong('archive', job.id),
      database: 'archive',
    }));
    const of = workers.jobs?.of ?? '';
    const text = await screenAfter([list, ...keys('w'), shown({ jobs: { of, jobs } })], size);
    const [line = ''] = text.split('\n').filter((each) => each.includes('archive'));
    expect(line).toMatch(/archive .*job \d/);
    expect(line).not.toContain('of archive');
  });
});
