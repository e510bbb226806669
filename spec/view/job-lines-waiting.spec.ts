import { describe, expect, it } from '@jest/globals';
import type { Job } from '../../lib/model/job.js';
import { drawn, parser } from './job-lines-scene.js';
import { hour, minute, now } from './scene.js';

const queued = { ...parser, status: 'queued', startedAt: now - 3 * hour } as const;

describe('a queued job in the list', () => {
  it.each<[string, string, Partial<Job>]>([
    [
      'whose parser is paused',
      'Parser paused since 10:00 UTC after 5 failures',
      { waiting: { kind: 'paused', since: now - 2 * hour, failures: 5, lastFailure: 'x' } },
    ],
    [
      'whose parser was paused by hand at an unknown time',
      'Parser paused',
      { waiting: { kind: 'paused', since: null, failures: 0, lastFailure: null } },
    ],
    [
      'whose parser was paused the day before',
      'Parser paused since yesterday 23:00 UTC after 1 failure',
      { waiting: { kind: 'paused', since: now - 13 * hour, failures: 1, lastFailure: null } },
    ],
    [
      'that is tried again today',
      'Retry at 12:07 UTC after "connection reset"',
      { errorMessage: 'connection reset', waiting: { kind: 'retry', at: now + 7 * minute } },
    ],
    [
      'that is tried again after a traceback',
      'Retry at 12:07 UTC after "ValueError: no pr… at parser.py:88"',
      {
        startedAt: now + 7 * minute,
        errorMessage:
          'Traceback (most recent call last):\n  File "/opt/parser.py", line 88, in parse\nValueError: no price\n',
        waiting: { kind: 'retry', at: now + 7 * minute },
      },
    ],
    [
      'that is tried again another day',
      'Retry on 2026-01-17 02:00 UTC after "connection reset"',
      { errorMessage: 'connection reset', waiting: { kind: 'retry', at: now + 38 * hour } },
    ],
    [
      'whose retry has come due',
      'In line again after "connection reset"',
      { errorMessage: 'connection reset', waiting: { kind: 'retry', at: now } },
    ],
    [
      'that no worker had room for',
      'Next try at 12:01 UTC: no worker had room',
      {
        errorMessage: 'capacity_rejection',
        waiting: { kind: 'deferred', at: now + minute, deferral: 'no-room' },
      },
    ],
    [
      'that a restart lost',
      'In line again: it was lost in a restart',
      {
        errorMessage: 'lost_on_restart',
        waiting: { kind: 'deferred', at: now - 1, deferral: 'lost-on-restart' },
      },
    ],
    [
      'whose worker a restart lost',
      'Next try tomorrow 00:00 UTC: its worker was lost in a restart',
      { waiting: { kind: 'deferred', at: now + 12 * hour, deferral: 'worker-gone-on-restart' } },
    ],
    [
      'scheduled for tomorrow',
      'Scheduled for tomorrow 02:00 UTC',
      { waiting: { kind: 'scheduled', at: now + 14 * hour } },
    ],
    [
      'scheduled for another day',
      'Scheduled for 2026-01-17 02:00 UTC',
      { waiting: { kind: 'scheduled', at: now + 38 * hour } },
    ],
    ['whose scheduled time has come', 'In line', { waiting: { kind: 'scheduled', at: now } }],
    ['that is next', 'Next in line', { waiting: { kind: 'line', place: 1 } }],
    ['in third place', '3rd in line', { waiting: { kind: 'line', place: 3 } }],
    [
      'in line after an error',
      '112th in line after "connection reset"',
      { errorMessage: 'connection reset', waiting: { kind: 'line', place: 112 } },
    ],
    [
      'in line again for want of room',
      '4th in line again: no worker had room',
      { errorMessage: 'capacity_rejection', waiting: { kind: 'line', place: 4 } },
    ],
    ['far behind in the line', '612,503rd in line', { waiting: { kind: 'line', place: 612_503 } }],
    ['in a line whose order is not known', 'In line', { waiting: { kind: 'line', place: null } }],
    [
      'being dispatched',
      'Being handed to worker-3',
      { workerHost: 'worker-3', waiting: { kind: 'dispatching' } },
    ],
    [
      'being dispatched to an unknown worker',
      'Being handed to a worker',
      { waiting: { kind: 'dispatching' } },
    ],
    ['that is pending', 'Not in line yet', { waiting: { kind: 'pending' } }],
    ['that is held', 'Queue a is paused', { waiting: { kind: 'held', why: 'Queue\u001b[1m a is paused' } }],
  ])('%s says “%s” below its name and how long it has waited', (_, why, given) => {
    const isPast = (given.startedAt ?? 0) <= now;
    expect(drawn({ ...queued, ...given }).split('\n')).toEqual([
      `◌ PARSE    fix_parser v1.2${isPast ? 'waiting 3h'.padStart(46) : ''}`,
      `           ${why}`,
    ]);
  });
});
