import { describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import type { Command } from '../../../lib/machine/state/event.js';
import type { Job } from '../../../lib/model/job.js';
import { machineInRoom, press, showJobs } from '../machine-in-room.js';
import { makeJob, makeJobs, roomEvent } from '../queue-in-memory.js';

/** A machine over a long list, of which only a part is at hand. */
function machineOver(jobs: readonly Job[]): JobsStateMachine {
  const machine = machineInRoom();
  showJobs(machine, jobs);
  return machine;
}

const reads = (commands: readonly Command[]) => commands.some(({ type }) => type === 'read');
const failed = (jobs: readonly Job[]): Job[] => jobs.map((job) => ({ ...job, status: 'failed' }));

describe('the help over a question', () => {
  const jobs = failed(makeJobs(20));
  const asked = () => {
    const machine = machineOver(jobs);
    press(machine, 'j', 'A', 'l', '?');
    return machine;
  };
  const shown = ({ state }: JobsStateMachine) =>
    state.connection.kind === 'live' ? state.connection.picture.window.jobs.map(({ id }) => id) : [];

  it('leaves the question as it was', () => {
    const machine = asked();
    const { question } = machine.state;
    expect(machine.state).toMatchObject({ mode: 'HELP', below: ['CONFIRM'], question: { yes: true } });
    press(machine, '/', 'y', 'Enter', 'j', 'Escape');
    expect(machine.state).toMatchObject({ mode: 'CONFIRM', below: [], question });
    press(machine, 'y');
    expect(machine.state.writing).toHaveLength(1);
  });

  it('does not keep a question open that a small screen hides', () => {
    const machine = asked();
    machine.handle({ type: 'room', room: { ...machine.state.room, tooSmall: true } });
    expect(machine.state).toMatchObject({ mode: 'HELP', below: [], question: null });
    machine.handle(roomEvent(12));
    press(machine, 'Escape');
    expect(machine.state.mode).toBe('JOB_LIST');
    showJobs(machine, jobs.toReversed());
    expect(shown(machine)[0]).toBe('19');
  });
});

describe('a job that the operator cancels', () => {
  const jobs = makeJobs(400);
  const after = (id: string) => {
    const job = jobs.find((each) => each.id === id) as Job;
    return [...jobs.filter((each) => each !== job), { ...job, status: 'cancelled' } as const];
  };
  const done = (changed: number) => ({ kind: 'done', sentence: 'Done.', changed }) as const;

  it.each([
    ['before the list shows it', ['c', 'y'], true, 1, '4'],
    ['after the list shows it', ['c', 'y'], false, 1, '4'],
    ['as one of the marked ones', ['Space', 'k', 'c', 'y'], false, 1, '4'],
    ['in its panel', ['Enter', 'c', 'y', 'Escape'], true, 1, '4'],
    ['by others at the same time', ['c', 'y'], true, 0, '3'],
    ['when it is no longer selected', ['c', 'y', 'k'], false, 1, '2'],
  ])('gives its place to the next one if it was done by them: %s', (_, keys, isEarly, changed, selected) => {
    const machine = machineOver(jobs);
    press(machine, 'j', 'j', 'j', ...keys);
    const [order] = machine.state.writing;
    const ended = () => order && machine.handle({ type: 'written', order, outcome: done(changed), at: 1 });
    // Until it is cancelled, it stays selected wherever it goes.
    const above = makeJob('above');
    showJobs(machine, [above, ...jobs]);
    expect(machine.state.selection.id).toBe(keys.includes('k', 2) ? '2' : '3');
    if (isEarly) ended();
    for (let reading = 0; reading < 3; reading += 1) showJobs(machine, [above, ...after('3')]);
    if (!isEarly) ended();
    expect(machine.state.selection.id).toBe(selected);
    expect(machine.state.leaving).toBeNull();
  });
});

describe('a search continued before its answer', () => {
  const jobs = makeJobs(400).map((job) => ({ ...job, name: Number(job.id) % 10 === 5 ? 'hit' : 'no' }));
  const settled = (...keys: string[]) => {
    const machine = machineOver(jobs);
    press(machine, '/', 'h', 'Enter', ...keys);
    for (let reading = 0; reading < 9 && machine.state.pending !== null; reading++) showJobs(machine, jobs);
    expect(machine.state.pending).toBeNull();
    return { id: machine.state.selection.id, nth: machine.state.search?.found?.nth };
  };

  it.each<[string[], number]>([
    [[], 1],
    [['n', 'n', 'n'], 4],
    [['n', 'n', 'N'], 2],
    [['N'], 40],
    [['N', 'N', 'n'], 40],
  ])('goes on to the match that the keys ask for: %j', (keys, nth) => {
    expect(settled(...keys)).toEqual({ id: String(10 * nth - 5), nth });
  });

  it('ends when the operator moves, or if nothing matches', () => {
    const machine = machineOver(jobs);
    press(machine, '/', 'h', 'Enter', 'n', 'n', 'g');
    showJobs(machine, jobs);
    press(machine, 'n');
    for (let reading = 0; reading < 4; reading++) showJobs(machine, jobs);
    expect(machine.state.selection.id).toBe('5');
    press(machine, '/', 'z', 'Enter', 'n', 'n');
    expect(reads(showJobs(machine, jobs))).toBe(false);
    expect(machine.state.search).toMatchObject({ owed: 0, found: { index: null } });
  });
});

describe('a search that has found a job', () => {
  it('keeps the id of its match when jobs come in above', () => {
    const jobs = makeJobs(40);
    const machine = machineOver(jobs);
    press(machine, '/', '1', '7', 'Enter');
    showJobs(machine, jobs);
    showJobs(machine, [makeJob('new'), ...jobs]);
    expect(machine.state.search?.at).toBe('17');
    expect(machine.state.selection).toEqual({ id: '17', index: 18 });
    press(machine, 'k');
    expect(machine.state.selection.index).toBe(machine.state.search?.found?.index);
    expect(machine.state.selection.id).not.toBe(machine.state.search?.at);
  });
});

describe('a search that finds nothing', () => {
  it('stops reading even if the selected job is gone', () => {
    const jobs = makeJobs(400);
    const machine = machineOver(jobs);
    press(machine, 'j', 'j', 'j', '/', 'z');
    expect(
      reads(
        showJobs(
          machine,
          jobs.filter(({ id }) => id !== '3'),
        ),
      ),
    ).toBe(false);
    expect(machine.state.search?.found).toEqual({ index: null, nth: 0, matches: 0 });
    expect(machine.state.selection.id).toBe('4');
  });
});
