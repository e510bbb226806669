import { describe, expect, it } from '@jest/globals';
import type { Job } from '../../lib/model/job.js';
import { recordProgress } from '../../lib/model/progress.js';
import { jobLines } from '../../lib/view/job/job-lines.js';
import { textOf } from '../../lib/view/text/line.js';
import { statuses } from './any-job.js';
import { drawn, linesOfJob, parser, traceback, twoMinutesAgo } from './job-lines-scene.js';
import { hour, jobWith, minute, now, rowContextWith } from './scene.js';

describe('a job whose record says little', () => {
  it.each<[string, Partial<Job>, readonly string[]]>([
    [
      'a complete one without anything',
      { ...parser, ...twoMinutesAgo },
      ['✓ PARSE  fix_parser v1.2  2m ago'],
    ],
    [
      'a complete one without a name, a version or a time',
      { name: '', outputPath: '/out' },
      ['✓ PARSE  (unnamed)', '→ /out'],
    ],
    [
      'a complete one whose worker does not count',
      { ...parser, ...twoMinutesAgo, sourcePath: '/data/a.log', outputPath: '/out/a.parquet', itemsTotal: 0 },
      ['✓ PARSE  fix_parser v1.2  2m ago', '/data/a.log → /out/a.parquet'],
    ],
    [
      'a complete one with warnings and a first failure',
      {
        ...{ ...parser, ...twoMinutesAgo, warnings: true, itemsProcessed: 1235, itemsFailed: 12 },
        ...{ outputPath: '/out/', failures: [{ filePath: '/data/b.log', error: 'Bad', line: null }] },
      },
      [
        '✓ PARSE  fix_parser v1.2 • with warnings  2m ago',
        '1,235 files (12 failed) → /out/',
        'First failure: b.log',
      ],
    ],
    [
      'a complete one whose warning is a message',
      {
        ...{ ...parser, warnings: true, errorMessage: '3 rows quarantined', note: 'as expected' },
        itemsProcessed: 1,
      },
      ['✓ PARSE  fix_parser v1.2 • with warnings', '1 file • as expected', '3 rows quarantined'],
    ],
    [
      'a complete one whose warning names no file',
      {
        name: 'p',
        warnings: true,
        failures: [{ filePath: null, error: traceback, line: null }],
      },
      ['✓ PARSE  p • with warnings', 'ValueError: no price at parser.py:88 • caused by KeyError: 2'],
    ],
    [
      'a complete one whose warning is a traceback',
      { name: 'p', warnings: true, errorMessage: traceback },
      ['✓ PARSE  p • with warnings', 'ValueError: no price at parser.py:88 • caused by KeyError: 2'],
    ],
    [
      'a cancelled one with a traceback',
      { name: 'p', status: 'cancelled', errorMessage: traceback },
      ['⊘ PARSE  p', 'Cancelled • ValueError: no price at parser.py:88'],
    ],
    [
      'one of an unknown status with a traceback',
      { name: 'p', status: 'other', statusText: 'LIMBO', errorMessage: traceback },
      ['? PARSE  p', 'Status LIMBO', 'ValueError: no price at parser.py:88 • caused by KeyError: 2'],
    ],
    [
      'a running one without progress',
      {
        ...{ ...parser, status: 'running', startedAt: now - 12 * minute - 8000, itemsTotal: 0 },
        sourcePath: '/data/a.log',
      },
      ['↻ PARSE  fix_parser v1.2  running 12m 8s', '/data/a.log'],
    ],
    [
      'a running one with a percentage only',
      { ...parser, status: 'running', startedAt: now - 10 * minute, progressPercent: 50 },
      ['↻ PARSE  fix_parser v1.2  ██████░░░░░░  50%', '50% done • ETA 10m'],
    ],
    [
      'a running scan with failures',
      {
        ...{ type: 'scan', status: 'running', sourcePath: '/data/fix_logs', itemsProcessed: 892 },
        ...{ itemsTotal: 1247, itemsFailed: 1 },
      },
      ['↻ SCAN  /data/fix_logs  █████████░░░  72%', '892/1,247 files • 1 failed'],
    ],
    [
      'a running scan without a total',
      { type: 'scan', status: 'running', name: '/data', startedAt: now - minute, itemsProcessed: 892 },
      ['↻ SCAN  /data  running 1m', '892 files'],
    ],
    [
      'a queued one that was retried',
      { ...parser, status: 'queued', retryCount: 1, sourcePath: '/data/a.log', startedAt: now - 3 * hour },
      ['◌ PARSE  fix_parser v1.2 • /data/a.log • retry 1  waiting 3h'],
    ],
    [
      'a running one of which only the worker is known',
      {
        ...{ ...parser, status: 'running', startedAt: now - minute, sourcePath: '/in/a.log' },
        workerHost: 'worker-3',
      },
      ['↻ PARSE  fix_parser v1.2  running 1m', '/in/a.log • on worker-3'],
    ],
    [
      'one cancelled half-way',
      {
        ...{ ...parser, ...twoMinutesAgo, status: 'cancelled', errorMessage: 'Cancelled by user' },
        ...{ itemsProcessed: 892, itemsTotal: 1247 },
      },
      ['⊘ PARSE  fix_parser v1.2  2m ago', 'Cancelled by user after 892/1,247 files'],
    ],
    [
      'one cancelled for another reason, with output',
      { ...parser, status: 'cancelled', errorMessage: 'shutdown', outputPath: '/out' },
      ['⊘ PARSE  fix_parser v1.2', 'Cancelled • shutdown → /out'],
    ],
    [
      'a complete one that was skipped',
      { ...parser, statusText: 'Skipped', outputPath: '/out' },
      ['✓ PARSE  fix_parser v1.2 • skipped', '→ /out'],
    ],
    [
      'a running one that is only staged',
      { ...parser, status: 'running', statusText: 'STAGED', itemsProcessed: 892 },
      ['↻ PARSE  fix_parser v1.2 • staged  running', '892 files'],
    ],
    [
      'one of an unknown status and type',
      {
        ...{ type: 'other', typeText: 'reconcile', status: 'other', statusText: 'QUARANTINED', name: 'x' },
        ...{ itemsProcessed: 5, itemsTotal: 9, errorMessage: 'odd', outputPath: '/out', outputSizeBytes: 5n },
      },
      ['? RECONCI… x', 'Status QUARANTINED • 5/9 items', 'odd', '→ /out (5 B)'],
    ],
    [
      'a complete scan with output',
      { type: 'scan', name: '/data', outputPath: '/out/index', outputSizeBytes: 5000n },
      ['✓ SCAN  /data', '→ /out/index (5.0 kB)'],
    ],
    ['one whose version begins with v', { name: 'p', version: 'v2.0-rc1' }, ['✓ PARSE  p v2.0-rc1']],
  ])('shows what is known: %s', (_, given, lines) => {
    expect(linesOfJob(given)).toEqual(lines);
  });

  it('shows for how long it has stood still, if that is known', () => {
    const job = jobWith({
      ...{ ...parser, status: 'running', itemsProcessed: 892, itemsTotal: 1247, startedAt: now - hour },
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

  it('has a letter of its own for each status in ASCII', () => {
    const ascii = rowContextWith({ unicode: false });
    const glyphs = statuses.map((status) => drawn({ status, name: 'x' }, ascii).slice(0, 1));
    expect(new Set(glyphs).size).toBe(statuses.length);
    const given = { ...parser, itemsProcessed: 1235, outputPath: '/é/', warnings: true };
    expect(linesOfJob(given, ascii)).toEqual([
      'D PARSE  fix_parser v1.2 - with warnings',
      '1,235 files -> /?/',
    ]);
    expect(drawn({ status: 'running', name: 'x', itemsProcessed: 1, itemsTotal: 2 }, ascii)).toContain(
      '######------  50%',
    );
  });
});
