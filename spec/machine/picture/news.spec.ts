import { describe, expect, it } from '@jest/globals';
import { initialState, JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { newFailures, quietMs } from '../../../lib/machine/picture/news.js';
import type { JobsEvent } from '../../../lib/machine/state/event.js';
import type { Connection } from '../../../lib/machine/state/state.js';
import { feedSentence } from '../../../lib/model/feed.js';
import type { Job } from '../../../lib/model/job.js';
import { nothingSeen } from '../../../lib/model/look.js';
import type { CountedPicture, Picture } from '../../../lib/model/picture.js';
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
    show(machine, { asOf: now + 1, troubles: { gone: 2, silent: 0, stalled: 0 } }, without);
    expect(said(machine)).toEqual(['the workers of 2 jobs are gone: host:123, …']);
  });

  it('names a job that stalls once, and only counts one that the list does not have', () => {
    const machine = machineWith();
    show(machine, {}, [running]);
    const still = { ...running, trouble: { kind: 'stalled', since: now } } as const;
    const troubles = { gone: 0, silent: 0, stalled: 1 };
    for (const later of [1, 2]) show(machine, { asOf: now + later, troubles }, [still]);
    expect(said(machine)).toEqual(['job 42 has stalled: fix_parser']);
    show(machine, { asOf: now + minute + 2, troubles: { ...troubles, stalled: 2 } });
    expect(said(machine)[0]).toBe('1 job has stalled');
  });

  it('has no entry for troubles of workers that are counted for the first time', () => {
    const machine = machineWith();
    show(machine, { troubles: null }, [running]);
    show(machine, { asOf: now + 1, troubles: { gone: 1, silent: 2, stalled: 0 } }, [running]);
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
      ids: [],
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
      troubles: { gone: 0, silent: 0, stalled: 0 },
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

const second = 1000;

function failed(id: string, given: Partial<Job> = {}): Job {
  return jobWith({ id, name: `job ${id}`, status: 'failed', completedAt: now - 60 * second, ...given });
}

/** A picture in which `count` jobs have failed, some of which are at hand. */
function picture(count: number, jobs: readonly Job[] = [], given: Partial<CountedPicture> = {}): Picture {
  const counts = { queued: 0, running: 0, complete: 0, failed: count, cancelled: 0, other: 0 };
  return pictureOf(jobs, { counts, ...given });
}

const live = (shown: Picture): Connection => ({ kind: 'live', picture: shown });
const after = (code: Parameters<typeof problemOf>[0], shown: Picture): Connection => ({
  ...{ kind: 'stale', picture: shown, problem: problemOf(code, '/x'), since: now },
});

const alert = (count: number, ...names: string[]) => ({ count, names });
const oneFailed = picture(1, [failed('1')]);
const lately = { completedAt: now - second };

describe('the new failures of a picture', () => {
  it.each<[string, Connection, Picture, ReturnType<typeof newFailures>]>([
    [
      'are none when a database comes up at last',
      { kind: 'down', problem: problemOf('missing', '/x'), since: 0 },
      picture(3),
      null,
    ],
    [
      'name jobs that ended since, newest first, and none that only came into the window',
      live(picture(4)),
      picture(6, [
        failed('1', lately),
        failed('2', { completedAt: now }),
        failed('3'),
        failed('4', { completedAt: null }),
      ]),
      alert(2, 'job 2', 'job 1'),
    ],
    [
      'count a job that was retried and failed again between two pictures',
      live(oneFailed),
      picture(1, [failed('1', { retryCount: 1 })]),
      alert(1, 'job 1'),
    ],
    [
      'name a job that failed again only once, before one that failed besides',
      live(oneFailed),
      picture(3, [failed('1', { retryCount: 1, completedAt: now }), failed('2', lately)]),
      alert(2, 'job 1', 'job 2'),
    ],
    [
      'count after a busy spell, for it is the same database',
      after('busy', picture(1)),
      picture(3),
      alert(2),
    ],
  ])('%s', (_, before, next, expected) => {
    expect(newFailures(initialState(), before, next)).toEqual(expected);
  });
});

describe('the machine', () => {
  function alertsOf(...events: readonly JobsEvent[]): unknown[] {
    const machine = machineWith();
    return events.flatMap((event) => machine.handle(event).filter(({ type }) => type === 'alert'));
  }
  const took = (shown: Picture): JobsEvent => ({ type: 'picture', picture: shown });
  /** So many ms later so many jobs have failed; these of them are listed. */
  const later = (ms: number, count: number, ids: readonly string[] = []): JobsEvent => {
    const jobs = ids.map((id) => failed(id, { completedAt: now + ms }));
    return took(picture(count, jobs, { asOf: now + ms }));
  };

  it('alerts at most once a minute, then to all that failed since', () => {
    const first = [took(picture(0)), later(0, 1, ['1'])];
    const within = [later(1000, 3, ['2', '3']), later(quietMs - 1, 4, ['4'])];
    const after = [later(quietMs, 5, ['5']), later(quietMs + 1, 6), later(3 * quietMs, 8)];
    const [one, next, last, ...more] = alertsOf(...first, ...within, ...after);
    expect(one).toEqual({ type: 'alert', alert: { count: 1, names: ['job 1'] } });
    expect(next).toMatchObject({ alert: { count: 4, names: ['job 5', 'job 4', 'job 2', 'job 3'] } });
    expect(last).toEqual({ type: 'alert', alert: { count: 3, names: [] } });
    expect(more).toEqual([]);
    expect(alertsOf(...first, ...within)).toHaveLength(1);
    expect(alertsOf(...first, later(-1, 2))).toHaveLength(2);
  });
});
