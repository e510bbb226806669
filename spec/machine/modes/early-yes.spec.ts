import { describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import type { Job } from '../../../lib/model/job.js';
import type { Picture } from '../../../lib/model/picture.js';
import { machineInRoom, press, showJobs, typesOf } from '../machine-in-room.js';
import { answer, busy, makeJobs } from '../queue-in-memory.js';
import { everyKey } from '../transition-scene.js';

/** The first four failed, the others run. */
const jobs = makeJobs(20).map(
  (job, index): Job => (index < 4 ? { ...job, status: 'failed', statusText: 'FAILED' } : job),
);

/** A machine that asks whether to retry the four, whose rows aren't known yet. */
function asking(...keys: string[]): JobsStateMachine {
  const machine = machineInRoom();
  showJobs(machine, jobs);
  press(machine, '*');
  showJobs(machine, jobs);
  press(machine, 'R', ...keys);
  return machine;
}

describe('a yes before the rows of a question are known', () => {
  it.each([
    ['y', ['y']],
    ['y, twice', ['y', 'y']],
    ['Enter on the action', ['l', 'Enter']],
    ['y, and then the help', ['y', '?']],
  ])('by %s is carried out as soon as the rows are known', (_, keys) => {
    const machine = asking();
    expect(typesOf(press(machine, ...keys))).not.toContain('write');
    expect(machine.state.question).toMatchObject({ yes: true, yesTo: 4 });
    expect(machine.state.notice).toBeNull();
    const commands = showJobs(machine, jobs);
    expect(typesOf(commands)).toEqual(expect.arrayContaining(['write', 'read']));
    expect(commands.find(({ type }) => type === 'write')).toMatchObject({ order: { rows: { length: 4 } } });
    expect(machine.state).toMatchObject({
      question: null,
      mode: keys.includes('?') ? 'HELP' : 'JOB_LIST',
      below: [],
      writing: [{ action: 'all-marked' }],
      notice: { tone: 'working', text: 'Retrying 4 jobs' },
    });
    expect(typesOf(showJobs(machine, jobs))).not.toContain('write');
  });

  it('waits through pictures without the rows, and through a busy database', () => {
    const machine = asking('y');
    const { marks: _, ...before } = answer(jobs, machine.request());
    expect(typesOf(machine.handle({ type: 'picture', picture: before }))).not.toContain('write');
    machine.handle({ type: 'problem', problem: busy, at: 5 });
    expect(machine.state.question).toMatchObject({ yesTo: 4, order: { rows: null } });
    expect(typesOf(showJobs(machine, jobs))).toContain('write');
  });

  it('counts for fewer jobs than the question counted, but not for more', () => {
    const fewer = asking('y');
    expect(showJobs(fewer, jobs.slice(1)).find(({ type }) => type === 'write')).toMatchObject({
      order: { rows: { length: 3 } },
    });
    const more = asking('y');
    const another: Job = { ...makeJobs(21).slice(20)[0], status: 'failed', statusText: 'FAILED' } as Job;
    expect(typesOf(showJobs(more, [another, ...jobs]))).not.toContain('write');
    expect(more.state).toMatchObject({ mode: 'CONFIRM', question: { count: 5, yes: false } });
    expect(more.state.question).not.toHaveProperty('yesTo');
    expect(more.state.notice?.text).toBe('There are more jobs now: look again');
    expect(typesOf(press(more, 'y'))).toContain('write');
  });

  it.each([
    ['n', ['n']],
    ['Escape', ['Escape']],
    ['q', ['q']],
  ])('is taken back by %s', (_, keys) => {
    const machine = asking('y', ...keys);
    expect(machine.state).toMatchObject({ question: null, mode: 'JOB_LIST', notice: null });
    expect(typesOf(showJobs(machine, jobs))).not.toContain('write');
  });

  it('is taken back by going to "no", and by a screen too small for the question', () => {
    const machine = asking('y', 'h');
    expect(machine.state.question).toMatchObject({ yes: false });
    expect(typesOf(showJobs(machine, jobs))).not.toContain('write');
    expect(machine.state.mode).toBe('CONFIRM');
    const hidden = asking('y');
    hidden.handle({ type: 'room', room: { ...hidden.state.room, tooSmall: true } });
    expect(typesOf(showJobs(hidden, jobs))).not.toContain('write');
    expect(hidden.state.question).toBeNull();
  });

  it('does not count after going to "no" and back', () => {
    const machine = asking('y', 'h', 'l');
    expect(typesOf(showJobs(machine, jobs))).not.toContain('write');
    expect(machine.state.question).toMatchObject({ yes: true, count: 4 });
  });
});

describe('a question about a cause', () => {
  const place = { names: ['fix_parser'], moreNames: 0, firstAt: 1, lastAt: 2, sample: '0' };
  const group = { key: 'k', text: 'KeyError', count: 3, ...place };

  it('has no count while causes are unread, and a yes is then to all jobs of the cause', () => {
    const machine = machineInRoom();
    showJobs(machine, jobs);
    press(machine, 'e');
    const show = (unread: number, more: Partial<Picture> = {}) => {
      const causes = { groups: [group], total: 1, failed: 4, unread, sample: null };
      const picture = { ...answer(jobs, machine.request()), causes, ...more };
      return machine.handle({ type: 'picture', picture });
    };
    show(0);
    press(machine, 'R');
    expect(machine.state.question?.count).toBe(3);
    press(machine, 'n');
    show(1);
    press(machine, 'R', 'y');
    expect(machine.state.question).toMatchObject({ count: null, yesTo: null });
    const rows = ['0', '1', '2', '3'].map((id) => ({ id, statusText: 'FAILED', retryCount: 0 }));
    expect(typesOf(show(0, { rows }))).toContain('write');
  });
});

describe('a question that was not seen yet', () => {
  const type = (machine: JobsStateMachine, ...keys: readonly string[]) =>
    typesOf(keys.flatMap((key) => machine.handle({ type: 'key', key })));
  const see = (machine: JobsStateMachine, asked: number) => machine.handle({ type: 'question-seen', asked });

  it('is closed by Escape and left by Ctrl-c, and otherwise stays as it is, whatever is typed', () => {
    for (const key of everyKey.filter((each) => each !== 'Escape' && each !== 'Ctrl-c')) {
      const machine = asking();
      const { question } = machine.state;
      expect(type(machine, key, key, key).filter((each) => !/redraw|suspend/.test(each))).toEqual([]);
      expect([key, machine.state.mode, machine.state.question]).toEqual([key, 'CONFIRM', question]);
      if (key === 'y') expect(machine.state.notice?.text).toBe('y: read the question first');
    }
    const machine = asking();
    expect(type(machine, 'Ctrl-c', 'Escape')).toEqual(['quit', 'read']);
    expect(machine.state.question).toBeNull();
  });

  it('is not the one before it, nor itself with fewer jobs', () => {
    const machine = asking();
    type(machine, 'Escape', 'R');
    see(machine, 1);
    type(machine, 'y');
    expect(machine.state.question).not.toHaveProperty('yesTo');
    see(machine, 2);
    expect(machine.state.notice).toBeNull();
    type(machine, 'y');
    showJobs(machine, [{ ...(jobs[0] as Job), id: 'another' }, ...jobs]);
    expect(type(machine, 'y')).toEqual([]);
    see(machine, 3);
    expect(type(machine, 'y')).toContain('write');
  });
});
