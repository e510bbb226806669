import { describe, expect, it } from '@jest/globals';
import type { Job } from '../../lib/model/job.js';
import { recordProgress } from '../../lib/model/progress.js';
import { jobLines } from '../../lib/view/job/job-lines.js';
import { textOf } from '../../lib/view/text/line.js';
import { statuses } from './any-job.js';
import { drawn, linesOfJob, parser, traceback, twoMinutesAgo } from './job-lines-scene.js';
import { hour, jobWith, minute, now, rowContextWith } from './scene.js';

describe('a job whose record says little', () => {
  const running = { ...parser, status: 'running' } as const;
  const some = { itemsProcessed: 892, itemsTotal: 1247 } as const;
  const thrown = 'ValueError: no price at parser.py:88';

  it.each<[lines: string, given: Partial<Job>]>([
    ['✓ PARSE  fix_parser v1.2  2m ago', { ...parser, ...twoMinutesAgo }],
    ['✓ PARSE  (unnamed) / → /out', { name: '', outputPath: '/out' }],
    [
      '✓ PARSE  fix_parser v1.2  2m ago / /data/a.log → /out/a.parquet',
      { ...parser, ...twoMinutesAgo, sourcePath: '/data/a.log', outputPath: '/out/a.parquet', itemsTotal: 0 },
    ],
    [
      '✓ PARSE  fix_parser v1.2 • with warnings  2m ago / 1,235 files (12 failed) → /out/ / First failure: b.log',
      {
        ...{ ...parser, ...twoMinutesAgo, warnings: true, itemsProcessed: 1235, itemsFailed: 12 },
        ...{ outputPath: '/out/', failures: [{ filePath: '/data/b.log', error: 'Bad', line: null }] },
      },
    ],
    [
      '✓ PARSE  fix_parser v1.2 • with warnings / 1 file • as expected / 3 rows quarantined',
      {
        ...parser,
        warnings: true,
        errorMessage: '3 rows quarantined',
        note: 'as expected',
        itemsProcessed: 1,
      },
    ],
    [
      `✓ PARSE  p • with warnings / ${thrown} • caused by KeyError: 2`,
      { name: 'p', warnings: true, failures: [{ filePath: null, error: traceback, line: null }] },
    ],
    [
      `✓ PARSE  p • with warnings / ${thrown} • caused by KeyError: 2`,
      { name: 'p', warnings: true, errorMessage: traceback },
    ],
    [`⊘ PARSE  p / Cancelled • ${thrown}`, { name: 'p', status: 'cancelled', errorMessage: traceback }],
    [
      `? PARSE  p / Status LIMBO / ${thrown} • caused by KeyError: 2`,
      { name: 'p', status: 'other', statusText: 'LIMBO', errorMessage: traceback },
    ],
    [
      '↻ PARSE  fix_parser v1.2  running 12m 8s / /data/a.log',
      { ...running, startedAt: now - 12 * minute - 8000, itemsTotal: 0, sourcePath: '/data/a.log' },
    ],
    [
      '↻ PARSE  fix_parser v1.2  ██████░░░░░░  50% / 50% done • ETA 10m',
      { ...running, startedAt: now - 10 * minute, progressPercent: 50 },
    ],
    [
      '↻ SCAN  /data/fix_logs  █████████░░░  72% / 892/1,247 files • 1 failed',
      { type: 'scan', status: 'running', sourcePath: '/data/fix_logs', ...some, itemsFailed: 1 },
    ],
    [
      '↻ SCAN  /data  running 1m / 892 files',
      { type: 'scan', status: 'running', name: '/data', startedAt: now - minute, itemsProcessed: 892 },
    ],
    [
      '◌ PARSE  fix_parser v1.2 • /data/a.log • retry 1  waiting 3h',
      { ...parser, status: 'queued', retryCount: 1, sourcePath: '/data/a.log', startedAt: now - 3 * hour },
    ],
    [
      '↻ PARSE  fix_parser v1.2  running 1m / /in/a.log • on worker-3',
      { ...running, startedAt: now - minute, sourcePath: '/in/a.log', workerHost: 'worker-3' },
    ],
    [
      '⊘ PARSE  fix_parser v1.2  2m ago / Cancelled by user after 892/1,247 files',
      { ...parser, ...twoMinutesAgo, status: 'cancelled', errorMessage: 'Cancelled by user', ...some },
    ],
    [
      '⊘ PARSE  fix_parser v1.2 / Cancelled • shutdown → /out',
      { ...parser, status: 'cancelled', errorMessage: 'shutdown', outputPath: '/out' },
    ],
    ['✓ PARSE  fix_parser v1.2 • skipped / → /out', { ...parser, statusText: 'Skipped', outputPath: '/out' }],
    [
      '↻ PARSE  fix_parser v1.2 • staged  running / 892 files',
      { ...running, statusText: 'STAGED', itemsProcessed: 892 },
    ],
    [
      '? RECONCI… x / Status QUARANTINED • 5/9 items / odd / → /out (5 B)',
      {
        ...{ type: 'other', typeText: 'reconcile', status: 'other', statusText: 'QUARANTINED', name: 'x' },
        ...{ itemsProcessed: 5, itemsTotal: 9, errorMessage: 'odd', outputPath: '/out', outputSizeBytes: 5n },
      },
    ],
    [
      '✓ SCAN  /data / → /out/index (5.0 kB)',
      { type: 'scan', name: '/data', outputPath: '/out/index', outputSizeBytes: 5000n },
    ],
    ['✓ PARSE  p v2.0-rc1', { name: 'p', version: 'v2.0-rc1' }],
  ])('shows what is known: “%s”', (lines, given) => {
    expect(linesOfJob(given).join(' / ')).toBe(lines);
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
