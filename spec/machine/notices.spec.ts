import { beforeEach, describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../lib/machine/jobs-state-machine.js';
import { seen } from '../../lib/machine/state/write-order.js';
import { qualifiedId } from '../../lib/model/job.js';
import { machineInRoom, press } from './machine-in-room.js';
import { makeJob, makeJobs, makePicture } from './queue-in-memory.js';

let machine: JobsStateMachine;
const at = 1_000_000;

beforeEach(() => {
  machine = machineInRoom();
  machine.handle({ type: 'picture', picture: { ...makePicture(makeJobs(3)), asOf: at } });
});

const said = () => machine.state.notice;

describe('a notice', () => {
  it('that answers a key has a time and is removed by the next key', () => {
    machine.handle({ type: 'key', key: 'R', at });
    expect(said()).toEqual({ tone: 'nothing', text: 'R: job 0 is running', at, untilKey: true });
    machine.handle({ type: 'key', key: 'j', at: at + 1 });
    expect(said()).toBeNull();
    machine.handle({ type: 'key', key: 'X', at: at + 2 });
    expect(said()).toMatchObject({ text: 'X: no hidden jobs', at: at + 2 });
  });

  it('is removed when a question opens, unless it is about a write under way', () => {
    const notice = { tone: 'done', text: 'Cancelled job 5', at } as const;
    machine.handle({ type: 'notice', notice });
    machine.handle({ type: 'key', key: 'c', at: at + 1 });
    expect([machine.state.mode, said()]).toEqual(['CONFIRM', null]);
    machine.handle({ type: 'key', key: 'Escape', at: at + 2 });
    machine.handle({ type: 'notice', notice: { ...notice, tone: 'working' } });
    machine.handle({ type: 'key', key: 'c', at: at + 3 });
    expect(said()).toMatchObject({ tone: 'working' });
  });

  it('that follows from a picture has the time of that picture', () => {
    machine.handle({ type: 'key', key: 'c', at });
    machine.handle({ type: 'key', key: 'Escape', at });
    const picture = makePicture([{ ...makeJob('1'), status: 'complete' }]);
    machine.handle({
      type: 'picture',
      picture: { ...picture, asOf: at, counts: { ...picture.counts, complete: 1 } },
    });
    machine.handle({ type: 'key', key: 'x', at: at + 5 });
    expect(said()).toMatchObject({ tone: 'working', at: null });
    machine.handle({
      type: 'picture',
      picture: { ...picture, asOf: at + 40, clearing: { until: at, except: [] } },
      request: machine.request(),
    });
    const request = machine.request();
    machine.handle({ type: 'picture', picture: { ...picture, asOf: at + 60 }, request });
    expect(said()).toEqual({
      ...{ tone: 'done', text: 'Completed jobs are hidden; X shows them again', at: at + 60, untilKey: true },
    });
  });

  it('of a finished write survives the next key', () => {
    const order = { action: 'retry', jobs: [seen(makeJob('1'))] } as const;
    machine.handle({ type: 'written', order, outcome: { kind: 'done', sentence: 'Done', changed: 1 }, at });
    machine.handle({ type: 'key', key: 'j', at: at + 1 });
    expect(said()).toMatchObject({ tone: 'done', text: 'Done', at });
  });

  it.each([
    ['another view', ['l'], null],
    ['the way back', ['e', 'Escape'], null],
    ['dialogs over the same view', ['f', 'Escape', 's', 'Escape'], 'done'],
    ['a search', ['/', 'x', 'Escape'], 'done'],
  ])('of a finished write ends with its view: %s', (_, keys, left) => {
    const notice = { tone: 'done', text: 'Done', at } as const;
    machine.handle({ type: 'notice', notice });
    press(machine, ...keys);
    expect(said()?.tone ?? null).toBe(left);
    // What ends later, or goes on, is about whatever view is there.
    machine.handle({ type: 'notice', notice: { ...notice, tone: 'working', at: null } });
    press(machine, machine.state.mode === 'JOB_LIST' ? 'e' : 'Escape');
    expect(said()?.tone).toBe('working');
    machine.handle({ type: 'notice', notice });
    expect(said()?.tone).toBe('done');
  });

  it('about a missing database is removed by the next picture, others are not', () => {
    const order = { action: 'retry', jobs: [seen(makeJob('1'))] } as const;
    const problem = { kind: 'problem', sentence: 'There is none.', advice: 'Make one.' } as const;
    machine.handle({ type: 'written', order, outcome: { ...problem, noDatabase: true }, at });
    expect(said()).toMatchObject({ text: 'There is none. Make one.', at });
    machine.handle({ type: 'picture', picture: { ...makePicture(makeJobs(3)), asOf: at } });
    expect(said()).toBeNull();
    machine.handle({ type: 'written', order, outcome: problem, at });
    machine.handle({ type: 'picture', picture: { ...makePicture(makeJobs(3)), asOf: at } });
    expect(said()).toMatchObject({ text: 'There is none. Make one.' });
  });

  it('names the job’s database if there are several', () => {
    const failed = { ...makeJob(qualifiedId('archive', '7')), status: 'failed' as const };
    machine.handle({ type: 'picture', picture: { ...makePicture([failed]), asOf: at } });
    machine.handle({ type: 'key', key: 'R', at });
    expect(said()?.text).toBe('Retrying job 7 of archive');
  });

  it('writes counts with separators', () => {
    const jobs = Array.from({ length: 1200 }, (_, index) => ({
      ...makeJob(String(index)),
      status: 'failed' as const,
    }));
    machine.handle({ type: 'picture', picture: { ...makePicture(jobs), asOf: at } });
    for (let press = 0; press < 1200; press += 1) machine.handle({ type: 'key', key: 'Space', at });
    machine.handle({ type: 'key', key: 'R', at });
    expect(said()?.text).toMatch(/^Retrying 1,\d\d\d jobs$/);
  });
});
