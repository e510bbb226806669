import { beforeEach, describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { defaultFilter } from '../../../lib/model/filter.js';
import { noCounts, type Picture } from '../../../lib/model/picture.js';
import { defaultSort, type JobSort } from '../../../lib/model/sort.js';
import { machineInRoom, press as pressIn } from '../machine-in-room.js';
import { answer, makeJob, makeJobs } from '../queue-in-memory.js';

let machine: JobsStateMachine;
const failed = { ...makeJob('f'), status: 'failed' as const };
const jobs = [failed, ...makeJobs(40)];
const longest: JobSort = { ...defaultSort, by: 'duration' };

beforeEach(() => {
  machine = machineInRoom();
});

const press = (...keys: readonly string[]) => pressIn(machine, ...keys);

/** The reader lists the jobs in another order where one is asked for. */
function reload(given: Partial<Picture> = {}): void {
  const request = machine.request();
  const order = request.sort === undefined ? jobs : jobs.toReversed();
  machine.handle({ type: 'picture', picture: { ...answer(order, request), ...given }, request });
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
    expect(machine.state.search?.found).toMatchObject({ matches: 41 });
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

describe('the order of the list', () => {
  it('stays as it was if the dialog is cancelled or nothing was changed', () => {
    reload();
    expect(press('s', 'j', 'r', 't', 'Escape')).toEqual([]);
    expect(machine.state).toMatchObject({ mode: 'JOB_LIST', sort: defaultSort, sortDraft: null });
    expect(press('s', 'r', 'r', 'Enter')).toEqual([]);
    expect(machine.state).toMatchObject({ mode: 'JOB_LIST', sort: defaultSort, sortDraft: null });
  });

  it('is reversed for the chosen value, which keeps the direction it has in the list', () => {
    press('s', 'j', 'r', 'j');
    expect(machine.state.sortDraft).toEqual(longest);
    press('Enter', 's', 'r', 'Enter', 's', 'k', 'j');
    expect(machine.state.sortDraft).toEqual({ ...longest, reversed: true });
    press(...Array.from({ length: 20 }, () => 'j'));
    expect(machine.state.sortDraft?.by).toBe('worker');
    press('r', 'j');
    expect(machine.state.sortDraft).toMatchObject({ by: 'worker', reversed: true });
  });

  it('has no groups to jump to if failed jobs are not on top', () => {
    reload({ failedMatching: 1 });
    press(']');
    expect(machine.state.selection.index).toBe(1);
    press('s', 't', 'Enter');
    reload({ failedMatching: 1 });
    press(']');
    expect(machine.state.selection.index).toBe(0);
    expect(machine.state.notice?.text).toBe(']: failed jobs are not on top, so there are no groups');
  });

  it('clears the match count of a search when it changes', () => {
    reload();
    press('/', '1', 'Enter');
    reload();
    expect(machine.state.search?.found).not.toBeNull();
    press('s', 'j', 'Enter');
    expect(machine.state.search).toMatchObject({ text: '1', found: null });
  });
});
