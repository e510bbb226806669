import { beforeEach, describe, expect, it } from '@jest/globals';
import { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import type { Job } from '../../../lib/model/job.js';
import { machineInRoom, showJobs } from '../machine-in-room.js';
import { busy, heightOf, makeJob, makeJobs, makePicture, roomEvent } from '../queue-in-memory.js';

let machine: JobsStateMachine;

beforeEach(() => {
  machine = machineInRoom();
});

function press(...keys: string[]): void {
  for (const key of keys) machine.handle({ type: 'key', key });
}

function reload(jobs: readonly Job[]): void {
  showJobs(machine, jobs);
}

function selected(): { id: string | null; index: number; line: number; pinned: boolean } {
  const { selection, viewport } = machine.state;
  return { ...selection, line: viewport.selectedLine, pinned: viewport.pinned };
}

describe('the selection at a reload', () => {
  it('starts with the first job, at the top', () => {
    reload(makeJobs(20));
    expect(selected()).toEqual({ id: '0', index: 0, line: 0, pinned: true });
  });

  it('stays with its job, on its line, when jobs come in above', () => {
    reload(makeJobs(20));
    press('j', 'j');
    reload([makeJob('new', 5), ...makeJobs(20)]);
    expect(selected()).toEqual({ id: '2', index: 3, line: 6, pinned: false });
  });

  it('stays with its job, on its line, when the job goes elsewhere in the list', () => {
    const jobs = makeJobs(20);
    reload(jobs);
    press('j', 'j');
    reload([...jobs.slice(0, 2), ...jobs.slice(3, 15), makeJob('2'), ...jobs.slice(15)]);
    expect(selected()).toEqual({ id: '2', index: 14, line: 6, pinned: false });
  });

  it('follows its job further than the jobs at hand reach', () => {
    const jobs = makeJobs(1000);
    reload(jobs);
    press('j', 'j');
    reload([...jobs.slice(0, 2), ...jobs.slice(3, 900), makeJob('2'), ...jobs.slice(900)]);
    expect(selected()).toEqual({ id: '2', index: 899, line: 6, pinned: false });
  });

  it('goes to the job at its place, on its line, when its job is gone', () => {
    const jobs = makeJobs(20);
    reload(jobs);
    press('j', 'j');
    reload([...jobs.slice(0, 2), ...jobs.slice(3)]);
    expect(selected()).toEqual({ id: '3', index: 2, line: 6, pinned: false });
  });

  it('goes to the last job when its job was the last and is gone', () => {
    reload(makeJobs(20));
    press('G');
    reload(makeJobs(19));
    expect(selected()).toEqual({ id: '18', index: 18, line: 10, pinned: false });
  });

  it.each(['m', '?', 'f', '/', 'P'])('stays with its job while %s hides or covers the list', (key) => {
    reload(makeJobs(20));
    press(key);
    reload(makeJobs(20));
    const news = (count: number) => Array.from({ length: count }, (_, index) => makeJob(`new ${index}`, 5));
    reload([...news(1), ...makeJobs(20)]);
    expect(selected()).toMatchObject({ id: '0', index: 1 });
    reload([...news(9), ...makeJobs(20)]);
    reload([...news(100), ...makeJobs(20)]);
    reload([...news(100), ...makeJobs(20)]);
    if (key !== 'P') press('Escape');
    reload([...news(100), ...makeJobs(20)]);
    const isList = key === 'P';
    expect(selected()).toMatchObject(isList ? { id: 'new 0', index: 0 } : { id: '0', index: 100 });
  });

  it('is nowhere in an empty list, and at the top of the next', () => {
    reload(makeJobs(20));
    press('G');
    reload([]);
    expect(selected()).toEqual({ id: null, index: 0, line: 0, pinned: true });
    reload(makeJobs(20));
    expect(selected()).toEqual({ id: '0', index: 0, line: 0, pinned: true });
  });

  it('moves no further than it must when jobs above grow', () => {
    reload(makeJobs(20));
    press('j', 'j', 'j');
    expect(selected().line).toBe(9);
    reload(makeJobs(20, 4));
    expect(selected()).toEqual({ id: '3', index: 3, line: 9, pinned: false });
    reload(makeJobs(20, 6));
    expect(selected()).toEqual({ id: '3', index: 3, line: 7, pinned: false });
  });
});

describe('a pinned list', () => {
  it('shows new jobs at its top, and keeps the selected job', () => {
    reload(makeJobs(20));
    reload([makeJob('new', 4), ...makeJobs(20)]);
    expect(selected()).toEqual({ id: '0', index: 1, line: 4, pinned: true });
  });

  it('goes on showing its top when the selected job no longer fits below the new ones', () => {
    reload(makeJobs(20));
    const more = ['a', 'b', 'c', 'd'].map((id) => makeJob(id));
    reload([...more.slice(0, 3), ...makeJobs(20)]);
    expect(selected()).toEqual({ id: '0', index: 3, line: 9, pinned: true });
    reload([...more, ...makeJobs(20)]);
    expect(selected()).toEqual({ id: 'a', index: 0, line: 0, pinned: true });
  });

  it('is pinned again by g, and let go by any other move', () => {
    reload(makeJobs(20));
    press('k');
    expect(selected().pinned).toBe(false);
    reload([makeJob('new'), ...makeJobs(20)]);
    expect(selected()).toEqual({ id: '0', index: 1, line: 0, pinned: false });
    press('g');
    expect(selected()).toEqual({ id: 'new', index: 0, line: 0, pinned: true });
  });

  it('selects the job at the place of one that is gone', () => {
    reload([makeJob('a'), makeJob('b'), ...makeJobs(20)]);
    reload([makeJob('c'), makeJob('a'), makeJob('b'), ...makeJobs(20)]);
    reload([makeJob('c'), makeJob('b'), ...makeJobs(20)]);
    expect(selected()).toEqual({ id: 'b', index: 1, line: 3, pinned: true });
  });
});

describe('the list on a screen of another size', () => {
  it('keeps the selected job on its line as far as it fits', () => {
    reload(makeJobs(20));
    press('j', 'j', 'j');
    machine.handle(roomEvent(30));
    expect(selected().line).toBe(9);
    machine.handle(roomEvent(6));
    expect(selected()).toEqual({ id: '3', index: 3, line: 4, pinned: false });
  });

  it.each([0, 1])('keeps its job through a moment with room for %d lines', (lines) => {
    reload(makeJobs(20));
    reload([makeJob('new'), ...makeJobs(20)]);
    machine.handle(roomEvent(lines));
    reload([makeJob('new'), ...makeJobs(20)]);
    machine.handle(roomEvent(12));
    expect(selected()).toEqual({ id: '0', index: 1, line: 3, pinned: true });
  });
});

describe('the connection', () => {
  it('is down when reads fail from the start, since the first failure', () => {
    machine.handle({ type: 'problem', problem: busy, at: 5 });
    machine.handle({ type: 'problem', problem: { ...busy, code: 'missing' }, at: 9 });
    expect(machine.state.connection).toEqual({
      kind: 'down',
      problem: { ...busy, code: 'missing' },
      since: 5,
    });
  });

  it('is stale when reads fail later, keeps the last picture, and is live again after the next', () => {
    reload(makeJobs(3));
    const picture = makePicture(makeJobs(3));
    machine.handle({ type: 'problem', problem: busy, at: 5 });
    machine.handle({ type: 'problem', problem: busy, at: 9 });
    expect(machine.state.connection).toEqual({ kind: 'stale', picture, problem: busy, since: 5 });
    reload(makeJobs(3));
    expect(machine.state.connection).toEqual({ kind: 'live', picture });
    machine.handle({ type: 'problem', problem: busy, at: 20 });
    expect(machine.state.connection).toMatchObject({ kind: 'stale', since: 20 });
  });

  it('passes what it sees of progress to the log', () => {
    const seen: unknown[] = [];
    const log = new Map();
    machine = new JobsStateMachine({
      heightOf,
      recordProgress: (_log, jobs, asOf) => {
        seen.push({ jobs: jobs.length, asOf });
        return log;
      },
    });
    machine.handle({ type: 'picture', picture: makePicture(makeJobs(4), 0, 4, 77) });
    expect(seen).toEqual([{ jobs: 4, asOf: 77 }]);
    expect(machine.state.progress).toBe(log);
  });
});
