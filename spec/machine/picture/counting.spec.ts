import { describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { everyJob } from '../../../lib/model/filter.js';
import type { Job } from '../../../lib/model/job.js';
import type { Picture } from '../../../lib/model/picture.js';
import { machineInRoom, press, typesOf } from '../machine-in-room.js';
import { busy, makeJob, makeJobs, makePicture } from '../queue-in-memory.js';

/** The jobs from `first` to before `end` while the queue is still being counted. */
function counting(jobs: readonly Job[], first = 0, end = jobs.length): Picture {
  const picture = makePicture(jobs, first, end);
  const window = { ...picture.window, matching: end };
  return { ...picture, counts: null, totals: null, failedMatching: null, window };
}

function counted(jobs: readonly Job[], failed: number, first = 0, end = jobs.length): Picture {
  const picture = makePicture(jobs, first, end);
  return { ...picture, counts: { ...picture.counts, failed, complete: 5 }, failedMatching: failed };
}

function machineWith(...pictures: Picture[]): JobsStateMachine {
  const machine = machineInRoom({ filter: { ...everyJob, cleared: { until: 1, except: [] } } });
  for (const picture of pictures) machine.handle({ type: 'picture', picture });
  return machine;
}

const jobs = makeJobs(100);

describe('while the queue is still being counted', () => {
  it.each(['x', 'A'])('%s is refused because jobs are still counted, not because there are none', (key) => {
    const machine = machineWith(counting(jobs, 0, 40));
    expect(press(machine, key)).toEqual([]);
    expect(machine.state.notice?.text).toContain('still counting the jobs');
    expect(machine.state.mode).toBe('JOB_LIST');
    machine.handle({ type: 'picture', picture: counted(jobs, 0, 0, 40) });
    press(machine, 'A');
    expect(machine.state.notice?.text).toContain('no failed jobs in the list');
  });

  it('an operator at the top stays there once the order is known', () => {
    const early = jobs.slice(3);
    const machine = machineWith(counting(early, 0, 40));
    expect(machine.state.selection).toEqual({ id: early[0]?.id, index: 0 });
    machine.handle({ type: 'picture', picture: counted(jobs, 0, 0, 40) });
    expect(machine.state.selection).toEqual({ id: jobs[0]?.id, index: 0 });
    // From then on the selection is a job again.
    machine.handle({ type: 'picture', picture: counted([makeJob('new'), ...jobs], 0, 0, 40) });
    expect(machine.state.selection).toEqual({ id: jobs[0]?.id, index: 1 });
  });

  it('an operator who has gone to a job stays with it', () => {
    const early = jobs.slice(3);
    const machine = machineWith(counting(early, 0, 40));
    press(machine, 'j');
    machine.handle({ type: 'picture', picture: counted(jobs, 0, 0, 40) });
    expect(machine.state.selection).toEqual({ id: early[1]?.id, index: 4 });
  });

  it('there is no alert when the counts come, or go and come again', () => {
    const machine = machineWith();
    const part = counting(jobs, 0, 40);
    for (const picture of [part, counted(jobs, 9, 0, 40), part, counted(jobs, 12)])
      expect(typesOf(machine.handle({ type: 'picture', picture }))).not.toContain('alert');
    expect(typesOf(machine.handle({ type: 'picture', picture: counted(jobs, 13) }))).toContain('alert');
  });

  it('the list that a dialog holds still gets its true length', () => {
    const machine = machineWith(counting(jobs, 0, 40));
    press(machine, 'c');
    expect(machine.state.mode).toBe('CONFIRM');
    machine.handle({ type: 'picture', picture: counted(jobs, 0, 0, 40) });
    const { connection } = machine.state;
    expect(connection.kind === 'live' && connection.picture.window.matching).toBe(100);
  });

  it('moves lead beyond the window, to a position that a request can name', () => {
    const machine = machineWith(counting(jobs, 0, 4));
    for (const key of ['j', 'j', 'j', 'j', 'j', 'j']) press(machine, key);
    expect(machine.request().anchor).toEqual({ kind: 'index', index: 6 });
    press(machine, 'G');
    press(machine, 'k');
    expect(machine.state.selection).toEqual({ id: '2', index: 2 });
    press(machine, 'PageDown');
    expect(JSON.parse(JSON.stringify(machine.request().anchor))).toEqual(machine.request().anchor);
  });

  it('a selected job outside the window is not taken for gone', () => {
    const machine = machineWith(counted(jobs, 0));
    for (let step = 0; step < 50; step += 1) press(machine, 'j');
    const request = { ...machine.request(), anchor: { kind: 'index', index: 0 } as const };
    machine.handle({ type: 'picture', picture: counting(jobs, 0, 40), request });
    expect(machine.state.selection).toEqual({ id: '50', index: 50 });
  });
});

describe('the progress of a read', () => {
  const progress = { bytesRead: 340e6, databaseBytes: 1.1e9 };
  const missing = { ...busy, code: 'missing' } as const;

  it('is kept while there is no picture, and replaces a problem that is over', () => {
    const machine = machineWith();
    machine.handle({ type: 'read-progress', progress });
    expect(machine.state.connection).toEqual({ kind: 'loading', progress });
    machine.handle({ type: 'problem', problem: missing, at: 5 });
    machine.handle({ type: 'read-progress', progress });
    expect(machine.state.connection).toEqual({ kind: 'loading', progress });
  });

  it('changes nothing if there is a picture, or reads fail', () => {
    const failing = machineWith();
    failing.handle({ type: 'problem', problem: busy, at: 5 });
    for (const machine of [machineWith(counted([makeJob('1')], 0)), failing]) {
      const { state } = machine;
      machine.handle({ type: 'read-progress', progress });
      expect(machine.state).toBe(state);
    }
  });
});

describe('a picture that a change has overtaken', () => {
  it('is out of date from the first change until a picture read after it', () => {
    const machine = machineWith(counted(jobs, 0));
    machine.handle({ type: 'changed', at: 100 });
    machine.handle({ type: 'changed', at: 200 });
    expect(machine.state.connection).toMatchObject({ kind: 'live', overtakenSince: 100 });
    machine.handle({ type: 'picture', picture: counted(jobs, 0), overtakenSince: 200 });
    expect(machine.state.connection).toMatchObject({ kind: 'live', overtakenSince: 200 });
    machine.handle({ type: 'problem', problem: busy, at: 900 });
    expect(machine.state.connection).toMatchObject({ kind: 'stale', since: 200 });
    machine.handle({ type: 'picture', picture: counted(jobs, 0) });
    expect(machine.state.connection).not.toHaveProperty('overtakenSince');
  });
});
