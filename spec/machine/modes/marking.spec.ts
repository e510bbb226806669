import { describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { isMarked, markedCount } from '../../../lib/machine/state/job-window.js';
import type { Job } from '../../../lib/model/job.js';
import type { Picture } from '../../../lib/model/picture.js';
import { machineInRoom, press, showJobs, typesOf } from '../machine-in-room.js';
import { answer, busy, makeJob, makeJobs } from '../queue-in-memory.js';
import { everyKey } from '../transition-scene.js';

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

/** A machine that asks whether to retry the four, whose rows aren't known yet. */
function asking(...keys: string[]): JobsStateMachine {
  const machine = machineWith('*');
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
    const another: Job = { ...makeJob('another'), status: 'failed', statusText: 'FAILED' };
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

describe('a question about all failed jobs of the list', () => {
  const place = { names: [], moreNames: 0, firstAt: 1, lastAt: 2, sample: '0' };
  const groups = ['KeyError', 'DiskFull', 'Timeout', 'Refused'].map((key, index) => {
    return { key, text: key, count: 4 - index, ...place };
  });
  /** A machine that has asked, where that many jobs have failed; `show` shows a picture with their causes. */
  const askingAbout = (failed: number, ...keys: string[]) => {
    const machine = machineInRoom();
    const show = (given: Partial<Picture> = {}) =>
      machine.handle({
        type: 'picture',
        picture: { ...answer(jobs, machine.request()), failedMatching: failed, ...given },
      });
    show();
    return { machine, show, commands: press(machine, ...keys) };
  };
  const causesOf = (failed: number, unread = 0) => ({
    causes: { groups, total: 4, failed, unread, sample: null },
  });

  it('has the causes of exactly these jobs read, and keeps them', () => {
    const { machine, show, commands } = askingAbout(10, 'A');
    expect(typesOf(commands)).toContain('read');
    expect(machine.request().causes).toEqual({ sampleOf: null });
    expect(typesOf(show(causesOf(10, 1)))).toContain('read');
    expect(machine.state.question?.causes).toBeNull();
    show(causesOf(11));
    expect(machine.state.question?.causes).toBeNull();
    show(causesOf(10));
    const three = { groups: groups.slice(0, 3), total: 4 };
    expect(machine.state.question?.causes).toEqual(three);
    show({ failedMatching: 12, ...causesOf(11) });
    expect(machine.state.question).toMatchObject({ count: 12, causes: three });
    for (const keys of [['A'], ['Space', 'R'], ['Space', 'c']])
      expect(askingAbout(1, ...keys).machine.request().causes).toBeUndefined();
  });

  it('is asked a second time where they are more than 500, and has to be seen again', () => {
    const { machine } = askingAbout(500, 'A', 'y');
    expect(machine.state.writing).toHaveLength(1);
    const many = askingAbout(501, 'A', 'l', 'Enter').machine;
    expect(many.state).toMatchObject({ writing: [], question: { yes: false, isRepeated: true } });
    many.handle({ type: 'key', key: 'y' });
    expect(noticeOf(many)).toBe('y: read the question first');
    // What was selected the first time isn't any more.
    const left = askingAbout(501, 'A', 'y', 'Enter').machine;
    expect(left.state).toMatchObject({ writing: [], question: null });
    expect(typesOf(press(many, 'y'))).toContain('write');
  });

  it('is asked a second time where a yes was given before they were counted', () => {
    const { machine, show } = askingAbout(4, 'e');
    show(causesOf(4, 1));
    press(machine, 'R', 'y');
    const rows = Array.from({ length: 501 }, (_, id) => ({
      id: `${id}`,
      statusText: 'FAILED',
      retryCount: 0,
    }));
    expect(typesOf(show({ rows, ...causesOf(501) }))).not.toContain('write');
    expect(machine.state.question).toMatchObject({ count: 501, yes: false, isRepeated: true });
    expect(typesOf(press(machine, 'y'))).toContain('write');
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
