import { describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import type { FeedEntry } from '../../../lib/model/feed.js';
import { defaultFilter, type JobFilter } from '../../../lib/model/filter.js';
import type { Target } from '../../../lib/model/job.js';
import { nothingSeen } from '../../../lib/model/look.js';
import { machineInRoom, press, showJobs } from '../machine-in-room.js';
import { answer, makeJob, makeJobs } from '../queue-in-memory.js';

const entry: FeedEntry = {
  ...{ id: 1, kind: 'failed', from: 0, at: 0, count: 1, words: ['DiskFull'], jobId: '42' },
};
const jobs = makeJobs(20);

/** A machine whose operator went from the activity to job 42. */
function machineAt(filter: Partial<JobFilter> = {}): JobsStateMachine {
  const seen = { ...nothingSeen, feed: [entry] };
  const machine = machineInRoom({ seen, filter: { ...defaultFilter, ...filter } });
  showJobs(machine, jobs);
  // The first entry says that the program started.
  press(machine, 'j', 'j', 'a', 'j', 'Enter');
  return machine;
}

function show(
  machine: JobsStateMachine,
  listed: typeof jobs,
  targets: readonly Partial<Target>[] | null,
): void {
  const request = machine.request();
  const picture = { ...answer(listed, request), targets: targets as readonly Target[] | null };
  machine.handle({ type: 'picture', picture, request });
}

const seen = ({ state }: JobsStateMachine) => [state.selection.id, state.notice?.text ?? null, state.pending];

describe('a job that the operator goes to from the activity', () => {
  it('is requested as target and anchor until it is selected', () => {
    const machine = machineAt();
    expect(machine.request()).toMatchObject({ anchor: { kind: 'job', id: '42' }, targets: { ids: ['42'] } });
    show(machine, [...jobs, makeJob('42')], [{ id: '42', status: 'running', trouble: null }]);
    expect(seen(machine)).toEqual(['42', null, null]);
    expect(machine.request().targets).toBeUndefined();
  });

  it.each<[string, Partial<JobFilter>, Partial<Target>]>([
    ['0 shows all', {}, { status: 'queued' }],
    [
      '0 shows all',
      { statuses: ['gone'] },
      { status: 'running', trouble: { kind: 'silent', since: 0, sign: 'update' } },
    ],
    ['Backspace clears it', { types: ['scan'] }, { status: 'failed' }],
    ['Backspace clears it', { name: 'fix' }, { status: 'failed' }],
    ['X shows hidden jobs', { cleared: { until: 1, except: [] } }, { status: 'complete' }],
  ])('is reported as hidden, and the selection stays: %s', (words, filter, target) => {
    const machine = machineAt(filter);
    show(machine, jobs, [{ id: '42', trouble: null, ...target }]);
    expect(seen(machine)).toEqual(['2', `job 42 is hidden by the filter: ${words}`, null]);
  });

  it('is reported as gone', () => {
    const machine = machineAt();
    show(machine, jobs, []);
    expect(seen(machine)).toEqual(['2', 'job 42 is gone', null]);
  });

  it('is reported as gone over an empty list too', () => {
    const machine = machineAt();
    show(machine, [], []);
    expect(seen(machine)).toEqual([null, 'job 42 is gone', null]);
  });

  it('is reported only by a picture that was read for it, with counted jobs', () => {
    const machine = machineAt();
    const pending = machine.state.pending;
    machine.handle({ type: 'picture', picture: { ...answer(jobs, machine.request()), targets: [] } });
    expect(machine.state.notice?.text ?? null).toBeNull();
    const other = machineAt();
    show(other, jobs, null);
    expect(other.state.notice?.text ?? null).toBeNull();
    expect(pending).not.toBeNull();
  });

  it('stays wanted through a picture that has neither jobs nor counts yet', () => {
    const machine = machineAt();
    const { anchor } = machine.request();
    const none = { ...answer([], machine.request()), counts: null, totals: null, failedMatching: null };
    machine.handle({ type: 'picture', picture: none, request: machine.request() });
    expect(machine.request()).toMatchObject({ anchor, targets: { ids: ['42'] } });
    show(machine, [...jobs, makeJob('42')], [{ id: '42', status: 'running', trouble: null }]);
    expect(seen(machine)).toEqual(['42', null, null]);
  });
});
