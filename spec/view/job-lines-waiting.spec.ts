import { describe, expect, it } from '@jest/globals';
import type { Job } from '../../lib/model/job.js';
import { drawing, drawn, parser } from './job-lines-scene.js';
import { hour, minute, now } from './scene.js';

describe('jobLines of jobs that are put off', () => {
  it.each<[string, Partial<Job>, string]>([
    [
      'one whose parser is paused',
      {
        ...parser,
        status: 'queued',
        startedAt: now - 3 * hour,
        waiting: { kind: 'paused', since: now - 2 * hour, failures: 5, lastFailure: 'x' },
      },
      `
      ◌ PARSE    fix_parser v1.2                                        3h ago
                 Parser paused since 10:00 UTC after 5 failures
      `,
    ],
    [
      'one whose parser was paused by hand, some time',
      {
        ...parser,
        status: 'queued',
        startedAt: now - 3 * hour,
        waiting: { kind: 'paused', since: null, failures: 0, lastFailure: null },
      },
      `
      ◌ PARSE    fix_parser v1.2                                        3h ago
                 Parser paused
      `,
    ],
    [
      'one whose parser was paused the day before',
      {
        ...parser,
        status: 'queued',
        startedAt: now - 3 * hour,
        waiting: { kind: 'paused', since: now - 13 * hour, failures: 1, lastFailure: null },
      },
      `
      ◌ PARSE    fix_parser v1.2                                        3h ago
                 Parser paused since yesterday 23:00 UTC after 1 failure
      `,
    ],
    [
      'one that is tried again',
      {
        ...parser,
        status: 'queued',
        startedAt: now - 3 * hour,
        errorMessage: 'connection reset',
        waiting: { kind: 'retry', at: now + 7 * minute },
      },
      `
      ◌ PARSE    fix_parser v1.2                                        3h ago
                 Retry at 12:07 UTC after "connection reset"
      `,
    ],
    [
      'one that is tried again after a traceback, at a time to come that is no age',
      {
        ...parser,
        status: 'queued',
        startedAt: now + 7 * minute,
        errorMessage:
          'Traceback (most recent call last):\n  File "/opt/parser.py", line 88, in parse\nValueError: no price\n',
        waiting: { kind: 'retry', at: now + 7 * minute },
      },
      `
      ◌ PARSE    fix_parser v1.2
                 Retry at 12:07 UTC after "ValueError: no pr… at parser.py:88"
      `,
    ],
    [
      'one that is tried again some other day',
      {
        ...parser,
        status: 'queued',
        startedAt: now - 3 * hour,
        errorMessage: 'connection reset',
        waiting: { kind: 'retry', at: now + 38 * hour },
      },
      `
      ◌ PARSE    fix_parser v1.2                                        3h ago
                 Retry on 2026-01-17 02:00 UTC after "connection reset"
      `,
    ],
    [
      'one whose retry has come due meanwhile',
      {
        ...parser,
        status: 'queued',
        startedAt: now - 3 * hour,
        errorMessage: 'connection reset',
        waiting: { kind: 'retry', at: now },
      },
      `
      ◌ PARSE    fix_parser v1.2                                        3h ago
                 In line again after "connection reset"
      `,
    ],
    [
      'one that no worker had room for',
      {
        ...parser,
        status: 'queued',
        startedAt: now - 3 * hour,
        errorMessage: 'capacity_rejection',
        waiting: { kind: 'deferred', at: now + minute, deferral: 'no-room' },
      },
      `
      ◌ PARSE    fix_parser v1.2                                        3h ago
                 Next try at 12:01 UTC: no worker had room
      `,
    ],
    [
      'one that a restart lost',
      {
        ...parser,
        status: 'queued',
        startedAt: now - 3 * hour,
        errorMessage: 'lost_on_restart',
        waiting: { kind: 'deferred', at: now - 1, deferral: 'lost-on-restart' },
      },
      `
      ◌ PARSE    fix_parser v1.2                                        3h ago
                 In line again: it was lost in a restart
      `,
    ],
    [
      'one whose worker a restart lost',
      {
        ...parser,
        status: 'queued',
        startedAt: now - 3 * hour,
        waiting: { kind: 'deferred', at: now + 12 * hour, deferral: 'worker-gone-on-restart' },
      },
      `
      ◌ PARSE    fix_parser v1.2                                        3h ago
                 Next try tomorrow 00:00 UTC: its worker was lost in a restart
      `,
    ],
  ])('%s', (_, given, expected) => {
    expect(drawn(given)).toBe(drawing(expected));
  });
});
