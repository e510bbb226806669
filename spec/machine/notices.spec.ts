import { beforeEach, describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../lib/machine/jobs-state-machine.js';
import { seen } from '../../lib/machine/state/write-order.js';
import type { Job } from '../../lib/model/job.js';
import { adviceWith } from '../../lib/model/limits.js';
import { machineInRoom, press as pressed, showJobs } from './machine-in-room.js';
import { answer, makeJob, makeJobs, makePicture } from './queue-in-memory.js';

let machine: JobsStateMachine;
const at = 1_000_000;

beforeEach(() => {
  machine = machineInRoom();
  machine.handle({ type: 'picture', picture: { ...makePicture(makeJobs(3)), asOf: at } });
});

const said = () => machine.state.notice;

describe('a notice', () => {
  it('that answers a key has a time and is removed by the next key', () => {
    machine.handle({ type: 'key', key: 'R', at });
    expect(said()).toEqual({ tone: 'nothing', text: 'R: job 0 is running', at, untilKey: true });
    machine.handle({ type: 'key', key: 'j', at: at + 1 });
    expect(said()).toBeNull();
    machine.handle({ type: 'key', key: 'X', at: at + 2 });
    expect(said()).toMatchObject({ text: 'X: no hidden jobs', at: at + 2 });
  });

  it('says that the database is still being read, and q, which was to lead back from there, quits at its second press', () => {
    const loading = machineInRoom();
    for (const key of ['Enter', 'R', '*'])
      expect([pressed(loading, key), loading.state.notice?.text]).toEqual([
        [],
        `${key}: the database is still being read`,
      ]);
    expect(pressed(loading, 'q')).toEqual([]);
    expect(loading.state.notice?.text).toBe('q again quits');
    expect(pressed(loading, 'q')).toEqual([{ type: 'quit' }]);
    expect(pressed(machineInRoom(), 'q')).toEqual([{ type: 'quit' }]);
    expect(pressed(machineInRoom(), 'Enter', 'Ctrl-c')).toEqual([{ type: 'quit' }]);
    pressed(machine, 'R');
    expect(pressed(machine, 'q')).toEqual([{ type: 'quit' }]);
  });

  it.each<[NonNullable<Job['trouble']>, mode: string, string | undefined]>([
    [{ kind: 'stalled', since: at }, 'JOB_LIST', 'R: job 0 is running'],
    [{ kind: 'silent', since: at, sign: 'update' }, 'CONFIRM', undefined],
    [{ kind: 'gone', since: null, reused: false }, 'CONFIRM', undefined],
  ])('refuses to put back a job that its worker still has: %j', (trouble, mode, text) => {
    showJobs(machine, [{ ...makeJob('0'), status: 'running', trouble }]);
    machine.handle({ type: 'key', key: 'R', at });
    expect([machine.state.mode, said()?.text]).toEqual([mode, text]);
  });

  it('about jobs that their queue refused names the command, which y copies as long as it is shown', () => {
    const command = "bin/rails runner 'SolidQueue::Job.find(8).retry'";
    const order = { action: 'retry', jobs: [seen(makeJob('8'))] } as const;
    const outcome = {
      kind: 'problem',
      sentence: 'It has a limit.',
      advice: adviceWith(command),
      noDatabase: true,
    } as const;
    for (const later of [9000, 11_000]) {
      machine.handle({ type: 'written', order, outcome, at });
      machine.handle({ type: 'picture', picture: { ...makePicture(makeJobs(3)), asOf: at } });
      expect(said()?.text).toBe(`It has a limit; y copies: ${command}`);
      const copied = JSON.stringify(machine.handle({ type: 'key', key: 'y', at: at + later }));
      expect([later, copied.includes(command)]).toEqual([later, later < 10_000]);
    }
  });

  it('is removed when a question opens, unless it is about a write under way', () => {
    const notice = { tone: 'done', text: 'Cancelled job 5', at } as const;
    machine.handle({ type: 'notice', notice });
    machine.handle({ type: 'key', key: 'c', at: at + 1 });
    expect([machine.state.mode, said()]).toEqual(['CONFIRM', null]);
    machine.handle({ type: 'key', key: 'Escape', at: at + 2 });
    machine.handle({ type: 'notice', notice: { ...notice, tone: 'working' } });
    machine.handle({ type: 'key', key: 'c', at: at + 3 });
    expect(said()).toMatchObject({ tone: 'working' });
  });

  it('that follows from a picture has the time of that picture', () => {
    machine.handle({ type: 'key', key: 'c', at });
    machine.handle({ type: 'key', key: 'Escape', at });
    const picture = makePicture([{ ...makeJob('1'), status: 'complete' }]);
    machine.handle({
      type: 'picture',
      picture: { ...picture, asOf: at, counts: { ...picture.counts, complete: 1 } },
    });
    machine.handle({ type: 'key', key: 'x', at: at + 5 });
    expect(said()).toMatchObject({ tone: 'working', at: null });
    machine.handle({
      type: 'picture',
      picture: { ...picture, asOf: at + 40, clearing: { until: at, except: [] } },
      request: machine.request(),
    });
    const request = machine.request();
    machine.handle({ type: 'picture', picture: { ...picture, asOf: at + 60 }, request });
    expect(said()).toEqual({
      ...{ tone: 'done', text: 'Completed jobs are hidden; X shows them again', at: at + 60, untilKey: true },
    });
  });

  it('of a finished write survives the next key', () => {
    const order = { action: 'retry', jobs: [seen(makeJob('1'))] } as const;
    machine.handle({ type: 'written', order, outcome: { kind: 'done', sentence: 'Done', changed: 1 }, at });
    machine.handle({ type: 'key', key: 'j', at: at + 1 });
    expect(said()).toMatchObject({ tone: 'done', text: 'Done', at });
  });

  it.each([
    ['another view', ['l'], null],
    ['the way back', ['e', 'Escape'], null],
    ['dialogs over the same view', ['f', 'Escape', 's', 'Escape'], 'done'],
    ['a search', ['/', 'x', 'Escape'], 'done'],
  ])('of a finished write ends with its view: %s', (_, keys, left) => {
    const notice = { tone: 'done', text: 'Done', at } as const;
    machine.handle({ type: 'notice', notice });
    press(machine, ...keys);
    expect(said()?.tone ?? null).toBe(left);
    // What ends later, or goes on, is about whatever view is there.
    machine.handle({ type: 'notice', notice: { ...notice, tone: 'working', at: null } });
    press(machine, machine.state.mode === 'JOB_LIST' ? 'e' : 'Escape');
    expect(said()?.tone).toBe('working');
    machine.handle({ type: 'notice', notice });
    expect(said()?.tone).toBe('done');
  });

  it('about a missing database is removed by the next picture, others are not', () => {
    const order = { action: 'retry', jobs: [seen(makeJob('1'))] } as const;
    const problem = { kind: 'problem', sentence: 'There is none.', advice: 'Make one.' } as const;
    machine.handle({ type: 'written', order, outcome: { ...problem, noDatabase: true }, at });
    expect(said()).toMatchObject({ text: 'There is none. Make one.', at });
    machine.handle({ type: 'picture', picture: { ...makePicture(makeJobs(3)), asOf: at } });
    expect(said()).toBeNull();
    machine.handle({ type: 'written', order, outcome: problem, at });
    machine.handle({ type: 'picture', picture: { ...makePicture(makeJobs(3)), asOf: at } });
    expect(said()).toMatchObject({ text: 'There is none. Make one.' });
  });
});

const gone: Partial<Job> = { status: 'running', trouble: { kind: 'gone', since: null, reused: false } };
const silent: Partial<Job> = { status: 'running', trouble: { kind: 'silent', since: 0, sign: 'heartbeat' } };
const cancelled: Partial<Job> = { status: 'cancelled' };
const failed: Partial<Job> = { status: 'failed' };
const healthy: Partial<Job> = { status: 'running' };

/** A machine over a list of such jobs, each with a mark of its own; the first is selected. */
function machineOver(...given: readonly Partial<Job>[]): JobsStateMachine {
  const jobs = makeJobs(given.length).map(
    (job, index): Job => ({ ...job, workerMark: `mark-${index}`, ...given[index] }),
  );
  const machine = machineInRoom();
  showJobs(machine, jobs);
  return machine;
}

function press(machine: JobsStateMachine, ...keys: string[]) {
  return pressed(machine, ...keys).filter(({ type }) => type === 'write');
}

describe('the retry key', () => {
  it.each([
    ['gone', gone],
    ['silent', silent],
    ['unknown, as of a cancelled one', cancelled],
  ])('asks before it retries a job whose worker is %s, and sends the worker mark of the row', (_, job) => {
    const machine = machineOver(job);
    expect(press(machine, 'R')).toEqual([]);
    expect([machine.state.mode, machine.state.question?.yes]).toEqual(['CONFIRM', false]);
    expect(press(machine, 'y')).toMatchObject([
      { order: { action: 'retry', jobs: [{ id: '0', workerMark: 'mark-0' }] } },
    ]);
  });

  it('retries a failed job without a question, and sends no worker mark', () => {
    const [write] = press(machineOver(failed), 'R');
    expect(write).toMatchObject({ order: { action: 'retry', jobs: [{ id: '0' }] } });
    expect(JSON.stringify(write)).not.toContain('"workerMark":"mark-0","job"');
  });

  it('sends the row as it was when the question was asked, even if the job has changed since', () => {
    const machine = machineOver(silent);
    press(machine, 'R');
    const [job] = makeJobs(1);
    const request = machine.request();
    const alive: Job[] = job ? [{ ...job, workerMark: 'mark-of-life', status: 'running' }] : [];
    machine.handle({ type: 'picture', picture: answer(alive, request), request });
    expect(press(machine, 'y')).toMatchObject([{ order: { jobs: [{ workerMark: 'mark-0' }] } }]);
  });
});

describe('a job without an id of its own', () => {
  const shared: Partial<Job> = { id: '\u001f2\u001f7', status: 'failed' };
  const unnamed: Partial<Job> = { id: '\u001f4-', status: 'running', type: 'backtest' };

  it.each([
    ['R', shared],
    ['c', unnamed],
    ['S', unnamed],
  ])('is refused by %s with the reason', (key, job) => {
    const machine = machineOver(job);
    expect(press(machine, key)).toEqual([]);
    expect([machine.state.mode, machine.state.notice?.text]).toEqual([
      'JOB_LIST',
      `${key}: this job has no id of its own`,
    ]);
  });

  it('is left out of marked jobs; marks on only those are refused', () => {
    const machine = machineOver(shared, failed, { ...shared, id: '\u001f3\u001f7' });
    press(machine, 'Space', 'Space', 'Space');
    expect(machine.state.marked.size).toBe(3);
    expect(press(machine, 'R')).toEqual([]);
    expect(machine.state.question).toMatchObject({ count: 1, marked: { counts: { failed: 3 } } });
    expect(press(machine, 'y')).toMatchObject([{ order: { action: 'retry', jobs: [{ id: '1' }] } }]);
    const others = machineOver(shared, { ...shared, id: '\u001f3\u001f7' });
    press(others, 'Space', 'Space');
    expect(press(others, 'R')).toEqual([]);
    expect(others.state.notice?.text).toBe('R: these jobs have no id of their own');
  });

  it('is left out when marked jobs are cancelled', () => {
    const machine = machineOver(unnamed, healthy);
    press(machine, 'Space', 'Space', 'c');
    expect(machine.state.question).toMatchObject({ count: 1, order: { jobs: [{ id: '1' }] } });
  });
});
