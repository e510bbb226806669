import { beforeEach, describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { defaultFilter } from '../../../lib/model/filter.js';
import { noCounts, type PictureRequest } from '../../../lib/model/picture.js';
import { machineInRoom } from '../machine-in-room.js';
import { answer, makeJob, makeJobs } from '../queue-in-memory.js';

let machine: JobsStateMachine;
const failed = { ...makeJob('f'), status: 'failed' as const };

beforeEach(() => {
  machine = machineInRoom();
});

function press(...keys: string[]): void {
  for (const key of keys) machine.handle({ type: 'key', key, at: 5 });
}

function reload(request: PictureRequest = machine.request()): void {
  machine.handle({ type: 'picture', picture: answer([failed, ...makeJobs(3)], request), request });
}

describe('a list of a queue in which every job is queued', () => {
  it('shows them until another job is there, and then that alone', () => {
    const read = (queued: number, running: number) => {
      const request = machine.request();
      const isAll = request.filter.statuses === null;
      const jobs = makeJobs(running + (isAll ? queued : 0));
      const counts = { ...noCounts, queued, running };
      const picture = { ...answer(jobs, request), counts };
      const asks = machine.handle({ type: 'picture', picture, request }).some(({ type }) => type === 'read');
      return [asks, jobs.length, machine.state.listedBy];
    };
    expect(read(3, 0)).toEqual([true, 0, null]);
    expect(read(3, 0)).toEqual([false, 3, null]);
    press('*');
    expect(read(3, 0)).toEqual([false, 3, null]);
    press('Escape');
    expect(read(2, 1)).toEqual([true, 3, null]);
    expect(read(2, 1)).toEqual([false, 1, null]);
    expect(machine.state.filter).toEqual(defaultFilter);
    press('2');
    expect(read(3, 0)).toEqual([false, 0, null]);
    expect(machine.request().filter.statuses).toEqual(['running']);
  });
});

describe('a list whose filter has changed', () => {
  it('is listed by the chosen filter before the first picture, and if the same one is chosen again', () => {
    press('1');
    expect(machine.state.listedBy).toBeNull();
    reload();
    press('1', 'f', 'Enter');
    expect(machine.state.listedBy).toBeNull();
  });

  it('keeps the filter that it is listed by while a question is open', () => {
    reload();
    press('j', '2', 'c');
    expect(machine.state.mode).toBe('CONFIRM');
    reload();
    expect(machine.state.listedBy).toEqual(defaultFilter);
    press('Escape');
    reload();
    expect(machine.state.listedBy).toBeNull();
  });

  it('forgets how many matches a search had in the old list', () => {
    reload();
    press('/', 'j', 'o');
    reload();
    press('Enter');
    expect(machine.state.search?.found).toMatchObject({ matches: 4 });
    press('2');
    expect(machine.state.search).toMatchObject({ text: 'jo', found: null });
  });

  it('gets the notice about hidden completed jobs once it has arrived', () => {
    const said = () => machine.state.notice?.text;
    const complete = { ...makeJob('d'), status: 'complete' as const };
    const withComplete = (): void => {
      const request = machine.request();
      const picture = answer([complete, ...makeJobs(3)], request);
      const counts = { queued: 0, running: 3, complete: 1, failed: 0, cancelled: 0, other: 0 };
      machine.handle({ type: 'picture', picture: { ...picture, counts }, request });
    };
    withComplete();
    press('x');
    withComplete();
    expect(said()).toBe('Hiding completed jobs');
    withComplete();
    expect(said()).toBe('Completed jobs are hidden; X shows them again');
    press('X');
    expect(said()).toBe('Showing hidden jobs');
    withComplete();
    expect(said()).toBe('Hidden jobs are shown again');
    press('j');
    expect(said()).toBeUndefined();
  });
});
