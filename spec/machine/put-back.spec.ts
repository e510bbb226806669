import { describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../lib/machine/jobs-state-machine.js';
import type { Job } from '../../lib/model/job.js';
import { machineInRoom, press as pressed, showJobs } from './machine-in-room.js';
import { answer, makeJobs } from './queue-in-memory.js';

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

  it('asks one question about marked jobs, and leaves running ones out', () => {
    const machine = machineOver(failed, healthy, silent, cancelled);
    press(machine, 'Space', 'Space', 'Space', 'Space', 'R');
    expect(machine.state.question?.count).toBe(3);
    const [write] = press(machine, 'y');
    const jobs = write?.type === 'write' && write.order.action === 'retry' ? write.order.jobs : [];
    expect(jobs.map(({ id, workerMark }) => [id, workerMark])).toEqual([
      ['0', undefined],
      ['2', 'mark-2'],
      ['3', 'mark-3'],
    ]);
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

  it('can be selected like any other job', () => {
    const given = [shared, { ...shared, id: '\u001f3\u001f7' }, unnamed, failed];
    const machine = machineOver(...given);
    const seen = given.map(() => {
      const { id } = machine.state.selection;
      press(machine, 'j');
      return id;
    });
    expect(seen).toEqual(['\u001f2\u001f7', '\u001f3\u001f7', '\u001f4-', '3']);
  });
});
