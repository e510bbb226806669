import { describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import type { Job } from '../../../lib/model/job.js';
import { machineInRoom, showJobs, typesOf } from '../machine-in-room.js';
import { makeJobs } from '../queue-in-memory.js';
import { everyKey } from '../transition-scene.js';

const jobs = makeJobs(20).map(
  (job, index): Job => ({ ...job, type: 'backtest', status: index < 2 ? 'cancelled' : 'running' }),
);

/** A machine that has just asked, by these keys; without an operator who has read it. */
function askedBy(...keys: readonly string[]): JobsStateMachine {
  const machine = machineInRoom();
  for (const key of keys) {
    showJobs(machine, jobs);
    type(machine, key);
  }
  expect(machine.state.mode).toBe('CONFIRM');
  return machine;
}

const type = (machine: JobsStateMachine, ...keys: readonly string[]) =>
  typesOf(keys.flatMap((key) => machine.handle({ type: 'key', key })));
const see = (machine: JobsStateMachine, asked: number) => machine.handle({ type: 'question-seen', asked });

describe('a question that was not seen yet', () => {
  it('stays as it is, whatever is typed, but for what closes it or leaves', () => {
    for (const key of everyKey.filter((each) => each !== 'Escape' && each !== 'Ctrl-c')) {
      const machine = askedBy('j', 'j', 'c');
      const { question } = machine.state;
      expect(type(machine, key, key, key).filter((each) => !/redraw|suspend/.test(each))).toEqual([]);
      expect([key, machine.state.mode, machine.state.question]).toEqual([key, 'CONFIRM', question]);
    }
    const machine = askedBy('R');
    expect(type(machine, 'Ctrl-c')).toEqual(['quit']);
    type(machine, 'Escape');
    expect(machine.state).toMatchObject({ mode: 'JOB_LIST', question: null });
  });

  it.each([['R'], ['*', 'R'], ['j', 'j', 'c'], ['j', 'j', 'S']])(
    'by %s%s says so at y, and takes a y once it was',
    (...keys) => {
      const machine = askedBy(...keys);
      expect(type(machine, 'y')).toEqual([]);
      expect(machine.state.notice?.text).toBe('y: read the question first');
      see(machine, 1);
      type(machine, 'y');
      showJobs(machine, jobs);
      expect([machine.state.writing.length, machine.state.question]).toEqual([1, null]);
    },
  );

  it('is not the one before it, nor itself with fewer jobs', () => {
    const machine = askedBy('R', 'Escape', 'R');
    see(machine, 1);
    expect(type(machine, 'y')).toEqual([]);
    see(machine, 2);
    expect(type(machine, 'y')).toContain('write');
    const marked = askedBy('*', 'R');
    see(marked, 1);
    type(marked, 'y');
    showJobs(marked, [{ ...(jobs[0] as Job), id: 'another' }, ...jobs]);
    expect(marked.state.notice?.text).toBe('There are more jobs now: look again');
    expect(type(marked, 'y')).toEqual([]);
    expect(marked.state.writing).toEqual([]);
  });
});
