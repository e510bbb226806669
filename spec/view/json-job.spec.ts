import { describe, expect, it } from '@jest/globals';
import type { QueuePace } from '../../lib/model/forecast/pace.js';
import type { Job } from '../../lib/model/job.js';
import { jsonOf } from '../../lib/view/text-out/json.js';
import { hour, jobWith, now, pictureOf } from './scene.js';

describe('a job in JSON', () => {
  it('says how long a job took or has run, how long it will go on, and whether it stalls', () => {
    const ofJob = (given: Partial<Job>) => {
      const [job] = JSON.parse(jsonOf(pictureOf([jobWith(given)]), '/db')).jobs;
      return [job.duration_seconds, job.left_seconds, job.stalled_seconds];
    };
    const running: Partial<Job> = {
      ...{ status: 'running', startedAt: now - 60_500, completedAt: null, updatedAt: null, trouble: null },
      ...{ itemsTotal: 300, itemsProcessed: 100 },
    };
    expect(ofJob(running)).toEqual([60.5, 121, null]);
    const silent = { kind: 'silent', since: now, sign: 'update' } as const;
    expect(ofJob({ ...running, trouble: silent })).toEqual([60.5, null, null]);
    expect(ofJob({ ...running, itemsProcessed: 0 })).toEqual([60.5, null, null]);
    const still = { startedAt: now - 2 * hour, updatedAt: now - hour };
    expect(ofJob({ ...running, ...still })).toEqual([7200, null, 3600]);
    expect(ofJob({ status: 'complete', startedAt: now - 1500, completedAt: now })).toEqual([1.5, null, null]);
    expect(ofJob({ status: 'complete', startedAt: now, completedAt: now })).toEqual([null, null, null]);
    expect(ofJob({ status: 'queued', startedAt: now - hour })).toEqual([null, null, null]);
  });

  it('says what is known of a worker in trouble', () => {
    const ofJob = (trouble: Job['trouble']) => {
      const [job] = JSON.parse(jsonOf(pictureOf([jobWith({ trouble })]), '/db')).jobs;
      return [job.worker_state, job.worker_last_sign];
    };
    expect(ofJob({ kind: 'gone', since: null, reused: false })).toEqual(['gone', null]);
    expect(ofJob({ kind: 'silent', since: now, sign: 'update' })).toEqual([
      'silent',
      '2026-01-15T12:00:00.000Z',
    ]);
  });

  describe('an error', () => {
    const trace =
      'Traceback (most recent call last):\n  File "/srv/p.py", line 8, in price\nKeyError: 2\nnote';
    const errorsOf = (given: Partial<Job>) => {
      const [job] = JSON.parse(jsonOf(pictureOf([jobWith({ status: 'failed', ...given })]), '/db')).jobs;
      return job;
    };

    it('is in brief what a traceback says, and whole as it stands', () => {
      expect(errorsOf({ errorMessage: `permanent_error: ${trace}` })).toMatchObject({
        error_summary: 'KeyError: 2 note',
        error_at: 'p.py:8',
        error_message: `permanent_error: ${trace}`,
        failures: [],
      });
    });

    it('has the stack trace of its record', () => {
      const failure = { filePath: null, error: 'no  price', line: null, stackTrace: trace };
      expect(errorsOf({ failures: [failure] })).toMatchObject({
        error_summary: 'no price',
        error_at: 'p.py:8',
        error_message: null,
        failures: [{ error_summary: 'no price', error_at: 'p.py:8', error: 'no  price', stack_trace: trace }],
      });
    });

    it('is null where there is none, and brief where it is long', () => {
      expect(errorsOf({ errorMessage: ' \n' })).toMatchObject({ error_summary: null, error_at: null });
      expect(errorsOf({ errorMessage: 'long '.repeat(999) }).error_summary).toHaveLength(999);
    });
  });
});

it('the queue in JSON has its rate, and a job in it the time until it is taken', () => {
  const counts = { queued: 600, running: 3, complete: 9, failed: 0, cancelled: 0, other: 0 };
  const pace: QueuePace = {
    at: now,
    ended: Array.from({ length: 60 }, () => 50),
    endedLately: 0,
    lastEndedAt: now - 5000,
    endedBefore: 3000,
    oldestWaitingAt: now - hour,
    heldBack: 100,
  };
  const job = jobWith({ status: 'queued', waiting: { kind: 'line', place: 150 } });
  const printed = (given: Partial<QueuePace>) =>
    JSON.parse(jsonOf(pictureOf([job], { counts, pace: { ...pace, ...given } }), '/db'));
  expect(printed({})).toMatchObject({
    queue: {
      queued: 600,
      held_back: 100,
      oldest_waiting_at: '2026-01-15T11:00:00.000Z',
      finished_per_minute: 50,
      state: 'unknown',
      stalled_seconds: null,
      // One look shows no trend.
      empty_in_seconds: null,
      work_left_seconds: 600,
      work_left_is_rough: false,
    },
    jobs: [{ waiting: { place: 150, starts_in_seconds: 180, starts_in_is_rough: false } }],
  });
  // A figure that is only rough is no secret, and is called so.
  expect(printed({ ended: Array.from({ length: 60 }, () => 4) })).toMatchObject({
    queue: { finished_per_minute: 4, work_left_seconds: 7500, work_left_is_rough: true },
    jobs: [{ waiting: { starts_in_seconds: 2250, starts_in_is_rough: true } }],
  });
  expect(printed({ lastEndedAt: now - 900_000 })).toMatchObject({
    queue: { finished_per_minute: null, state: 'stalled', stalled_seconds: 900, work_left_seconds: null },
    jobs: [{ waiting: { place: 150, starts_in_seconds: null } }],
  });
  expect(printed({ heldBack: 600 }).queue).toMatchObject({ state: 'idle', oldest_waiting_at: null });
});
