import { expect, it } from '@jest/globals';
import type { QueuePace } from '../../lib/model/forecast/queue-pace.js';
import { jsonOf } from '../../lib/view/json.js';
import { hour, jobWith, now, pictureOf } from './scene.js';

it('says how fast the queue is, and when a job in it is taken', () => {
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
    },
    jobs: [{ waiting: { place: 150, starts_in_seconds: 180 } }],
  });
  expect(printed({ lastEndedAt: now - 900_000 })).toMatchObject({
    queue: { finished_per_minute: null, state: 'stalled', stalled_seconds: 900, work_left_seconds: null },
    jobs: [{ waiting: { place: 150, starts_in_seconds: null } }],
  });
  expect(printed({ heldBack: 600 }).queue).toMatchObject({ state: 'idle', oldest_waiting_at: null });
});
