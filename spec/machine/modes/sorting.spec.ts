import { beforeEach, describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import type { Picture, PictureRequest } from '../../../lib/model/picture.js';
import { defaultSort, type JobSort } from '../../../lib/model/sort.js';
import { machineInRoom } from '../machine-in-room.js';
import { answer, makeJob, makeJobs } from '../queue-in-memory.js';

let machine: JobsStateMachine;
const failed = { ...makeJob('f'), status: 'failed' as const };
const jobs = [failed, ...makeJobs(40)];
const longest: JobSort = { ...defaultSort, by: 'duration' };

beforeEach(() => {
  machine = machineInRoom();
});

function press(...keys: string[]): string[] {
  return keys.flatMap((key) => machine.handle({ type: 'key', key, at: 5 }).map(({ type }) => type));
}

function reload(request: PictureRequest = machine.request(), given: Partial<Picture> = {}): void {
  const order = request.sort === undefined ? jobs : jobs.toReversed();
  machine.handle({ type: 'picture', picture: { ...answer(order, request), ...given }, request });
}

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
    reload(undefined, { failedMatching: 1 });
    press(']');
    expect(machine.state.selection.index).toBe(1);
    press('s', 't', 'Enter');
    reload(undefined, { failedMatching: 1 });
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
