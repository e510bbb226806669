import { describe, expect, it } from '@jest/globals';
import { initialState, type JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { newFailures, quietMs } from '../../../lib/machine/picture/news.js';
import type { JobsEvent } from '../../../lib/machine/state/event.js';
import type { Connection } from '../../../lib/machine/state/state.js';
import { feedSentence } from '../../../lib/model/feed.js';
import type { Job, JobTrouble } from '../../../lib/model/job.js';
import { type LastSeen, nothingSeen } from '../../../lib/model/look.js';
import type { CountedPicture, Picture } from '../../../lib/model/picture.js';
import type { TroubledJob } from '../../../lib/model/worker.js';
import { problemOf } from '../../../lib/snapshot/files/read-failure.js';
import { jobWith, minute, now, pictureOf } from '../../view/scene.js';
import { machineInRoom } from '../machine-in-room.js';

const counts = { queued: 2, running: 1, complete: 0, failed: 0, cancelled: 0, other: 0 };

const machineWith = (seen = nothingSeen) => machineInRoom({ seen });

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
  const troubled = (kind: JobTrouble['kind'], worker: string | null, ...ids: readonly string[]) =>
    ids.map((id) => ({ id, kind, worker }));

  it('counts workers, not jobs, and names both, wherever the list stands', () => {
    const machine = machineWith();
    show(machine, { troubled: [] });
    const gone = troubled('gone', 'vm:1', '5', '6');
    show(machine, { asOf: now + 1, troubled: gone });
    expect(said(machine)).toEqual(['worker vm:1 of jobs 5 and 6 is gone']);
    // Within the same minute more of its jobs are found without it, and another worker.
    const more = [...gone, ...troubled('gone', 'vm:1', '7'), ...troubled('gone', 'vm:2', '8')];
    show(machine, { asOf: now + 2, troubled: more });
    expect(said(machine)).toEqual(['2 workers are gone: vm:1, vm:2 (jobs 7, 8, 5, …)']);
    show(machine, { asOf: now + 2 * minute, troubled: [...more, ...troubled('silent', null, '9', '4')] });
    expect(said(machine)[0]).toBe('2 workers are silent (jobs 9 and 4)');
  });

  it('names a job that stalls once, also one that the list does not have', () => {
    const machine = machineWith();
    show(machine, { troubled: [] });
    const still = troubled('stalled', 'host:123', '42');
    for (const later of [1, 2]) show(machine, { asOf: now + later, troubled: still, lately: [running] });
    expect(said(machine)).toEqual(['job 42 has stalled: fix_parser']);
    const more = [...still, ...troubled('stalled', null, '43')];
    show(machine, { asOf: now + minute + 2, troubled: more });
    expect(said(machine)[0]).toBe('job 43 has stalled');
  });

  it('has no entry for troubles that are there when they are first looked for', () => {
    const machine = machineWith();
    show(machine, { troubles: null }, [running]);
    show(machine, { asOf: now + 1, troubled: troubled('silent', 'vm:1', '5') }, [running]);
    expect(said(machine)).toEqual([]);
  });

  it('tells a trouble once, over restarts too, but another one of the same job, and one that comes again', () => {
    const three = ['1', '2', '3'].flatMap((id) => troubled('gone', `vm:${id}`, id));
    const stalled = troubled('stalled', 'vm:4', '4');
    let seen = { ...nothingSeen, troubles: [] } as LastSeen;
    let asOf = now;
    const run = (...pictures: readonly (readonly TroubledJob[])[]) => {
      const machine = machineWith(seen);
      const before = new Set(seen.feed);
      for (const each of pictures) {
        asOf += 2 * minute;
        show(machine, { asOf, troubled: each });
      }
      const { feed, troubles, looking } = machine.state;
      seen = { feed, troubles, look: looking.last };
      return feed.filter((entry) => !before.has(entry) && entry.kind !== 'start').map(feedSentence);
    };
    // A worker is found gone with the second picture of each run only.
    expect(run([], three)).toEqual(['3 workers are gone: vm:1, vm:2, vm:3 (jobs 1, 2 and 3)']);
    for (let start = 0; start < 3; start += 1) expect(run([], three, [])).toEqual([]);
    expect(run(three, [...three, ...troubled('gone', 'vm:9', '1')])).toEqual([
      'worker vm:9 of job 1 is gone',
    ]);
    expect(run([], stalled)).toEqual(['job 4 has stalled']);
    expect(run([], stalled, [], stalled)).toEqual(['job 4 has stalled']);
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
    const machine = machineWith({ ...nothingSeen, feed: [entry] });
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
    const machine = machineWith({ ...nothingSeen, look });
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
