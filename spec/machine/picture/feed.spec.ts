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
