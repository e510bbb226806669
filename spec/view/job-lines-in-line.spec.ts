import { describe, expect, it } from '@jest/globals';
import type { Job } from '../../lib/model/job.js';
import { drawing, drawn, parser } from './job-lines-scene.js';
import { hour, now } from './scene.js';

describe('jobLines of jobs in line', () => {
  it.each<[string, Partial<Job>, string]>([
    [
      'one for tomorrow',
      {
        ...parser,
        status: 'queued',
        startedAt: now - 3 * hour,
        waiting: { kind: 'scheduled', at: now + 14 * hour },
      },
      `
      ◌ PARSE    fix_parser v1.2                                        3h ago
                 Scheduled for tomorrow 02:00 UTC
      `,
    ],
    [
      'one for later',
      {
        ...parser,
        status: 'queued',
        startedAt: now - 3 * hour,
        waiting: { kind: 'scheduled', at: now + 38 * hour },
      },
      `
      ◌ PARSE    fix_parser v1.2                                        3h ago
                 Scheduled for 2026-01-17 02:00 UTC
      `,
    ],
    [
      'one whose time has come meanwhile',
      { ...parser, status: 'queued', startedAt: now - 3 * hour, waiting: { kind: 'scheduled', at: now } },
      `
      ◌ PARSE    fix_parser v1.2                                        3h ago
                 In line
      `,
    ],
    [
      'one that is next',
      {
        ...parser,
        status: 'queued',
        startedAt: now - 3 * hour,
        waiting: { kind: 'line', place: 1 },
      },
      `
      ◌ PARSE    fix_parser v1.2                                        3h ago
                 Next in line
      `,
    ],
    [
      'one in line',
      {
        ...parser,
        status: 'queued',
        startedAt: now - 3 * hour,
        waiting: { kind: 'line', place: 3 },
      },
      `
      ◌ PARSE    fix_parser v1.2                                        3h ago
                 3rd in line
      `,
    ],
    [
      'one in line again',
      {
        ...parser,
        status: 'queued',
        startedAt: now - 3 * hour,
        errorMessage: 'connection reset',
        waiting: { kind: 'line', place: 112 },
      },
      `
      ◌ PARSE    fix_parser v1.2                                        3h ago
                 112th in line after "connection reset"
      `,
    ],
    [
      'one in line again for want of room',
      {
        ...parser,
        status: 'queued',
        startedAt: now - 3 * hour,
        errorMessage: 'capacity_rejection',
        waiting: { kind: 'line', place: 4 },
      },
      `
      ◌ PARSE    fix_parser v1.2                                        3h ago
                 4th in line again: no worker had room
      `,
    ],
    [
      'one far behind',
      {
        ...parser,
        status: 'queued',
        startedAt: now - 3 * hour,
        waiting: { kind: 'line', place: 612_503 },
      },
      `
      ◌ PARSE    fix_parser v1.2                                        3h ago
                 612,503rd in line
      `,
    ],
    [
      'one in a line of an unknown order',
      {
        ...parser,
        status: 'queued',
        startedAt: now - 3 * hour,
        waiting: { kind: 'line', place: null },
      },
      `
      ◌ PARSE    fix_parser v1.2                                        3h ago
                 In line
      `,
    ],
    [
      'one that is dispatched',
      {
        ...parser,
        status: 'queued',
        startedAt: now - 3 * hour,
        workerHost: 'worker-3',
        waiting: { kind: 'dispatching' },
      },
      `
      ◌ PARSE    fix_parser v1.2                                        3h ago
                 Being handed to worker-3
      `,
    ],
    [
      'one that is dispatched to who knows whom',
      { ...parser, status: 'queued', startedAt: now - 3 * hour, waiting: { kind: 'dispatching' } },
      `
      ◌ PARSE    fix_parser v1.2                                        3h ago
                 Being handed to a worker
      `,
    ],
    [
      'one that is not considered',
      { ...parser, status: 'queued', startedAt: now - 3 * hour, waiting: { kind: 'pending' } },
      `
      ◌ PARSE    fix_parser v1.2                                        3h ago
                 Not in line yet
      `,
    ],
  ])('%s', (_, given, expected) => {
    expect(drawn(given)).toBe(drawing(expected));
  });
});
