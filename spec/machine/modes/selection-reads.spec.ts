import { beforeEach, describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import type { Job } from '../../../lib/model/job.js';
import { machineInRoom, showJobs } from '../machine-in-room.js';
import { answer, busy, makeJob, makeJobs, makePicture, roomEvent } from '../queue-in-memory.js';

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

describe('a move beyond the jobs at hand', () => {
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

  it('asks for the jobs there, and waits', () => {
    atTheEdge();
    const commands = machine.handle({ type: 'key', key: 'j' });
    expect(commands).toEqual([{ type: 'read' }]);
    expect(machine.request().anchor).toEqual({ kind: 'index', index: 30 });
    expect(machine.state.pending).toEqual({ kind: 'index', index: 30 });
    expect(selected().index).toBe(29);
  });

  it.each(['R', 'c', 'S'])('lets %s wait, which would act on the job that was left', (key) => {
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

  it('lets marked jobs be retried meanwhile, for they stay what they are', () => {
    const failed = makeJobs(1000).map((job) => ({ ...job, status: 'failed' as const }));
    reload(failed);
    press('Space', 'G', 'R');
    expect(machine.state.writing).toMatchObject([{ action: 'retry', jobs: [{ id: '0' }] }]);
  });

  it('adds up while it waits', () => {
    atTheEdge();
    press(...'jjjjjjjjjj');
    reload(makeJobs(1000));
    expect(selected()).toEqual({ id: '39', index: 39, line: 10, pinned: false });
    expect(machine.state.pending).toBeNull();
  });

  it('is over at once when the way leads back to the jobs at hand', () => {
    atTheEdge();
    press('j', 'k');
    expect(machine.state.pending).toBeNull();
    expect(selected().index).toBe(29);
  });

  it('counts pages from where it will arrive', () => {
    atTheEdge();
    press('PageDown', 'PageDown');
    reload(makeJobs(1000));
    expect(selected().index).toBe(37);
  });

  it('goes to the last of any number of jobs, and on from there', () => {
    reload(makeJobs(1000));
    press('G');
    expect(machine.request().anchor).toEqual({ kind: 'last' });
    press('k', 'k');
    reload(makeJobs(1000));
    expect(selected()).toEqual({ id: '997', index: 997, line: 10, pinned: false });
    press('g');
    reload(makeJobs(1000));
    expect(selected()).toEqual({ id: '0', index: 0, line: 0, pinned: true });
  });

  it('reaches the nearest job when the list has become shorter', () => {
    atTheEdge();
    press(...'jjjjjjjjjj');
    reload(makeJobs(35));
    expect(selected()).toEqual({ id: '34', index: 34, line: 10, pinned: false });
  });

  it('survives a reload that was under way before it', () => {
    reload(makeJobs(1000));
    const request = machine.request();
    press('G');
    const commands = machine.handle({ type: 'picture', picture: answer(makeJobs(1000), request), request });
    expect(selected().id).toBe('0');
    expect(commands).toEqual([{ type: 'read' }]);
    expect(machine.request().anchor).toEqual({ kind: 'last' });
  });

  it('survives failing reads, while other keys count from what is on the screen', () => {
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

  it('asks for jobs around the selected one before a page key can leave those at hand', () => {
    reloadTwice(makeJobs(1000));
    let presses = 0;
    while (machine.handle({ type: 'key', key: 'j' }).length === 0) presses++;
    const { anchor, before, after } = machine.request();
    expect(anchor).toEqual({ kind: 'job', id: String(presses + 1), index: presses + 1 });
    // Less than two screens of jobs of two lines, the least a job has, are left below.
    expect(presses + 1 + 12).toBe(after);
    expect(before).toBe(after - 1);
  });

  it.each([
    ['filter', ['1']],
    ['order', ['s', 'j', 'Enter']],
  ])('asks at first for no more than the next keys need of a list with another %s', (_, keys) => {
    reloadTwice(makeJobs(1000));
    const usual = machine.request();
    press(...keys);
    const request = machine.request();
    expect([2 * request.before, 2 * (request.after - 1)]).toEqual([usual.before, usual.after - 1]);
    const picture = answer(makeJobs(1000), request);
    expect(machine.handle({ type: 'picture', picture, request })).toEqual([]);
    expect(machine.request()).toMatchObject({ before: usual.before, after: usual.after });
  });

  it('asks for nothing where the list ends', () => {
    reloadTwice(makeJobs(20));
    for (const key of ['j', 'G', 'k', 'g', 'PageDown']) {
      expect(machine.handle({ type: 'key', key })).toEqual([]);
    }
  });

  it('asks for more when the screen grows', () => {
    reload(makeJobs(1000));
    const small = machine.request();
    expect(machine.handle(roomEvent(60))).toEqual([{ type: 'read' }]);
    expect(machine.request().after).toBeGreaterThan(small.after);
  });
});

describe('a late answer', () => {
  it('to a question asked before the operator moved on is asked again, not shown', () => {
    reload(makeJobs(1000));
    const early = machine.request();
    press('G');
    reload(makeJobs(1000));
    const before = machine.state;
    const commands = machine.handle({
      type: 'picture',
      picture: answer(makeJobs(1000), early),
      request: early,
    });
    expect(machine.state).toBe(before);
    expect(commands).toEqual([{ type: 'read' }]);
  });

  it('without the selected job is no proof that it is gone, if it was not asked for', () => {
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
