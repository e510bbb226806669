import { beforeEach, describe, expect, it } from '@jest/globals';
import { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { cleaning } from '../../../lib/machine/picture/retention.js';
import { takePicture } from '../../../lib/machine/picture/take-picture.js';
import type { Command } from '../../../lib/machine/state/command.js';
import type { Job } from '../../../lib/model/job.js';
import type { Picture } from '../../../lib/model/picture.js';
import { viewMetrics } from '../modes/log-viewer-session.js';
import { answer, heightOf, makeJobs, makePicture, roomEvent } from '../queue-in-memory.js';

describe('a new picture', () => {
  const jobs: readonly Job[] = makeJobs(5).map((job) => ({ ...job, status: 'failed', statusText: 'FAILED' }));
  let machine: JobsStateMachine;

  beforeEach(() => {
    machine = new JobsStateMachine({ heightOf, recordProgress: (log) => log });
    machine.handle(roomEvent(12));
    show(jobs, 1);
  });

  function show(now: readonly Job[], asOf: number, request = machine.request()): readonly Command[] {
    return machine.handle({ type: 'picture', picture: answer(now, request, asOf), request });
  }

  const reads = (commands: readonly Command[]) => commands.some(({ type }) => type === 'read');

  it('has the marks compare with the jobs as it shows them', () => {
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

  it('takes away what was said only until one came', () => {
    const notice = { tone: 'failed', text: 'The database can not be written.', at: null } as const;
    machine.handle({ type: 'notice', notice: { ...notice, untilRead: true } });
    expect(machine.state.notice).not.toBeNull();
    show(jobs, 2);
    expect(machine.state.notice).toBeNull();
    machine.handle({ type: 'notice', notice });
    show(jobs, 3);
    expect(machine.state.notice).not.toBeNull();
  });

  it('is not the last one where the panel shows a job of which it does not tell', () => {
    const before = machine.request();
    machine.handle({ type: 'key', key: 'Enter' });
    expect(reads(show(jobs, 2, before))).toBe(true);
    expect(reads(show(jobs, 3))).toBe(false);
    // A job that is gone is told of: there is nothing to tell.
    expect(reads(show(jobs.slice(1), 4))).toBe(false);
  });

  it('tells what jobs are now, in the order that they had, while something is asked', () => {
    machine.handle({ type: 'key', key: 'A' });
    expect(machine.state.mode).toBe('CONFIRM');
    show(jobs.map((job) => ({ ...job, retryCount: 7 })).toReversed(), 2);
    const { connection } = machine.state;
    const shown = connection.kind === 'live' ? connection.picture.window.jobs : [];
    expect(shown.map(({ id, retryCount }) => [id, retryCount])).toEqual(jobs.map(({ id }) => [id, 7]));
  });

  it('has old metrics cleaned up where the clock was set back since the last time', () => {
    const able = { ...machine.state, writability: { kind: 'able' } as const, cleanedAt: 900_000_000 };
    const old = { ...answer(jobs, machine.request(), 500_000_000), metricsSince: 1 };
    expect(cleaning(able, old).commands).toEqual([{ type: 'clean-metrics' }]);
    expect(cleaning({ ...able, cleanedAt: 500_010_000 }, old).commands).toEqual([]);
  });

  it('is not the last one where the panel lies below the help', () => {
    machine.handle({ type: 'key', key: 'Enter' });
    machine.handle({ type: 'key', key: '?' });
    expect(machine.request().detail).toMatchObject({ id: '0' });
  });

  it('leaves the panel where it is while the list is not there yet', () => {
    const state = {
      ...machine.state,
      mode: 'DETAIL_PANEL' as const,
      pending: { kind: 'last' } as const,
      detailId: '3',
    };
    const partly = makePicture(makeJobs(400), 0, 50, 2);
    const detail = answer(jobs, {
      ...machine.request(),
      detail: { id: '3', failuresFrom: 0, failures: 0 },
    }).detail;
    const { state: next } = takePicture(
      state,
      { type: 'picture', picture: { ...partly, detail } as Picture },
      viewMetrics,
    );
    expect([next.pending, next.detailId]).toEqual([{ kind: 'last' }, '3']);
  });

  it('has the panel follow where the operator went, from its top', () => {
    const state = {
      ...machine.state,
      mode: 'DETAIL_PANEL' as const,
      pending: { kind: 'last' } as const,
      detailId: '3',
      detailTop: 2,
    };
    const { state: next } = takePicture(
      state,
      { type: 'picture', picture: makePicture(jobs, 0, jobs.length, 2) },
      viewMetrics,
    );
    expect([next.pending, next.detailId, next.detailTop]).toEqual([null, '4', 0]);
  });

  it('that leaves open where the operator is tells of no failure, and is asked for once', () => {
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

  it('that says which jobs are hidden is followed by one read, even where it is older', () => {
    const counts = { ...makePicture(jobs).counts, complete: 2 };
    machine.handle({ type: 'picture', picture: { ...makePicture(jobs, 0, jobs.length, 9), counts } });
    machine.handle({ type: 'key', key: 'x' });
    const request = machine.request();
    expect(request.clearing).toBe(true);
    expect(show(jobs, 8, request)).toEqual([{ type: 'read' }, { type: 'remember' }]);
    expect(machine.state.filter.cleared).toEqual({ until: 8, except: [] });
  });

  it('is not the last one where it is older than the one before it', () => {
    show(jobs, 10);
    expect(reads(show(jobs, 9))).toBe(true);
    expect(reads(show(jobs, 9))).toBe(false);
  });
});
