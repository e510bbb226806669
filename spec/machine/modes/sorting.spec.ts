import { beforeEach, describe, expect, it } from '@jest/globals';
import { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import type { Picture, PictureRequest } from '../../../lib/model/picture.js';
import { defaultPanel } from '../../../lib/model/saved-view.js';
import { defaultSort, type JobSort } from '../../../lib/model/sort.js';
import { machineInRoom } from '../machine-in-room.js';
import { answer, heightOf, makeJob, makeJobs } from '../queue-in-memory.js';

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
  it('is a part of the request unless it is the default', () => {
    expect(machine.request()).not.toHaveProperty('sort');
    press('s', 'j', 'j', 'Enter');
    expect(machine.request().sort).toEqual(longest);
    press('s', 'k', 'k', 'Enter');
    expect(machine.request()).not.toHaveProperty('sort');
  });

  it('is saved, and shows the top of the list', () => {
    reload();
    press('j', 'j', 'Space');
    expect(press('s', 'j', 'j', 'Enter')).toEqual(['read', 'remember']);
    expect(machine.state).toMatchObject({ mode: 'JOB_LIST', sort: longest, sortedBy: defaultSort });
    reload();
    expect(machine.state).toMatchObject({
      sortedBy: null,
      selection: { id: '39', index: 0 },
      viewport: { selectedLine: 0, pinned: true },
    });
    expect([...machine.state.marked.keys()]).toEqual(['1']);
  });

  it('stays that of the jobs on the screen until a picture answers, and is then the answered one', () => {
    reload();
    const early = machine.request();
    press('s', 'j', 'j', 'Enter');
    const between = machine.request();
    press('s', 'r', 'Enter');
    reload(early);
    expect(machine.state.sortedBy).toEqual(defaultSort);
    reload(between);
    expect(machine.state.sortedBy).toEqual(longest);
    reload();
    expect(machine.state.sortedBy).toBeNull();
  });

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
    press('j', 'j', 'j', 'j', 'j');
    expect(machine.state.sortDraft?.by).toBe('start');
    press('r', 'j');
    expect(machine.state.sortDraft).toMatchObject({ by: 'start', reversed: true });
  });

  it('does not change the filter, nor does the filter change it', () => {
    reload();
    press('1', 's', 'j', 'j', 'Enter');
    expect(machine.state).toMatchObject({ filter: { statuses: ['failed'] }, sort: longest });
    press('0', 'Backspace');
    expect(machine.state.sort).toEqual(longest);
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

  it('can be by size only if some job records one', () => {
    reload();
    press('s', 'j', 'j', 'j', 'Enter');
    expect(machine.state).toMatchObject({
      mode: 'SORT_DIALOG',
      notice: { text: 'Enter: no job records the size of its output' },
    });
    reload(undefined, { totals: { filesProcessed: 0, filesTotal: 0, outputBytes: 1n } });
    press('Enter');
    expect(machine.state).toMatchObject({ mode: 'JOB_LIST', sort: { by: 'size' } });
  });

  it('clears the match count of a search when it changes', () => {
    reload();
    press('/', '1', 'Enter');
    reload();
    expect(machine.state.search?.found).not.toBeNull();
    press('s', 'j', 'Enter');
    expect(machine.state.search).toMatchObject({ text: '1', found: null });
  });

  it('is restored at the next start', () => {
    const sort: JobSort = { by: 'name', reversed: true, failedFirst: false };
    const next = new JobsStateMachine({
      heightOf,
      recordProgress: (log) => log,
      panel: { ...defaultPanel, sort },
    });
    expect(next.request().sort).toEqual(sort);
  });
});
