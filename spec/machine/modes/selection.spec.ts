import { beforeEach, describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import type { Job } from '../../../lib/model/job.js';
import { machineInRoom, press as pressIn, showJobs } from '../machine-in-room.js';
import { answer, busy, makeJob, makeJobs, makePicture, roomEvent } from '../queue-in-memory.js';

let machine: JobsStateMachine;

beforeEach(() => {
  machine = machineInRoom();
});

const press = (...keys: readonly string[]) => pressIn(machine, ...keys);
const reload = (jobs: readonly Job[]) => showJobs(machine, jobs);

function selected(): { id: string | null; index: number; line: number; pinned: boolean } {
  const { selection, viewport } = machine.state;
  return { ...selection, line: viewport.selectedLine, pinned: viewport.pinned };
}

describe('the selection at a reload', () => {
  it('starts at the first job, at the top of the screen', () => {
    reload(makeJobs(20));
    expect(selected()).toEqual({ id: '0', index: 0, line: 0, pinned: true });
  });

  const [jobs, many] = [makeJobs(20), makeJobs(1000)];
  it.each<[string, readonly Job[], readonly Job[], { id: string; index: number }]>([
    ['stays with its job when jobs come in above', jobs, [makeJob('new', 5), ...jobs], { id: '2', index: 3 }],
    [
      'stays with its job when that moves in the list',
      jobs,
      [...jobs.slice(0, 2), ...jobs.slice(3, 15), makeJob('2'), ...jobs.slice(15)],
      { id: '2', index: 14 },
    ],
    [
      'follows its job beyond the loaded window',
      many,
      [...many.slice(0, 2), ...many.slice(3, 900), makeJob('2'), ...many.slice(900)],
      { id: '2', index: 899 },
    ],
    [
      'moves to the job now in the place of one that is gone',
      jobs,
      jobs.toSpliced(2, 1),
      { id: '3', index: 2 },
    ],
  ])('%s, and keeps its line', (_, before, after, place) => {
    reload(before);
    press('j', 'j');
    reload(after);
    expect(selected()).toEqual({ ...place, line: 6, pinned: false });
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
});

describe('a pinned list', () => {
  it('shows new jobs at its top and keeps the selected job', () => {
    reload(makeJobs(20));
    reload([makeJob('new', 4), ...makeJobs(20)]);
    expect(selected()).toEqual({ id: '0', index: 1, line: 4, pinned: true });
  });
});

describe('a list on a screen that is resized', () => {
  it.each([0, 1])('keeps its selected job through a size with %d lines', (lines) => {
    reload(makeJobs(20));
    reload([makeJob('new'), ...makeJobs(20)]);
    machine.handle(roomEvent(lines));
    reload([makeJob('new'), ...makeJobs(20)]);
    machine.handle(roomEvent(12));
    expect(selected()).toEqual({ id: '0', index: 1, line: 3, pinned: true });
  });
});

describe('the connection', () => {
  it('is down since the first failure if reads fail from the start', () => {
    machine.handle({ type: 'problem', problem: busy, at: 5 });
    machine.handle({ type: 'problem', problem: { ...busy, code: 'missing' }, at: 9 });
    expect(machine.state.connection).toMatchObject({ kind: 'down', problem: { code: 'missing' }, since: 5 });
  });

  it('is down since a host was first waited for, if it has not answered yet', () => {
    machine.handle({ type: 'problem', problem: { ...busy, wellUntil: 2 }, at: 5 });
    expect(machine.state.connection).toMatchObject({ kind: 'down', since: 2 });
  });
});

describe('a move beyond the loaded window', () => {
  /** Thirty jobs at hand of a thousand, the last of them selected. */
  function atTheEdge(): void {
    machine.handle({ type: 'picture', picture: makePicture(makeJobs(1000), 0, 30) });
    press('G');
    machine.handle({ type: 'picture', picture: makePicture(makeJobs(1000), 970, 1000) });
    press('g');
    machine.handle({ type: 'picture', picture: makePicture(makeJobs(1000), 0, 30) });
    for (let count = 0; count < 29; count++) press('j');
    expect(selected()).toEqual({ id: '29', index: 29, line: 10, pinned: false });
  }

  it.each(['R', 'c', 'S'])('refuses %s, which would act on the job that was left', (key) => {
    const failed = makeJobs(1000).map((job) => ({ ...job, status: 'failed' as const }));
    reload(failed);
    for (let count = 0; count < 29; count++) press('j');
    press('j', key);
    expect(machine.state.notice?.text).toBe(`${key}: still going to another job`);
    expect([machine.state.mode, machine.state.writing]).toEqual(['JOB_LIST', []]);
    press('Escape', '/', '7', 'Enter', key);
    expect(machine.state.notice?.text).toBe(`${key}: still searching`);
    reload(failed);
    expect(machine.state.pending).toBeNull();
    press('R');
    expect(machine.state.writing).toMatchObject([{ action: 'retry', jobs: [{ id: selected().id }] }]);
  });

  it('allows a retry of marked jobs, which do not move', () => {
    const failed = makeJobs(1000).map((job) => ({ ...job, status: 'failed' as const }));
    reload(failed);
    press('Space', 'G', 'R');
    expect(machine.state.writing).toMatchObject([{ action: 'retry', jobs: [{ id: '0' }] }]);
  });

  it('adds up with further moves while it is pending', () => {
    atTheEdge();
    press(...'jjjjjjjjjj');
    reload(makeJobs(1000));
    expect(selected()).toEqual({ id: '39', index: 39, line: 10, pinned: false });
    expect(machine.state.pending).toBeNull();
  });

  it('ends at once when a move leads back into the window', () => {
    atTheEdge();
    press('j', 'k');
    expect(machine.state.pending).toBeNull();
    expect(selected().index).toBe(29);
  });

  it('selects the nearest job if the list has become shorter', () => {
    atTheEdge();
    press(...'jjjjjjjjjj');
    reload(makeJobs(35));
    expect(selected()).toEqual({ id: '34', index: 34, line: 10, pinned: false });
  });

  it('survives reads that fail, while other keys start from the selected job', () => {
    reload(makeJobs(1000));
    press('G');
    machine.handle({ type: 'problem', problem: busy, at: 5 });
    expect(machine.request().anchor).toEqual({ kind: 'last' });
    press('j');
    expect(selected().index).toBe(1);
  });
});

describe('reading ahead', () => {
  /** The first read brings what one screen shows, to be there sooner. */
  const reloadTwice = (jobs: readonly Job[]) => {
    reload(jobs);
    reload(jobs);
  };

  it.each([
    ['filter', ['1']],
    ['order', ['s', 'j', 'Enter']],
  ])('requests no more than the next keys need of a list with another %s, then the usual part', (_, keys) => {
    reloadTwice(makeJobs(1000));
    const usual = machine.request();
    press(...keys);
    const request = machine.request();
    expect([2 * request.before, 2 * (request.after - 1)]).toEqual([usual.before, usual.after - 1]);
    const picture = answer(makeJobs(1000), request);
    expect(machine.handle({ type: 'picture', picture, request })).toEqual([]);
    expect(machine.request()).toMatchObject({ before: usual.before, after: usual.after });
  });

  it('requests more jobs when the screen grows', () => {
    reload(makeJobs(1000));
    const small = machine.request();
    expect(machine.handle(roomEvent(60))).toEqual([{ type: 'read' }]);
    expect(machine.request().after).toBeGreaterThan(small.after);
  });
});

describe('a late answer', () => {
  it('to a request made before the operator moved on is not shown, and the read repeated', () => {
    reload(makeJobs(1000));
    const early = machine.request();
    press('G');
    reload(makeJobs(1000));
    const before = machine.state;
    const picture = answer(makeJobs(1000), early);
    const commands = machine.handle({ type: 'picture', picture, request: early });
    expect(machine.state).toBe(before);
    expect(commands).toEqual([{ type: 'read' }]);
  });

  it('without the selected job does not count it as gone if the request was for another', () => {
    const jobs = makeJobs(1000);
    reload(jobs);
    press('j');
    const early = machine.request();
    press('j');
    const moved = [...jobs.slice(0, 2), ...jobs.slice(3), makeJob('2')];
    machine.handle({ type: 'picture', picture: answer(moved, early), request: early });
    expect(selected()).toEqual({ id: '2', index: 2, line: 6, pinned: false });
    reload(moved);
    expect(selected()).toEqual({ id: '2', index: 999, line: 10, pinned: false });
  });
});

describe('a jump between groups', () => {
  const of = (status: Job['status'], count: number) =>
    makeJobs(count).map((job): Job => ({ ...job, id: `${status} ${job.id}`, status }));
  const jobs = [...of('failed', 500), ...of('running', 4), ...of('complete', 300)];

  function counted(): void {
    const request = machine.request();
    const picture = answer(jobs, request);
    const counts = { queued: 9, running: 4, complete: 300, failed: 500, cancelled: 0, other: 0 };
    machine.handle({ type: 'picture', picture: { ...picture, counts }, request });
  }
  const jump = (key: string): number => {
    press(key);
    counted();
    return machine.state.selection.index;
  };

  it('leads to the first job of the next group, loaded or not', () => {
    counted();
    expect([jump(']'), machine.state.viewport.selectedLine]).toEqual([500, 0]);
    expect([jump(']'), machine.state.viewport.selectedLine]).toEqual([504, 0]);
    expect(jump(']')).toBe(504);
    expect(machine.state.notice?.text).toBe(']: no group further down');
    press('j', 'j');
    expect([jump('['), jump('['), jump('['), jump('[')]).toEqual([504, 500, 0, 0]);
    expect(machine.state.viewport).toMatchObject({ selectedLine: 0, pinned: true });
    expect(machine.state.notice?.text).toBe('[: already at the top');
  });

  it('leads to one place if pressed again before that is loaded', () => {
    counted();
    press(']', ']');
    // Failed jobs have rank 0, running ones at least 1.
    expect(machine.request().anchor).toEqual({ kind: 'index', index: 500, atTop: true, rank: 0.5 });
    counted();
    expect(machine.state.selection.index).toBe(500);
  });

  it('finds the end of the running jobs in the window if a type or name is filtered', () => {
    counted();
    press('f', '/', 'f', 'Enter');
    counted();
    expect(jump(']')).toBe(500);
    expect(jump(']')).toBe(504);
  });

  it('leads past running jobs of gone workers if no other running jobs are listed', () => {
    machine = machineInRoom({
      filter: { statuses: ['failed', 'gone', 'complete'], types: null, name: '', cleared: null },
    });
    const reached = ['', ']', ']'].map((key) => {
      if (key !== '') press(key);
      const request = machine.request();
      const counts = { queued: 9, running: 40, complete: 300, failed: 500, cancelled: 0, other: 0 };
      const picture = { ...answer(jobs, request), counts, troubles: { gone: 4, silent: 7, stalled: 0 } };
      machine.handle({ type: 'picture', picture, request });
      return machine.state.selection.index;
    });
    expect(reached).toEqual([0, 500, 504]);
  });
});
