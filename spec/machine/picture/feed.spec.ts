import { describe, expect, it } from '@jest/globals';
import { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { feedSentence } from '../../../lib/model/feed.js';
import type { Job } from '../../../lib/model/job.js';
import { nothingSeen } from '../../../lib/model/look.js';
import type { CountedPicture } from '../../../lib/model/picture.js';
import { problemOf } from '../../../lib/snapshot/files/read-failure.js';
import { heightOf } from '../../../lib/view/job/job-lines.js';
import { roomOf } from '../../../lib/view/screen/layout.js';
import { jobWith, minute, now, pictureOf } from '../../view/scene.js';

const counts = { queued: 2, running: 1, complete: 0, failed: 0, cancelled: 0, other: 0 };

function machineWith(seen = nothingSeen): JobsStateMachine {
  const machine = new JobsStateMachine({ heightOf, recordProgress: (log) => log, seen });
  machine.handle({ type: 'room', room: roomOf({ columns: 80, rows: 24 }) });
  return machine;
}

function show(machine: JobsStateMachine, given: Partial<CountedPicture>, jobs: readonly Job[] = []) {
  const request = machine.request();
  return machine
    .handle({ type: 'picture', picture: pictureOf(jobs, { counts, ...given }), request })
    .map(({ type }) => type);
}

const said = (machine: JobsStateMachine) => machine.state.feed.map(feedSentence);
const running = jobWith({
  ...{ id: '42', status: 'running', name: 'fix_parser', workerHost: 'host', workerPid: 123 },
});

describe('the feed of a machine', () => {
  it('has an entry for each difference between two pictures, the most important first', () => {
    const machine = machineWith();
    show(machine, {}, [running]);
    const failed: Job = {
      ...running,
      status: 'failed',
      errorMessage: 'permanent_error: SchemaViolation at row 17',
    };
    show(
      machine,
      {
        asOf: now + 1,
        counts: { queued: 0, running: 1, complete: 12, failed: 1, cancelled: 3, other: 0 },
        troubles: { gone: 1, silent: 2 },
      },
      [failed],
    );
    expect(said(machine)).toEqual([
      'job 42 failed: SchemaViolation at row 17 (fix_parser)',
      'the worker of 1 job is gone',
      'the workers of 2 jobs are silent',
      'the queue is empty',
      '12 jobs done',
      '3 jobs cancelled',
      '14 jobs queued',
    ]);
    expect(machine.state.feed[0]?.jobId).toBe('42');
  });

  it('names no job if several failed and one of them is in the window', () => {
    const machine = machineWith();
    show(machine, {}, [running]);
    const failed: Job = { ...running, status: 'failed', errorMessage: 'DiskFull' };
    show(machine, { asOf: now + 1, counts: { ...counts, failed: 3 } }, [failed]);
    expect(machine.state.feed.filter(({ kind }) => kind === 'failed')).toMatchObject([
      { count: 3, jobId: null },
    ]);
    expect(said(machine)[0]).toBe('3 jobs failed: DiskFull (fix_parser), …');
  });

  it('has an entry when the queue becomes empty', () => {
    const machine = machineWith();
    const none = { ...counts, queued: 0 };
    show(machine, { counts: none });
    show(machine, { asOf: now + 1, counts: none });
    expect(said(machine)).toEqual([]);
    show(machine, { asOf: now + 2, counts: { ...none, queued: 1 } });
    show(machine, { asOf: now + 3, counts: { ...none, complete: 1 } });
    expect(said(machine)).toEqual(['the queue is empty', '1 job done', '1 job queued']);
  });

  it('names a worker once, however many of its jobs are found without it', () => {
    const machine = machineWith();
    const jobs = ['42', '43'].map((id) => ({ ...running, id }));
    show(machine, {}, jobs);
    const trouble = { kind: 'gone', since: null, reused: false } as const;
    const without = jobs.map((job) => ({ ...job, trouble }));
    show(machine, { asOf: now + 1, troubles: { gone: 2, silent: 0 } }, without);
    expect(said(machine)).toEqual(['the workers of 2 jobs are gone: host:123, …']);
  });

  it('has no entry for troubles of workers that are counted for the first time', () => {
    const machine = machineWith();
    show(machine, { troubles: null }, [running]);
    show(machine, { asOf: now + 1, troubles: { gone: 1, silent: 2 } }, [running]);
    expect(said(machine)).toEqual([]);
  });

  it('has no differences to a database that may be another one', () => {
    const machine = machineWith();
    show(machine, {});
    machine.handle({ type: 'problem', problem: problemOf('missing', '/x'), at: now + 1 });
    show(machine, { asOf: now + 2, counts: { ...counts, failed: 9 } });
    expect(said(machine)[0]).toBe('the database is read again');
    expect(said(machine)).toHaveLength(2);
  });

  it('continues after a restart, with an entry for the start', () => {
    const entry = {
      id: 7,
      kind: 'done',
      from: now - minute,
      at: now - minute,
      count: 2,
      words: [],
      jobId: null,
    } as const;
    const machine = machineWith({ look: null, feed: [entry] });
    show(machine, {});
    expect(said(machine)).toEqual(['Jobs View was started', '2 jobs done']);
    expect(machine.state.feed[0]?.id).toBe(8);
  });

  it('is saved every five seconds at most, also without the focus', () => {
    const machine = machineWith();
    show(machine, {});
    machine.handle({ type: 'focus', focused: false, at: now + 1000 });
    const done = (complete: number) => ({ ...counts, complete });
    expect(show(machine, { asOf: now + 2000, counts: done(1) })).not.toContain('keep');
    expect(show(machine, { asOf: now + 6000, counts: done(2) })).toContain('keep');
    expect(show(machine, { asOf: now + 7000, counts: done(3) })).not.toContain('keep');
    expect(machine.state.looking.last?.at).toBe(now + 1000);
    expect(show(machine, { asOf: now + 20_000, counts: done(3) })).not.toContain('keep');
  });

  it('has one entry for a new cause', () => {
    const look = {
      at: now - 10 * minute,
      counts: { queued: 2, complete: 0, failed: 0, cancelled: 0 },
      troubles: { gone: 0, silent: 0 },
      causes: [],
    };
    const machine = machineWith({ look, feed: [] });
    const since = {
      at: look.at - 2000,
      counts: { complete: 0, failed: 1, cancelled: 0 },
      newCauses: [{ key: 'a', text: 'DiskFull' }],
      moreNewCauses: 0,
      unread: 0,
    };
    show(machine, {});
    show(machine, { asOf: now + 1, since });
    show(machine, { asOf: now + 2, since });
    expect(said(machine)).toEqual(['new cause: DiskFull']);
  });
});

describe('the panel of the feed', () => {
  it('goes to the job of an entry, wherever it is in the list', () => {
    const machine = machineWith();
    show(machine, {}, [running]);
    show(machine, { asOf: now + 1, counts: { ...counts, failed: 1 } }, [{ ...running, status: 'failed' }]);
    for (const key of ['a', 'Enter']) machine.handle({ type: 'key', key });
    expect(machine.state.mode).toBe('JOB_LIST');
    expect(machine.request().anchor).toMatchObject({ kind: 'job', id: '42' });
  });
});
