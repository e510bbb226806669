import { describe, expect, it } from '@jest/globals';
import type { Job, Waiting } from '../../lib/model/job.js';
import { drawn, parser } from './job-lines-scene.js';
import { hour, minute, now } from './scene.js';

const queued = { ...parser, status: 'queued', startedAt: now - 3 * hour } as const;
const reset = 'connection reset';
const trace =
  'Traceback (most recent call last):\n  File "/opt/parser.py", line 88, in parse\nValueError: no price\n';
const paused = (hours: number | null, failures: number): Waiting => ({
  ...{ kind: 'paused', since: hours === null ? null : now - hours * hour, failures },
  lastFailure: failures > 1 ? 'x' : null,
});
const retry = (at: number, errorMessage = reset): Partial<Job> => ({
  ...{ waiting: { kind: 'retry', at }, errorMessage, ...(errorMessage === trace && { startedAt: at }) },
});
const line = (place: number | null, errorMessage: string | null = null): Partial<Job> => ({
  ...{ waiting: { kind: 'line', place }, errorMessage },
});
type Deferral = Extract<Waiting, { kind: 'deferred' }>['deferral'];
const deferred = (at: number, deferral: Deferral, errorMessage: string | null = null): Partial<Job> => ({
  ...{ waiting: { kind: 'deferred', at, deferral }, errorMessage },
});
const scheduled = (hours: number): Partial<Job> => ({
  waiting: { kind: 'scheduled', at: now + hours * hour },
});

describe('a queued job in the list', () => {
  it.each<[string, Partial<Job>]>([
    ['Parser paused since 10:00 UTC after 5 failures', { waiting: paused(2, 5) }],
    ['Parser paused', { waiting: paused(null, 0) }],
    ['Parser paused since yesterday 23:00 UTC after 1 failure', { waiting: paused(13, 1) }],
    ['Retry at 12:07 UTC after "connection reset"', retry(now + 7 * minute)],
    ['Retry at 12:07 UTC after "ValueError: no pr… at parser.py:88"', retry(now + 7 * minute, trace)],
    ['Retry on 2026-01-17 02:00 UTC after "connection reset"', retry(now + 38 * hour)],
    ['In line again after "connection reset"', retry(now)],
    ['Next try at 12:01 UTC: no worker had room', deferred(now + minute, 'no-room', 'capacity_rejection')],
    ['In line again: it was lost in a restart', deferred(now - 1, 'lost-on-restart', 'lost_on_restart')],
    [
      'Next try tomorrow 00:00 UTC: its worker was lost in a restart',
      deferred(now + 12 * hour, 'worker-gone-on-restart'),
    ],
    ['Scheduled for tomorrow 02:00 UTC', scheduled(14)],
    ['Scheduled for 2026-01-17 02:00 UTC', scheduled(38)],
    ['In line', scheduled(0)],
    ['Next in line', line(1)],
    ['3rd in line', line(3)],
    ['112th in line after "connection reset"', line(112, reset)],
    ['4th in line again: no worker had room', line(4, 'capacity_rejection')],
    ['612,503rd in line', line(612_503)],
    ['In line', line(null)],
    ['Being handed to worker-3', { workerHost: 'worker-3', waiting: { kind: 'dispatching' } }],
    ['Being handed to a worker', { waiting: { kind: 'dispatching' } }],
    ['Not in line yet', { waiting: { kind: 'pending' } }],
  ])('says “%s” below its name and how long it has waited, as %j', (why, given) => {
    const isPast = (given.startedAt ?? 0) <= now;
    expect(drawn({ ...queued, ...given }).split('\n')).toEqual([
      `◌ PARSE    fix_parser v1.2${isPast ? 'waiting 3h'.padStart(46) : ''}`,
      `           ${why}`,
    ]);
  });
});
