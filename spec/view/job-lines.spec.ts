import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RecordedFailure } from '../../lib/causes/error.js';
import { type Job, jobStatuses, jobTypes, type Waiting } from '../../lib/model/job.js';
import { recordProgress } from '../../lib/model/progress.js';
import { heightOf, jobLines } from '../../lib/view/job/job-lines.js';
import { textOf } from '../../lib/view/text/line.js';
import { cells } from '../../lib/view/text/width.js';
import { anyJob } from './any-job.js';
import { drawing, drawn, drawnAt, linesOfJob, parser, traceback, twoMinutesAgo } from './job-lines-scene.js';
import { backtestWith, hour, jobWith, minute, now, rowContextWith } from './scene.js';

describe('any job at all', () => {
  const anyWidth = fc.integer({ min: 0, max: 220 });

  it('has lines of exactly the width, as many as heightOf says', () => {
    fc.assert(
      fc.property(anyJob, anyWidth, fc.boolean(), (job, width, unicode) => {
        const context = rowContextWith({ unicode });
        const lines = jobLines(job, width, context);
        expect(lines.map((line) => cells(textOf(line)))).toEqual(lines.map(() => width));
        expect(lines.length + 1).toBe(heightOf(job));
      }),
      { numRuns: 200 },
    );
  });

  it('shows the essentials whatever else is missing', () => {
    for (const type of jobTypes) {
      const complete = drawn({ type, outputPath: '/out/put' });
      expect(complete).toContain('/out/put');
      const failed = drawn({ type, status: 'failed', errorMessage: 'E', sourcePath: '/in/put' }).split('\n');
      expect(failed).toHaveLength(3);
      expect(failed[1]).toContain('E');
      expect(failed[2]).toBe('           First failure: put');
      expect(drawn({ type, status: 'running' }).split('\n')).toHaveLength(2);
      expect(drawn({ type, status: 'other', statusText: 'ODD' })).toContain('Status ODD');
    }
  });
});

describe('the time in the first line', () => {
  const done = { ...parser, startedAt: now - 2 * hour, completedAt: now - 2 * hour + 100_000 } as const;
  const line = (given: Partial<Job>, width = 72) => drawnAt(width, given).split('\n')[0];

  it.each<[string, Partial<Job>, string]>([
    ['has ended in the second it began', { ...done, completedAt: done.startedAt + 1 }, 'took <1s, 1h ago'],
    ['has no other time than its end', { ...done, startedAt: done.completedAt }, '1h ago'],
    ['has no start', { ...done, startedAt: null }, '1h ago'],
    ['was only touched', { ...parser, updatedAt: now - 3 * minute }, ''],
    ['has no end', { ...done, completedAt: null }, '2h ago'],
    ['has ended before it began', { ...done, completedAt: done.startedAt - 1 }, '2h ago'],
  ])('says no more than is known of a job that %s', (_, given, expected) => {
    expect(line(given)?.replace('✓ PARSE    fix_parser v1.2', '').trim()).toBe(expected);
  });

  it('leaves out what the job took where the title needs the room, with its age at the right edge', () => {
    expect(line(done, 47)).toBe('✓ PARSE    fix_parser v1.2  took 1m 40s, 1h ago');
    expect(line(done, 46)).toBe('✓ PARSE    fix_parser v1.2              1h ago');
  });
});

/** One failure record, which names neither a file nor a line unless they are given. */
const failures = (error: string, given: Partial<RecordedFailure> = {}) => [
  { filePath: null, error, line: null, ...given },
];

/** A job with one. */
const recorded = (error: string, given: Partial<RecordedFailure> = {}): Partial<Job> => ({
  ...{ name: 'p', failures: failures(error, given) },
});

const thrown = 'ValueError: no price at parser.py:88';
const withoutRoom = traceback.replaceAll('no price', 'no price in this row');
const givenUp = 'max_retries_exceeded: connection reset';

describe('a failed job in the list', () => {
  it.each<[lines: string, given: Partial<Job>]>([
    [
      '✗ PARSE  fix_parser v1.2  2m ago / Worker died ↵ at 12:00 / First failure: c.log',
      {
        ...parser,
        ...twoMinutesAgo,
        errorMessage: 'Worker died\nat 12:00',
        sourcePath: '/home/operator/in/c.log',
      },
    ],
    ['✗ PARSE  fix_parser v1.2 / no error recorded', { ...parser }],
    [
      `✗ PARSE  fix_parser v1.2  2m ago / ${thrown} • caused by KeyError: 2 / First failure: c.log`,
      {
        ...recorded(traceback),
        ...parser,
        ...twoMinutesAgo,
        errorMessage: traceback,
        sourcePath: '/in/c.log',
      },
    ],
    [
      '✗ PARSE  fix_parser v1.2 / 12 files failed • ValueError: no price in th… at parser.py:88',
      { ...parser, itemsFailed: 12, failures: failures(withoutRoom) },
    ],
    [
      '✗ PARSE  p / no price at parser.py:88 / First failure: c.log',
      recorded('no price', { filePath: '/in/c.log', stackTrace: traceback }),
    ],
    [
      '✗ PARSE  p / no price at row 42 (parser.py:88)',
      recorded('no price', { line: 42, stackTrace: traceback }),
    ],
    [
      '✗ PARSE  p / 12 files failed • no price in this market order at row 42',
      { ...recorded('no price in this market order', { line: 42, stackTrace: traceback }), itemsFailed: 12 },
    ],
    ['✗ PARSE  p / no price', { ...recorded(' \n'), errorMessage: 'no price' }],
    [`✗ PARSE  p / ${thrown} • caused by KeyError: 2`, recorded('', { line: 42, stackTrace: traceback })],
    [
      '✗ PARSE  p / gave up after 3 retries: connection reset',
      { ...recorded(givenUp), retryCount: 3, errorMessage: givenUp },
    ],
    [
      '✗ PARSE  p / gave up after 1 retry',
      { name: 'p', retryCount: 1, errorMessage: 'max_retries_exceeded' },
    ],
    ['✗ PARSE  p / gave up', { name: 'p', errorMessage: 'max_retries_exceeded: ' }],
    [`✗ PARSE  p / ${thrown} • permanent`, { name: 'p', errorMessage: `permanent_error: ${traceback}` }],
    [
      '✗ BACKTEST p / no rows • permanent',
      { type: 'backtest', name: 'p', errorMessage: 'permanent_error: no rows' },
    ],
    [
      '✗ PARSE  p / SchemaViolation in line 42: no date',
      recorded('SchemaViolation in line 42: no date', { line: 42 }),
    ],
    [
      '✗ EXPORT  csv / 1 record failed • disk full',
      { type: 'export', name: 'csv', itemsFailed: 1, errorMessage: 'disk full' },
    ],
  ])('shows why it failed: “%s”', (lines, given) => {
    expect(linesOfJob({ status: 'failed', ...given }).join(' / ')).toBe(lines);
  });
});

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

  it('has a letter of its own for each status in ASCII', () => {
    const ascii = rowContextWith({ unicode: false });
    const glyphs = jobStatuses.map((status) => drawn({ status, name: 'x' }, ascii).slice(0, 1));
    expect(new Set(glyphs).size).toBe(jobStatuses.length);
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
    ['Retry at 12:07 UTC • last try failed: connection reset', retry(now + 7 * minute)],
    ['Retry at 12:07 UTC • last try failed: ValueE… at parser.py:88', retry(now + 7 * minute, trace)],
    ['Retry on 2026-01-17 02:00 UTC • last try failed: connection…', retry(now + 38 * hour)],
    ['In line again • last try failed: connection reset', retry(now)],
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
    ['112th in line • last try failed: connection reset', line(112, reset)],
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

describe('a backtest in the list', () => {
  it.each([
    ['PassRateAchieved', 'Pass rate: 80% • Pass rate achieved'],
    ['MaxIterations', 'Pass rate: 80% • Iteration limit reached'],
    ['PlateauDetected', 'Pass rate: 80% • Plateau: no more gain'],
    ['HighFailureEarlyStop', 'Pass rate: 80% • Early stop: high-failure failing'],
    ['UserStopped', 'Pass rate: 80% • Stopped by user'],
    ['Timeout', 'Pass rate: 80% • Timed out'],
    ['OutOfLuck', 'Pass rate: 80% • OutOfLuck'],
    [null, 'Pass rate: 80%'],
  ])('shows why it has ended: %s as “%s”', (terminationReason, expected) => {
    const backtest = backtestWith({ passRate: 0.8, terminationReason });
    expect(drawn({ type: 'backtest', backtest }).split('\n')[1]?.trim()).toBe(expected);
  });

  it('counts the high-failure files that passed where some still fail', () => {
    const backtest = backtestWith({ passRate: 0.8, highFailureTested: 5, highFailurePassed: 3 });
    const common = { type: 'backtest', name: 'p', backtest, itemsProcessed: 50, itemsFailed: 10 } as const;
    expect(drawn({ ...common, status: 'running' })).toContain('Pass: 40/50 files • 3/5 high-failure passed');
    expect(drawn({ ...common })).toContain('Pass rate: 80% (40/50) • 3/5 high-failure resolved');
    expect(drawn({ ...common, status: 'failed', errorMessage: 'gave up' })).toContain(
      'Pass rate: 80% (40/50) • 3/5 high-failure resolved • gave up',
    );
  });
});

describe('a running backtest', () => {
  const backtest = backtestWith({ iteration: 3, highFailureTested: 5, highFailurePassed: 5 });
  const job: Partial<Job> = {
    ...{ ...parser, type: 'backtest', status: 'running', itemsProcessed: 130, itemsTotal: 500 },
    ...{ itemsFailed: 18, backtest },
  };
  const seen = (itemsProcessed: number) => [jobWith({ ...job, itemsProcessed })] as const;
  const progress = [30, 20, 10, 0].reduce(
    (log, age) => recordProgress(log, seen(130 - age), now - age * 1000),
    rowContextWith().progress,
  );
  const line = (width: number) => drawnAt(width, job, rowContextWith({ progress })).split('\n')[1]?.trim();

  it('keeps the time left where there is no room for all', () => {
    expect(line(72)).toBe('Pass: 112/130 files • 5 high-failure passed • ETA 6m');
    expect(line(56)).toBe('Pass: 112/130 files • ETA 6m');
  });
});

describe('a job in the list where room is short or ample', () => {
  it('ends in an ellipsis where its words are cut', () => {
    const backtest = {
      ...{ passRate: 0.909, iteration: 2, highFailureTested: 5, highFailurePassed: 5 },
      terminationReason: 'PlateauDetected',
    };
    expect(
      drawnAt(76, { type: 'backtest', itemsProcessed: 66, itemsFailed: 6, backtest })
        .split('\n')
        .at(-1)
        ?.trim(),
    ).toBe('Pass rate: 90.9% (60/66) • All high-failure resolved • Plateau:…');
  });

  it('names the file of the first failure, shortened in the middle where it is long', () => {
    const long = `/data/venue_${'very_'.repeat(10)}long_20240115.log`;
    expect(drawnAt(56, { status: 'failed', failures: [{ filePath: long, error: 'E', line: null }] })).toBe(
      drawing(`
      ✗ PARSE    (unnamed)
                 E
                 First failure: venue_very_very…g_20240115.log
      `),
    );
  });
});
