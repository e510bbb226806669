import { describe, expect, it } from '@jest/globals';
import { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { newFailures, quietMs } from '../../../lib/machine/picture/news.js';
import type { JobsEvent } from '../../../lib/machine/state/event.js';
import { initialState } from '../../../lib/machine/state/initial-state.js';
import type { Connection } from '../../../lib/machine/state/state.js';
import type { Job } from '../../../lib/model/job.js';
import type { CountedPicture, Picture } from '../../../lib/model/picture.js';
import { recordProgress } from '../../../lib/model/progress.js';
import { problemOf } from '../../../lib/snapshot/files/read-failure.js';
import { jobWith, now, pictureOf } from '../../view/scene.js';

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
    const machine = new JobsStateMachine({ heightOf: () => 2, recordProgress });
    machine.handle({
      type: 'room',
      room: { list: 20, listBelowPipeline: 10, panel: 20, log: { lines: 20, columns: 80 } },
    });
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
