import { beforeEach, describe, expect, it } from '@jest/globals';
import { transition } from '../../../lib/machine/events.js';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { cleaning, takePicture } from '../../../lib/machine/picture/take-picture.js';
import type { Command } from '../../../lib/machine/state/event.js';
import type { JobsState, Mode } from '../../../lib/machine/state/state.js';
import type { Causes } from '../../../lib/model/causes.js';
import type { Job } from '../../../lib/model/job.js';
import type { Picture } from '../../../lib/model/picture.js';
import { machineInRoom } from '../machine-in-room.js';
import { answer, makeJobs, makePicture } from '../queue-in-memory.js';
import { stateIn, viewMetrics } from '../transition-scene.js';

describe('a new picture', () => {
  const jobs: readonly Job[] = makeJobs(5).map((job) => ({ ...job, status: 'failed', statusText: 'FAILED' }));
  let machine: JobsStateMachine;

  beforeEach(() => {
    machine = machineInRoom();
    show(jobs, 1);
  });

  function show(now: readonly Job[], asOf: number, request = machine.request()): readonly Command[] {
    return machine.handle({ type: 'picture', picture: answer(now, request, asOf), request });
  }

  it('updates the marked jobs to how it shows them', () => {
    machine.handle({ type: 'key', key: 'Space' });
    expect(machine.state.marked.get('0')).toMatchObject({ statusText: 'FAILED', retryCount: 0 });
    show(
      jobs.map((job) => ({ ...job, statusText: 'failed', retryCount: 1 })),
      2,
    );
    expect([...machine.state.marked.keys()]).toEqual(['0']);
    expect(machine.state.marked.get('0')).toMatchObject({ statusText: 'failed', retryCount: 1 });
  });

  it("adds to what has been seen of the queue's depth", () => {
    show(jobs, 5001);
    expect(machine.state.monitor.depthSeen.map(({ at }) => at)).toEqual([1, 5001]);
  });

  it('updates the jobs but not their order while a question is open', () => {
    machine.handle({ type: 'key', key: 'A' });
    expect(machine.state.mode).toBe('CONFIRM');
    show(jobs.map((job) => ({ ...job, retryCount: 7 })).toReversed(), 2);
    const { connection } = machine.state;
    const shown = connection.kind === 'live' ? connection.picture.window.jobs : [];
    expect(shown.map(({ id, retryCount }) => [id, retryCount])).toEqual(jobs.map(({ id }) => [id, 7]));
  });

  it('has old metrics deleted if the clock was set back since the last time', () => {
    const able = { ...machine.state, writability: { kind: 'able' } as const, cleanedAt: 900_000_000 };
    const old = { ...answer(jobs, machine.request(), 500_000_000), metricsSince: 1 };
    expect(cleaning(able, old).commands).toEqual([{ type: 'clean-metrics' }]);
    expect(cleaning({ ...able, cleanedAt: 500_010_000 }, old).commands).toEqual([]);
  });

  it('is requested with the job of a detail panel that lies under the help', () => {
    machine.handle({ type: 'key', key: 'Enter' });
    machine.handle({ type: 'key', key: '?' });
    expect(machine.request().detail).toMatchObject({ id: '0' });
  });

  /** The detail panel of job 3, scrolled, on the way to the last job, after a picture. */
  function onTheWay(picture: Picture): JobsState {
    const panel = { mode: 'DETAIL_PANEL', pending: { kind: 'last' }, detailId: '3', detailTop: 2 } as const;
    return takePicture({ ...machine.state, ...panel }, { type: 'picture', picture }, viewMetrics).state;
  }

  it('leaves the detail panel at its job while a move is pending', () => {
    const request = { ...machine.request(), detail: { id: '3', failuresFrom: 0, failures: 0 } };
    const { detail } = answer(jobs, request);
    const next = onTheWay({ ...makePicture(makeJobs(400), 0, 50, 2), detail } as Picture);
    expect([next.pending, next.detailId]).toEqual([{ kind: 'last' }, '3']);
  });

  it('moves the detail panel to the job that the operator went to, at its top', () => {
    const next = onTheWay(makePicture(jobs, 0, jobs.length, 2));
    expect([next.pending, next.detailId, next.detailTop]).toEqual([null, '4', 0]);
  });

  it('that answers an older request is not shown, and one read is asked for', () => {
    const many = makeJobs(1000);
    show(many, 2);
    const early = machine.request();
    machine.handle({ type: 'key', key: 'G' });
    show(many, 3);
    const before = machine.state;
    const late = answer(many, early, 2);
    const counts = { ...makePicture(many).counts, failed: 7 };
    const commands = machine.handle({ type: 'picture', picture: { ...late, counts }, request: early });
    expect(machine.state).toBe(before);
    expect(commands).toEqual([{ type: 'read' }]);
  });

  it('with the jobs to hide is followed by one read, even if it is older', () => {
    const counts = { ...makePicture(jobs).counts, complete: 2 };
    machine.handle({ type: 'picture', picture: { ...makePicture(jobs, 0, jobs.length, 9), counts } });
    machine.handle({ type: 'key', key: 'x' });
    const request = machine.request();
    expect(request.clearing).toBe(true);
    expect(show(jobs, 8, request)).toEqual([{ type: 'read' }, { type: 'remember' }]);
    expect(machine.state.filter.cleared).toEqual({ until: 8, except: [] });
  });
});

/** How many reads a picture leads to that answers what is asked for in a mode, but for what the case says. */
function readsAfter(mode: Mode, given: (picture: Picture, state: JobsState) => Partial<Picture>): number {
  const state = stateIn(mode);
  if (state.connection.kind !== 'live') throw new Error('no picture');
  const { picture } = state.connection;
  const next = { ...picture, ...given(picture, state) };
  const { commands } = transition(state, { type: 'picture', picture: next }, viewMetrics);
  return commands.filter(({ type }) => type === 'read').length;
}

const unread = (count: number) => (picture: Picture) => ({
  causes: { ...(picture.causes as Causes), unread: count },
});
const nothing = () => ({});

describe('a picture of a quiet database', () => {
  it.each<[string, Mode, (picture: Picture) => Partial<Picture>, number]>([
    ['with causes that are all read', 'CAUSES_PANEL', nothing, 0],
    ['with one failure whose cause is unread', 'CAUSES_PANEL', unread(1), 1],
    ['with unread causes while a search covers their panel', 'PANEL_SEARCH', unread(9), 1],
    ['with unread causes in the list', 'JOB_LIST', unread(9), 0],
    ['with unread causes in another panel', 'WORKERS_PANEL', unread(9), 0],
    ['that is older than the last one', 'JOB_LIST', () => ({ asOf: -1 }), 1],
    ['that is as old as the last one', 'JOB_LIST', () => ({ asOf: 0 }), 0],
    ['without the detail of the open panel', 'DETAIL_PANEL', nothing, 1],
    ['that says that the job of the open panel is gone', 'DETAIL_PANEL', () => ({ detail: null }), 0],
  ])('%s, in %s: the machine reads again only while something is missing', (_, mode, given, reads) => {
    expect(readsAfter(mode, given)).toBe(reads);
  });
});
