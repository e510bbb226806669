import { describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { isMarked, markedCount } from '../../../lib/machine/state/marks.js';
import type { Job } from '../../../lib/model/job.js';
import { machineInRoom, press, showJobs } from '../machine-in-room.js';
import { answer, makeJobs } from '../queue-in-memory.js';

/** The first four failed, the next two are backtests; all but the failed ones run. */
const jobs = makeJobs(200).map((job, index): Job => {
  if (index < 4) return { ...job, status: 'failed', statusText: 'FAILED' };
  return index < 6 ? { ...job, type: 'backtest' } : job;
});

function machineWith(...keys: string[]): JobsStateMachine {
  const machine = machineInRoom();
  showJobs(machine, jobs);
  press(machine, ...keys);
  return machine;
}

const noticeOf = ({ state }: JobsStateMachine) => state.notice?.text;

describe('marking all', () => {
  it('removes all marks if every job is marked, one by one or at once', () => {
    const machine = machineWith('*', '*');
    expect(machine.state).toMatchObject({ allMarked: null, marked: new Map() });
    expect(machine.request().marks).toBeUndefined();
    const few = machineInRoom();
    showJobs(few, makeJobs(2));
    press(few, 'Space', 'Space', '*');
    expect(few.state.marked.size).toBe(0);
    expect(few.state.allMarked).toBeNull();
    press(few, 'Space', 'k', '*');
    expect(few.state.allMarked).not.toBeNull();
    expect(few.state.marked.size).toBe(0);
  });

  it('marks an unmarked job again before it removes all marks', () => {
    const machine = machineWith('*', 'Space', '*');
    expect(machine.state.allMarked?.but.size).toBe(0);
    press(machine, '*');
    expect(machine.state.allMarked).toBeNull();
  });

  it('counts an unmarked job out at once, and in again when it is marked', () => {
    const machine = machineWith('*');
    showJobs(machine, jobs);
    press(machine, 'j', 'Space');
    expect([markedCount(machine.state), isMarked(machine.state, '1')]).toEqual([199, false]);
    expect(machine.state.selection.id).toBe('2');
    expect(machine.request().marks).toEqual({ but: ['1'] });
    showJobs(machine, jobs);
    expect(markedCount(machine.state)).toBe(199);
    press(machine, 'k', 'Space');
    expect([markedCount(machine.state), isMarked(machine.state, '1')]).toEqual([200, true]);
  });
});

describe('an action on all marked jobs', () => {
  it.each([
    ['R', 'retry', 4],
    ['c', 'cancel', 196],
    ['S', 'stop', 2],
  ] as const)(
    'asks with %s about the jobs that it changes, and writes the rows that were read',
    (key, change, count) => {
      const machine = machineWith('*');
      showJobs(machine, jobs);
      expect(press(machine, key)).toEqual([{ type: 'read' }]);
      const { question, filter } = machine.state;
      expect(question).toMatchObject({ count, yes: false, marked: { counts: { failed: 4, running: 196 } } });
      expect(question?.order).toEqual({ action: 'all-marked', change, filter, rows: null });
      expect(machine.request().marks).toEqual({ but: [], rowsFor: change });
      showJobs(machine, jobs);
      const [write] = press(machine, 'y');
      const rows = write?.type === 'write' && 'rows' in write.order ? write.order.rows : null;
      expect(rows).toHaveLength(count);
      expect(noticeOf(machine)).toMatch(new RegExp(`ing ${count} jobs$`));
      expect(machine.state.allMarked).not.toBeNull();
    },
  );

  it('takes the rows of the first picture after the question, and no later ones', () => {
    const machine = machineWith('*');
    showJobs(machine, jobs);
    press(machine, 'R');
    // A picture for an older request doesn't bring rows.
    const { marks: _, ...before } = answer(jobs, machine.request());
    machine.handle({ type: 'picture', picture: before });
    expect(machine.state.question).toMatchObject({ count: 4, order: { rows: null } });
    const late = machine.request();
    showJobs(machine, jobs.slice(1));
    const counted = { count: 3, marked: { counts: { failed: 3 } }, order: { rows: { length: 3 } } };
    expect(machine.state.question).toMatchObject(counted);
    // No later picture brings them again, nor does one that was under way change them.
    expect(machine.request().marks).toEqual({ but: [] });
    machine.handle({ type: 'picture', picture: answer(jobs.slice(2), late), request: late });
    showJobs(machine, jobs.slice(3));
    expect(machine.state.question).toMatchObject(counted);
    expect(markedCount(machine.state)).toBe(jobs.length - 3);
  });

  it('removes the marks when it is done, and keeps them if it failed', () => {
    const machine = machineWith('*');
    showJobs(machine, jobs);
    press(machine, 'R');
    showJobs(machine, jobs);
    press(machine, 'y');
    const [order] = machine.state.writing;
    if (order === undefined) throw new Error('nothing is written');
    press(machine, 'R');
    expect(noticeOf(machine)).toBe('R: already in progress');
    const failed = { kind: 'problem', sentence: 'No.', advice: 'Wait.' } as const;
    machine.handle({ type: 'written', order, outcome: failed, at: 1 });
    expect(machine.state.allMarked).not.toBeNull();
    const done = { kind: 'done', sentence: 'Done.', changed: 4 } as const;
    machine.handle({ type: 'written', order, outcome: done, at: 1 });
    expect(machine.state.allMarked).toBeNull();
  });

  it('is refused while all of its jobs are being written by earlier orders, not while only some are', () => {
    const machine = machineWith('R', 'Down', 'R');
    const [order] = machine.state.writing;
    if (order === undefined) throw new Error('nothing is written');
    const outcome = { kind: 'done', sentence: 'Done.', changed: 1 } as const;
    machine.handle({ type: 'written', order, outcome, at: 1 });
    press(machine, 'R');
    expect(noticeOf(machine)).toBe('R: already in progress');
    press(machine, 'Space', 'Space', 'R');
    expect(machine.state.writing.at(-1)).toMatchObject({ jobs: [{ id: '1' }, { id: '2' }] });
  });

  it('is refused with the reason if it changes no job, or until that is known', () => {
    const machine = machineWith('*', 'R');
    expect(noticeOf(machine)).toBe('R: the marked jobs are still being counted');
    const running = makeJobs(3);
    showJobs(machine, running);
    press(machine, 'R');
    expect(noticeOf(machine)).toBe('R: none of the marked jobs can be retried');
    press(machine, 'S');
    expect(noticeOf(machine)).toBe('S: none of the marked jobs is a running backtest');
    showJobs(
      machine,
      running.map((job): Job => ({ ...job, status: 'complete' })),
    );
    press(machine, 'c');
    expect(noticeOf(machine)).toBe('c: none of the marked jobs is queued or running');
  });
});
