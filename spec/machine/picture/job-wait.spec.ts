import { describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { waitEndText, waitText } from '../../../lib/machine/state/job-wait.js';
import type { JobsState } from '../../../lib/machine/state/state.js';
import { type Job, type JobStatus, qualifiedId } from '../../../lib/model/job.js';
import { noCounts, type Picture, type PicturedDatabase } from '../../../lib/model/picture.js';
import { problemOf } from '../../../lib/snapshot/files/read-failure.js';
import { alertText } from '../../../lib/view/screen/terminal-title.js';
import { appearance, jobWith } from '../../view/scene.js';
import { machineInRoom, press, typesOf } from '../machine-in-room.js';
import { answer } from '../queue-in-memory.js';

const job = (id: string, status: JobStatus, given: Partial<Job> = {}) =>
  jobWith({ id, name: `name ${id}`, status, ...given });
const running = (...ids: readonly string[]) => ids.map((id) => job(id, 'running'));

/** The machine's answer to the queue as it is at a second, in place of the counts those of these jobs. */
function takes(
  machine: JobsStateMachine,
  jobs: readonly Job[],
  second: number,
  given: Partial<Picture> = {},
) {
  const request = machine.request();
  const counts = { ...noCounts };
  for (const { status } of jobs) counts[status] += 1;
  const picture = { ...answer(jobs, request, second * 1000), counts, ...given };
  const commands = machine.handle({ type: 'picture', picture, request });
  return commands.flatMap((command) =>
    command.type === 'alert'
      ? [`${command.isSilent ? 'silent' : 'rings'}: ${alertText(command.alert, appearance).slice(11)}`]
      : [],
  );
}

function waitingFor(jobs: readonly Job[], ...keys: readonly string[]) {
  const machine = machineInRoom();
  takes(machine, jobs, 0);
  press(machine, ...keys, 'W');
  return machine;
}

const shown = ({ wait, waitEnded }: JobsState) =>
  waitEnded !== null ? waitEndText(waitEnded) : wait === null ? null : waitText(wait);

describe('the wait for a job', () => {
  it.each<[JobStatus, string, string]>([
    ['failed', 'rings: job 1 failed: name 1', 'failed'],
    ['complete', 'rings: job 1 is done: name 1', 'done'],
    ['cancelled', 'rings: job 1 was cancelled: name 1', 'done'],
  ])('tells once that it is %s, and shows that until a key is pressed', (status, told, tone) => {
    const machine = waitingFor(running('1', '2'));
    expect(takes(machine, running('1', '2'), 1)).toEqual([]);
    expect(shown(machine.state)).toBe('job 1');
    const ended = [job('1', status), ...running('2')];
    expect([takes(machine, ended, 2), takes(machine, ended, 3)]).toEqual([[told], []]);
    expect(machine.state.notice).toMatchObject({ tone });
    expect(shown(machine.state)).toBe(told.slice(7, -8));
    press(machine, 'j');
    expect(shown(machine.state)).toBeNull();
    // Nobody waits for it any more.
    expect(takes(machine, running('1', '2'), 90)).toEqual([]);
    expect(machine.request().targets).toBeUndefined();
  });

  it('says that a job has left the queue, but not while the jobs are being counted or cannot be read', () => {
    const machine = waitingFor(running('1', '2'));
    // This picture was asked for before.
    machine.handle({ type: 'picture', picture: answer(running('2'), machine.request(), 1000) });
    expect(takes(machine, running('2'), 2, { targets: null })).toEqual([]);
    machine.handle({ type: 'problem', problem: problemOf('missing', '/x'), at: 3000 });
    expect(shown(machine.state)).toBe('job 1');
    expect(takes(machine, running('2'), 4)).toEqual([
      'rings: job 1 left the queue, and how it ended is not recorded: name 1',
    ]);
  });

  it('tells of a failure that it waited for only once, and of others beside it', () => {
    const machine = waitingFor(running('1', '2', '3'));
    takes(machine, running('1', '2', '3'), 1);
    const two = [job('1', 'failed'), job('2', 'failed'), ...running('3')];
    expect(takes(machine, two, 2)).toEqual(['rings: job 1 failed: name 1']);
    const three = [...two.slice(0, 2), job('3', 'failed')];
    expect(takes(machine, three, 70)).toEqual(['rings: 2 jobs failed: name 3, name 2']);
  });

  it.each(['complete', 'failed'] as const)('is refused for a job that is %s', (status) => {
    const machine = waitingFor([job('1', status)]);
    expect(machine.state.wait).toBeNull();
    expect(machine.state.notice?.text).toMatch(/^W: job 1 (is done|has failed)$/);
  });
});

describe('the wait for marked jobs', () => {
  it('ends once all have ended, though one was retried after its end, and one is gone', () => {
    const machine = waitingFor(running('1', '2', '3', '4'), 'Space', 'Space', 'Space');
    expect(machine.state.notice?.text).toBe("You'll be told when all 3 jobs have ended");
    const ended = (...statuses: readonly JobStatus[]) => [
      ...statuses.map((status, index) => job(String(index + 1), status)),
      ...running('4'),
    ];
    expect(takes(machine, ended('complete', 'running', 'running'), 1)).toEqual([]);
    expect(shown(machine.state)).toBe('2 of 3 jobs');
    expect(takes(machine, ended('queued', 'complete', 'complete'), 2)).toEqual([]);
    expect(takes(machine, ended('complete', 'complete'), 3)).toEqual(['rings: 3 jobs ended: 3 done']);
  });

  it('is for those that have not ended', () => {
    const machine = waitingFor([...running('1'), job('2', 'complete')], 'Space', 'Space');
    expect(shown(machine.state)).toBe('job 1');
  });
});

describe('the wait for a whole list', () => {
  const list = (...statuses: readonly JobStatus[]) =>
    statuses.map((status, index) => job(String(index + 1), status));

  it('ends when nothing of it is queued or running, whatever is listed by then', () => {
    const machine = waitingFor(list('running', 'queued', 'complete'), '*');
    expect(machine.request().awaited).toMatchObject({ filter: { statuses: null }, but: [] });
    expect(takes(machine, list('running', 'queued', 'complete'), 1)).toEqual([]);
    expect(shown(machine.state)).toBe('2 jobs');
    press(machine, 'Escape', '1');
    expect(takes(machine, list('complete', 'queued', 'complete', 'running'), 2)).toEqual([]);
    const over = list('complete', 'failed', 'complete', 'complete');
    expect([takes(machine, over, 3), takes(machine, over, 4)]).toEqual([
      ['rings: nothing left to do: 3 done, 1 failed'],
      [],
    ]);
  });

  it('leaves out jobs that are not marked', () => {
    const machine = waitingFor(list('running', 'running'), '*', 'Space');
    expect(takes(machine, list('running', 'running'), 1)).toEqual([]);
    expect(takes(machine, list('running', 'complete'), 2)).toEqual(['rings: nothing left to do: 1 done']);
  });

  it('tells of no end where there was nothing to wait for', () => {
    const machine = waitingFor(list('complete', 'cancelled'), '*');
    expect(takes(machine, list('complete', 'cancelled'), 1)).toEqual([]);
    expect(machine.state).toMatchObject({ wait: null, waitEnded: null, notice: { tone: 'nothing' } });
  });

  it('is refused where the filter lets only ended jobs through', () => {
    const machine = machineInRoom();
    takes(machine, list('failed', 'running'), 0);
    press(machine, '1');
    takes(machine, list('failed'), 1);
    press(machine, '*');
    takes(machine, list('failed'), 2);
    expect(typesOf(press(machine, 'W'))).toEqual([]);
    expect(machine.state.notice?.text).toBe('W: none of the marked jobs is queued or running');
  });
});

describe('a wait in several databases', () => {
  const ids = { day: qualifiedId('day', '1'), night: qualifiedId('night', '1') };
  const database = (name: string, isListed: boolean): PicturedDatabase => ({
    ...{ name, path: `/${name}`, asOf: 0, counts: noCounts, troubles: null, isIncluded: true, isListed },
    problem: null,
  });
  const databases = (isNightListed: boolean) => ({
    databases: [database('day', true), database('night', isNightListed)],
  });

  it.each([
    ['a job', ['j'], 'rings: job 1 of night is done: name night 1'],
    ['a list', ['*'], 'rings: nothing left to do: 2 done'],
  ])('for %s says nothing while its database is away', (_, keys, told) => {
    const machine = machineInRoom();
    const named = (id: string) => ({ name: `name ${id === ids.day ? 'day' : 'night'} 1` });
    const both = (status: JobStatus) => [ids.day, ids.night].map((id) => job(id, status, named(id)));
    takes(machine, both('running'), 0, databases(true));
    press(machine, ...keys, 'W');
    expect(takes(machine, both('running'), 1, databases(true))).toEqual([]);
    const [day = job('0', 'other')] = both('complete');
    expect(takes(machine, [day], 2, databases(false))).toEqual([]);
    expect(takes(machine, both('complete'), 3, databases(true))).toEqual([told]);
  });
});

describe('the bell', () => {
  it('rings once a minute at most, for failures and for waits together', () => {
    const machine = waitingFor(running('1', '2'));
    takes(machine, running('1', '2'), 1);
    const failedOne = [job('1', 'running'), job('2', 'failed')];
    expect(takes(machine, failedOne, 2)).toEqual(['rings: 1 job failed: name 2']);
    const both = [job('1', 'failed'), job('2', 'failed')];
    expect(takes(machine, both, 50)).toEqual(['silent: job 1 failed: name 1']);
  });

  it.each([
    [false, ['B'], 'muted'],
    [true, [], 'off'],
    [true, ['B'], 'on'],
    [false, ['B', 'B'], 'on'],
  ] as const)('set off at the start: %j, is after %j %s', (isSilent, keys, bell) => {
    const machine = machineInRoom({ isSilent });
    press(machine, ...keys);
    expect(machine.state.bell).toBe(bell);
    takes(machine, running('1'), 0);
    expect(takes(machine, [job('1', 'failed')], 1)[0]).toMatch(bell === 'on' ? /^rings/ : /^silent/);
  });
});
