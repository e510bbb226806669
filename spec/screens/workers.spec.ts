import { afterEach, describe, expect, it } from '@jest/globals';
import { idAmong } from '../../lib/model/job-id.js';
import { sceneJobs } from '../view/scene.js';
import { keys, read } from './events.js';
import { otherSizes, usualSize } from './scenes.js';
import { closeStage, screenAfter } from './stage-machine.js';
import { workers } from './workers-scene.js';

afterEach(closeStage);

describe('the workers panel', () => {
  it.each([usualSize, ...otherSizes])('names the database of a job once at $columns×$rows', async (size) => {
    const jobs = (workers.jobs?.jobs ?? []).map((job) => ({
      ...job,
      id: idAmong('archive', job.id),
      database: 'archive',
    }));
    const of = workers.jobs?.of ?? '';
    const text = await screenAfter(
      [read(sceneJobs), ...keys('w'), read(sceneJobs, { workers: { ...workers, jobs: { of, jobs } } })],
      size,
    );
    const [line = ''] = text.split('\n').filter((each) => each.includes('archive'));
    expect(line).toMatch(/archive .*job \d/);
    expect(line).not.toContain('of archive');
  });
});
