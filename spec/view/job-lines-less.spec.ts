import { describe, expect, it } from '@jest/globals';
import type { Job } from '../../lib/model/job.js';
import { recordProgress } from '../../lib/model/progress.js';
import { jobLines } from '../../lib/view/job/job-lines.js';
import { textOf } from '../../lib/view/text/line.js';
import { statuses } from './any-job.js';
import { drawing, drawn, parser, traceback, twoMinutesAgo } from './job-lines-scene.js';
import { hour, jobWith, minute, now, rowContextWith } from './scene.js';

const ascii = rowContextWith({ unicode: false });

describe('jobLines where the record says less', () => {
  it.each<[string, Partial<Job>, string]>([
    [
      'complete without anything',
      { ...parser, ...twoMinutesAgo },
      `
      ✓ PARSE    fix_parser v1.2                                        2m ago
      `,
    ],
    [
      'complete without a name, a version or a time',
      { name: '', outputPath: '/out' },
      `
      ✓ PARSE    (unnamed)
                 → /out
      `,
    ],
    [
      'complete, one file, from a worker that doesn’t count',
      { ...parser, ...twoMinutesAgo, sourcePath: '/data/a.log', outputPath: '/out/a.parquet', itemsTotal: 0 },
      `
      ✓ PARSE    fix_parser v1.2                                        2m ago
                 /data/a.log → /out/a.parquet
      `,
    ],
    [
      'complete with warnings, and what failed first',
      {
        ...parser,
        ...twoMinutesAgo,
        warnings: true,
        itemsProcessed: 1235,
        itemsFailed: 12,
        outputPath: '/out/',
        failures: [{ filePath: '/data/b.log', error: 'Bad', line: null }],
      },
      `
      ✓ PARSE    fix_parser v1.2 • with warnings                        2m ago
                 1,235 files (12 failed) → /out/
                 First failure: b.log
      `,
    ],
    [
      'complete with warnings that are only a message',
      {
        ...parser,
        warnings: true,
        errorMessage: '3 rows quarantined',
        note: 'as expected',
        itemsProcessed: 1,
      },
      `
      ✓ PARSE    fix_parser v1.2 • with warnings
                 1 file • as expected
                 3 rows quarantined
      `,
    ],
  ])('%s', (_, given, expected) => {
    expect(drawn(given)).toBe(drawing(expected));
  });

  it.each<[string, Partial<Job>, string]>([
    [
      'complete with warnings about a file that nobody knows',
      {
        name: 'p',
        warnings: true,
        failures: [{ filePath: null, error: traceback, line: null }],
      },
      `
      ✓ PARSE    p • with warnings
                 ValueError: no price at parser.py:88 • caused by KeyError: 2
      `,
    ],
    [
      'complete with a traceback for a warning',
      { name: 'p', warnings: true, errorMessage: traceback },
      `
      ✓ PARSE    p • with warnings
                 ValueError: no price at parser.py:88 • caused by KeyError: 2
      `,
    ],
    [
      'cancelled with a traceback',
      { name: 'p', status: 'cancelled', errorMessage: traceback },
      `
      ⊘ PARSE    p
                 Cancelled • ValueError: no price at parser.py:88
      `,
    ],
    [
      'an unknown status with a traceback',
      { name: 'p', status: 'other', statusText: 'LIMBO', errorMessage: traceback },
      `
      ? PARSE    p
                 Status LIMBO
                 ValueError: no price at parser.py:88 • caused by KeyError: 2
      `,
    ],
  ])('%s', (_, given, expected) => {
    expect(drawn(given)).toBe(drawing(expected));
  });

  it.each<[string, Partial<Job>, string]>([
    [
      'running without progress, as workers in the field do',
      {
        ...parser,
        status: 'running',
        startedAt: now - 12 * minute - 8000,
        itemsTotal: 0,
        sourcePath: '/data/a.log',
      },
      `
      ↻ PARSE    fix_parser v1.2                                running 12m 8s
                 /data/a.log
      `,
    ],
    [
      'running with a percentage only',
      { ...parser, status: 'running', startedAt: now - 10 * minute, progressPercent: 50 },
      `
      ↻ PARSE    fix_parser v1.2                             ██████░░░░░░  50%
                 50% done • ETA 10m
      `,
    ],
    [
      'a scan that runs, with failures',
      {
        type: 'scan',
        status: 'running',
        sourcePath: '/data/fix_logs',
        itemsProcessed: 892,
        itemsTotal: 1247,
        itemsFailed: 3,
      },
      `
      ↻ SCAN     /data/fix_logs                              █████████░░░  72%
                 892/1,247 files • 3 failed
      `,
    ],
    [
      'a scan that counts without a total',
      { type: 'scan', status: 'running', name: '/data', startedAt: now - minute, itemsProcessed: 892 },
      `
      ↻ SCAN     /data                                              running 1m
                 892 files
      `,
    ],
    [
      'a job that was retried',
      { ...parser, status: 'queued', retryCount: 2, sourcePath: '/data/a.log', startedAt: now - 3 * hour },
      `
      ◌ PARSE    fix_parser v1.2 • /data/a.log • retry 2                3h ago
      `,
    ],
  ])('%s', (_, given, expected) => {
    expect(drawn(given)).toBe(drawing(expected));
  });

  it.each<[string, Partial<Job>, string]>([
    [
      'a running one of which only the worker is known',
      {
        ...parser,
        status: 'running',
        startedAt: now - minute,
        sourcePath: '/in/a.log',
        workerHost: 'worker-3',
      },
      `
      ↻ PARSE    fix_parser v1.2                                    running 1m
                 /in/a.log • on worker-3
      `,
    ],
    [
      'cancelled half-way',
      {
        ...parser,
        ...twoMinutesAgo,
        status: 'cancelled',
        errorMessage: 'Cancelled by user',
        itemsProcessed: 892,
        itemsTotal: 1247,
      },
      `
      ⊘ PARSE    fix_parser v1.2                                        2m ago
                 Cancelled by user after 892/1,247 files
      `,
    ],
    [
      'cancelled for another reason, with output',
      { ...parser, status: 'cancelled', errorMessage: 'shutdown', outputPath: '/out' },
      `
      ⊘ PARSE    fix_parser v1.2
                 Cancelled • shutdown • → /out
      `,
    ],
    [
      'an unknown status and type, as they stand',
      {
        type: 'other',
        typeText: 'reconcile',
        status: 'other',
        statusText: 'QUARANTINED',
        name: 'x',
        itemsProcessed: 5,
        itemsTotal: 9,
        errorMessage: 'odd',
        outputPath: '/out',
        outputSizeBytes: 5n,
      },
      `
      ? RECONCI… x
                 Status QUARANTINED • 5/9 items
                 odd
                 → /out (5 B)
      `,
    ],
    [
      'a complete scan with output',
      { type: 'scan', name: '/data', outputPath: '/out/index', outputSizeBytes: 5000n },
      `
      ✓ SCAN     /data
                 → /out/index (5.0 kB)
      `,
    ],
    [
      'a version that says v by itself',
      { name: 'p', version: 'v2.0-rc1' },
      `
      ✓ PARSE    p v2.0-rc1
      `,
    ],
  ])('%s', (_, given, expected) => {
    expect(drawn(given)).toBe(drawing(expected));
  });

  it('a stalled job says for how long', () => {
    const job = jobWith({
      ...parser,
      status: 'running',
      itemsProcessed: 892,
      itemsTotal: 1247,
      startedAt: now - hour,
    });
    const progress = recordProgress(new Map(), [job], now - 15 * minute);
    expect(jobLines(job, 72, rowContextWith({ progress })).map(textOf)[1]).toContain(
      '892/1,247 files • stalled 15m',
    );
    // What isn't known to have stood still isn't called stalled.
    expect(
      jobLines(job, 72, rowContextWith({ progress, heldUntil: now - 15 * minute })).map(textOf)[1],
    ).toContain('892/1,247 files • ETA');
  });

  it('in ASCII, with statuses that differ', () => {
    const glyphs = statuses.map((status) => drawn({ status, name: 'x' }, ascii).slice(0, 1));
    expect(new Set(glyphs).size).toBe(statuses.length);
    expect(drawn({ ...parser, itemsProcessed: 1235, outputPath: '/é/', warnings: true }, ascii)).toBe(
      drawing(`
      D PARSE    fix_parser v1.2 - with warnings
                 1,235 files -> /?/
      `),
    );
    expect(drawn({ status: 'running', name: 'x', itemsProcessed: 1, itemsTotal: 2 }, ascii)).toContain(
      '######------  50%',
    );
  });
});
