import { describe, expect, it } from '@jest/globals';
import type { SeenJob } from '../../lib/actions/action.js';
import { nativeQueue } from './native-queue.js';
import { performerForAll } from './performer.js';
import { job } from './written-scene.js';

const performer = performerForAll();

describe('the sentence of an action', () => {
  it('gives what was done, or the state of a job that had moved on', async () => {
    const { path } = await nativeQueue([
      { status: 'FAILED' },
      { status: 'COMPLETED' },
      { status: 'RUNNING' },
      { status: 'CANCELLED' },
      { status: 'QUEUED' },
      { status: 'SOMETHING_NEW' },
      { status: 'FAILED', retry_count: 3 },
    ]);
    const retry = async (...jobs: SeenJob[]) => performer.perform({ action: 'retry', path, jobs });
    const sentence = async (result: Promise<{ sentence?: string }>) => (await result).sentence;
    const failed = [1, 2, 3, 4, 5].map((id) => job(id, 'FAILED'));
    const said = [];
    for (const id of [2, 3, 4, 5, 6, 7, 8]) said.push(await sentence(retry(job(id, 'FAILED')) as never));
    expect(said).toEqual([
      'Job 2 is done already; nothing changed',
      'Job 3 is running already; nothing changed',
      'Job 4 is cancelled already; nothing changed',
      'Job 5 is queued already; nothing changed',
      'Job 6 has a status that this program doesn’t know; nothing changed',
      'Job 7 has failed again; nothing changed',
      'Job 8 is gone; nothing changed',
    ]);
    expect(await retry(...failed, job(1, 'FAILED'))).toEqual({
      kind: 'done',
      sentence: '1 of 5 jobs is queued again; 4 had moved on',
      changes: [],
      changed: 1,
      movedOn: [
        { id: '2', statusText: 'COMPLETED' },
        { id: '3', statusText: 'RUNNING' },
        { id: '4', statusText: 'CANCELLED' },
        { id: '5', statusText: 'QUEUED' },
      ],
    });
    expect(await retry(...failed)).toMatchObject({
      sentence: 'All 5 jobs had moved on; nothing changed',
      changed: 0,
    });
    expect(await retry(job(8, 'FAILED'))).toMatchObject({ movedOn: [{ id: '8', statusText: null }] });
    expect(await retry()).toMatchObject({ sentence: 'No job was chosen; nothing changed', changed: 0 });
    expect(await performer.perform({ action: 'stop', path, jobs: [job(3, 'RUNNING')] })).toMatchObject({
      sentence: 'Job 3 is not a backtest; nothing changed',
    });
    const both = [job(3, 'RUNNING'), job(5, 'QUEUED')];
    expect(await performer.perform({ action: 'cancel', path, jobs: both })).toMatchObject({
      sentence: 'Cancelled 2 jobs',
    });
    expect(await performer.perform({ action: 'cancel', path, jobs: [job(1, 'QUEUED', 1)] })).toMatchObject({
      sentence: 'Cancelled job 1',
    });
  });
});
