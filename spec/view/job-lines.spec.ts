import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Job } from '../../lib/model/job.js';
import { recordProgress } from '../../lib/model/progress.js';
import { heightOf, jobLines } from '../../lib/view/job/job-lines.js';
import type { RowContext } from '../../lib/view/job/row-context.js';
import { textOf } from '../../lib/view/text/line.js';
import { cells } from '../../lib/view/text/width.js';
import { anyJob, statuses, types } from './any-job.js';
import { hour, jobWith, minute, now, rowContextWith } from './scene.js';

const ascii = rowContextWith({ unicode: false });

function drawnAt(width: number, given: Partial<Job>, context: RowContext = rowContextWith()): string {
  return jobLines(jobWith(given), width, context)
    .map((line) => textOf(line).trimEnd())
    .join('\n');
}

function drawn(given: Partial<Job>, context: RowContext = rowContextWith()): string {
  return drawnAt(72, given, context);
}

/** A drawing in the source, without its indentation. */
function drawing(text: string): string {
  return text.replace(/^\n/, '').replace(/\n *$/, '').replaceAll(/^ {6}/gm, '');
}

const output = '/home/operator/.casparian_flow/output/fix_orders/';
const parser = { name: 'fix_parser', version: '1.2' } as const;
const traceback = `Traceback (most recent call last):
  File "/srv/rows.py", line 7, in price
KeyError: 2

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/srv/parser.py", line 88, in parse
    raise ValueError("no price") from error
ValueError: no price
`;
const twoMinutesAgo = { completedAt: now - 2 * minute };

describe('jobLines draw behaviour 4', () => {
  it('4.1 scan', () => {
    expect(
      drawn({
        type: 'scan',
        sourcePath: '/data/fix_logs',
        itemsProcessed: 1247,
        completedAt: now - 15 * minute,
      }),
    ).toBe(
      drawing(`
      ✓ SCAN     /data/fix_logs • 1,247 files                          15m ago
      `),
    );
  });

  it('4.2 parse, complete', () => {
    expect(
      drawn({
        ...parser,
        ...twoMinutesAgo,
        itemsProcessed: 1235,
        outputPath: output,
        outputSizeBytes: 847_000_000n,
      }),
    ).toBe(
      drawing(`
      ✓ PARSE    fix_parser v1.2                                        2m ago
                 1,235 files → ~/.casparian_flow/output/fix_orders/ (847 MB)
      `),
    );
  });

  it('4.3 parse, failed', () => {
    expect(
      drawn({
        ...parser,
        ...twoMinutesAgo,
        status: 'failed',
        itemsFailed: 12,
        failures: [
          { filePath: 'venue_nyse_20240115.log', error: 'SchemaViolation', line: 42 },
          { filePath: 'another.log', error: 'Other', line: 1 },
        ],
      }),
    ).toBe(
      drawing(`
      ✗ PARSE    fix_parser v1.2                                        2m ago
                 12 files failed • SchemaViolation at row 42
                 First failure: venue_nyse_20240115.log
      `),
    );
  });

  it('4.4 parse, running', () => {
    expect(
      drawn({
        ...parser,
        status: 'running',
        itemsProcessed: 892,
        itemsTotal: 1247,
        startedAt: now - 10 * minute,
      }),
    ).toBe(
      drawing(`
      ↻ PARSE    fix_parser v1.2                             █████████░░░  72%
                 892/1,247 files • ETA 3m
      `),
    );
  });

  it('4.5 export, complete', () => {
    expect(
      drawn({
        type: 'export',
        name: 'concordance',
        outputPath: './production_001/',
        outputSizeBytes: 156_000_000n,
        itemsProcessed: 45_782,
        note: 'Bates SMITH000001-045782',
        completedAt: now - 5 * minute,
      }),
    ).toBe(
      drawing(`
      ✓ EXPORT   concordance → ./production_001/ (156 MB)               5m ago
                 45,782 records • Bates SMITH000001-045782
      `),
    );
  });

  it('4.6 export, running', () => {
    expect(
      drawn({
        type: 'export',
        status: 'running',
        name: 'concordance',
        outputPath: './production_001/',
        itemsProcessed: 30_521,
        itemsTotal: 45_782,
        startedAt: now - 13 * minute,
      }),
    ).toBe(
      drawing(`
      ↻ EXPORT   concordance → ./production_001/             ████████░░░░  67%
                 30,521/45,782 records • ETA 6m
      `),
    );
  });

  it('4.7 backtest, running', () => {
    expect(
      drawn({
        type: 'backtest',
        status: 'running',
        name: 'fix_parser',
        version: '1.3',
        itemsProcessed: 124,
        itemsFailed: 16,
        backtest: {
          passRate: 0.87,
          iteration: 3,
          highFailureTested: 5,
          highFailurePassed: 5,
          terminationReason: null,
        },
      }),
    ).toBe(
      drawing(`
      ↻ BACKTEST fix_parser v1.3 (iter 3)                    ██████████░░  87%
                 Pass: 108/124 files • 5 high-failure passed
      `),
    );
  });

  it('4.8 backtest, complete', () => {
    expect(
      drawn({
        type: 'backtest',
        name: 'fix_parser',
        version: '1.3',
        completedAt: now - hour,
        itemsProcessed: 500,
        itemsFailed: 4,
        backtest: {
          passRate: 0.992,
          iteration: 4,
          highFailureTested: 7,
          highFailurePassed: 7,
          terminationReason: 'PassRateAchieved',
        },
      }),
    ).toBe(
      drawing(`
      ✓ BACKTEST fix_parser v1.3                                        1h ago
                 Pass rate: 99.2% (496/500) • All high-failure resolved
      `),
    );
  });

  it('4.9 backtest, failed', () => {
    expect(
      drawn({
        type: 'backtest',
        status: 'failed',
        name: 'broken_parser',
        version: '0.1',
        completedAt: now - 30 * minute,
        itemsProcessed: 52,
        itemsFailed: 40,
        backtest: {
          passRate: 0.23,
          iteration: 1,
          highFailureTested: 5,
          highFailurePassed: 0,
          terminationReason: 'HighFailureEarlyStop',
        },
        failures: [{ filePath: 'corrupt_file_001.csv', error: 'ParseError', line: null }],
      }),
    ).toBe(
      drawing(`
      ✗ BACKTEST broken_parser v0.1                                    30m ago
                 Pass rate: 23% (12/52) • Early stop: high-failure failing
                 First failure: corrupt_file_001.csv
      `),
    );
  });
});

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
    [
      'failed without a failure record',
      {
        ...parser,
        ...twoMinutesAgo,
        status: 'failed',
        errorMessage: 'Worker died\nat 12:00',
        sourcePath: '/home/operator/in/c.log',
      },
      `
      ✗ PARSE    fix_parser v1.2                                        2m ago
                 Worker died ↵ at 12:00
                 First failure: c.log
      `,
    ],
    [
      'failed without anything',
      { ...parser, status: 'failed' },
      `
      ✗ PARSE    fix_parser v1.2
                 no error recorded
      `,
    ],
    [
      'failed with a traceback for its error',
      {
        ...parser,
        ...twoMinutesAgo,
        status: 'failed',
        errorMessage: traceback,
        failures: [{ filePath: null, error: traceback, line: null }],
        sourcePath: '/in/c.log',
      },
      `
      ✗ PARSE    fix_parser v1.2                                        2m ago
                 ValueError: no price at parser.py:88 • caused by KeyError: 2
                 First failure: c.log
      `,
    ],
    [
      'failed with a traceback that has no room',
      {
        ...parser,
        status: 'failed',
        itemsFailed: 12,
        failures: [
          { filePath: null, error: traceback.replaceAll('no price', 'no price in this row'), line: null },
        ],
      },
      `
      ✗ PARSE    fix_parser v1.2
                 12 files failed • ValueError: no price in th… at parser.py:88
      `,
    ],
    [
      'failed with an error, and a stack trace beside it',
      {
        status: 'failed',
        name: 'p',
        failures: [{ filePath: '/in/c.log', error: 'no price', line: null, stackTrace: traceback }],
      },
      `
      ✗ PARSE    p
                 no price at parser.py:88
                 First failure: c.log
      `,
    ],
    [
      'failed at a row, and a stack trace beside it',
      {
        status: 'failed',
        name: 'p',
        failures: [{ filePath: null, error: 'no price', line: 42, stackTrace: traceback }],
      },
      `
      ✗ PARSE    p
                 no price at row 42 (parser.py:88)
      `,
    ],
    [
      'failed at a row, and a stack trace that has no room',
      {
        status: 'failed',
        name: 'p',
        itemsFailed: 12,
        failures: [
          { filePath: null, error: 'no price in this market order', line: 42, stackTrace: traceback },
        ],
      },
      `
      ✗ PARSE    p
                 12 files failed • no price in this market order at row 42
      `,
    ],
    [
      'failed with a record that says less than the job itself',
      {
        status: 'failed',
        name: 'p',
        errorMessage: 'no price',
        failures: [{ filePath: null, error: ' \n', line: null }],
      },
      `
      ✗ PARSE    p
                 no price
      `,
    ],
    [
      'failed with nothing but a stack trace',
      {
        status: 'failed',
        name: 'p',
        failures: [{ filePath: null, error: '', line: 42, stackTrace: traceback }],
      },
      `
      ✗ PARSE    p
                 ValueError: no price at parser.py:88 • caused by KeyError: 2
      `,
    ],
    [
      'failed for good after its retries',
      {
        status: 'failed',
        name: 'p',
        retryCount: 3,
        errorMessage: 'max_retries_exceeded: connection reset',
        failures: [{ filePath: null, error: 'max_retries_exceeded: connection reset', line: null }],
      },
      `
      ✗ PARSE    p
                 gave up after 3 retries: connection reset
      `,
    ],
    [
      'failed for good after one retry, without a word why',
      { status: 'failed', name: 'p', retryCount: 1, errorMessage: 'max_retries_exceeded' },
      `
      ✗ PARSE    p
                 gave up after 1 retry
      `,
    ],
    [
      'failed for good after retries that were not counted',
      { status: 'failed', name: 'p', errorMessage: 'max_retries_exceeded: ' },
      `
      ✗ PARSE    p
                 gave up
      `,
    ],
    [
      'failed in a way that no retry mends',
      { status: 'failed', name: 'p', errorMessage: `permanent_error: ${traceback}` },
      `
      ✗ PARSE    p
                 ValueError: no price at parser.py:88 • permanent
      `,
    ],
    [
      'failed for good, of a type that has backtests',
      {
        type: 'backtest',
        status: 'failed',
        name: 'p',
        errorMessage: 'permanent_error: no rows',
      },
      `
      ✗ BACKTEST p
                 no rows • permanent
      `,
    ],
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
    [
      'failed with a row that its error names already',
      {
        status: 'failed',
        name: 'p',
        failures: [{ filePath: null, error: 'SchemaViolation in line 42: no date', line: 42 }],
      },
      `
      ✗ PARSE    p
                 SchemaViolation in line 42: no date
      `,
    ],
    [
      'failed, of a type that counts records',
      { type: 'export', status: 'failed', name: 'csv', itemsFailed: 1, errorMessage: 'disk full' },
      `
      ✗ EXPORT   csv
                 1 record failed • disk full
      `,
    ],
    [
      'running without progress, as workers in the field do',
      {
        ...parser,
        status: 'running',
        startedAt: now - 12 * minute,
        itemsTotal: 0,
        sourcePath: '/data/a.log',
      },
      `
      ↻ PARSE    fix_parser v1.2                                   running 12m
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
        waiting: { kind: 'line', place: 1, behind: null },
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
        waiting: { kind: 'line', place: 3, behind: null },
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
        waiting: { kind: 'line', place: 112, behind: null },
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
        waiting: { kind: 'line', place: 4, behind: null },
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
        waiting: { kind: 'line', place: null, behind: 1250 },
      },
      `
      ◌ PARSE    fix_parser v1.2                                        3h ago
                 In line, at least 1,250 ahead
      `,
    ],
    [
      'one in a line of an unknown order',
      {
        ...parser,
        status: 'queued',
        startedAt: now - 3 * hour,
        waiting: { kind: 'line', place: null, behind: null },
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

  it.each([
    ['PassRateAchieved', 'Pass rate: 80% • Pass rate achieved'],
    ['MaxIterations', 'Pass rate: 80% • Iteration limit reached'],
    ['PlateauDetected', 'Pass rate: 80% • Plateau: no more gain'],
    ['HighFailureEarlyStop', 'Pass rate: 80% • Early stop: high-failure failing'],
    ['UserStopped', 'Pass rate: 80% • Stopped by user'],
    ['Timeout', 'Pass rate: 80% • Timed out'],
    ['OutOfLuck', 'Pass rate: 80% • OutOfLuck'],
    [null, 'Pass rate: 80%'],
  ])('a backtest that ended by %s', (terminationReason, expected) => {
    const backtest = {
      passRate: 0.8,
      iteration: 1,
      highFailureTested: null,
      highFailurePassed: null,
      terminationReason,
    };
    expect(drawn({ type: 'backtest', backtest }).split('\n')[1]?.trim()).toBe(expected);
  });

  it('a backtest whose worst files still fail', () => {
    const backtest = {
      passRate: 0.8,
      iteration: 2,
      highFailureTested: 5,
      highFailurePassed: 3,
      terminationReason: null,
    };
    const common = { type: 'backtest', name: 'p', backtest, itemsProcessed: 50, itemsFailed: 10 } as const;
    expect(drawn({ ...common, status: 'running' })).toContain('Pass: 40/50 files • 3/5 high-failure passed');
    expect(drawn({ ...common })).toContain('Pass rate: 80% (40/50) • 3/5 high-failure resolved');
    expect(drawn({ ...common, status: 'failed', errorMessage: 'gave up' })).toContain(
      'Pass rate: 80% (40/50) • 3/5 high-failure resolved • gave up',
    );
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

describe('jobLines where room is short or ample', () => {
  const deep = `/data/${'very/'.repeat(10)}deep/venue_nyse_20240115.log`;

  it('say with an ellipsis that words of ours were cut', () => {
    const backtest = {
      passRate: 0.909,
      iteration: 2,
      highFailureTested: 5,
      highFailurePassed: 5,
      terminationReason: 'PlateauDetected',
    };
    expect(
      drawnAt(76, { type: 'backtest', itemsProcessed: 66, itemsFailed: 6, backtest })
        .split('\n')
        .at(-1)
        ?.trim(),
    ).toBe('Pass rate: 90.9% (60/66) • All high-failure resolved • Plateau:…');
  });

  it('show of the first failure its name, shortened in the middle where it is long', () => {
    const long = `/data/venue_${'very_'.repeat(10)}long_20240115.log`;
    expect(drawnAt(56, { status: 'failed', failures: [{ filePath: long, error: 'E', line: null }] })).toBe(
      drawing(`
      ✗ PARSE    (unnamed)
                 E
                 First failure: venue_very_very…g_20240115.log
      `),
    );
  });

  it('keep the row of a long error', () => {
    const failures = [{ filePath: 'a.log', error: 'SchemaViolation: '.repeat(5), line: 42 }];
    expect(drawnAt(56, { status: 'failed', itemsFailed: 3, failures }).split('\n')[1]).toBe(
      '           3 files failed • SchemaViolation:… at row 42',
    );
  });

  it('give up the note before the output path, and the path before the size', () => {
    const given = {
      name: 'p',
      itemsProcessed: 1235,
      outputPath: '/data/production/output/fix_orders/',
      outputSizeBytes: 847_000_000n,
      note: 'a remark that goes on for a while',
    };
    expect(drawnAt(120, given).split('\n')[1]).toBe(
      '           1,235 files → /data/production/output/fix_orders/ (847 MB) • a remark that goes on for a while',
    );
    expect(drawnAt(90, given).split('\n')[1]).toBe(
      '           1,235 files → /data/production/output/fix_orders/ (847 MB) • a remark that goe…',
    );
    expect(drawnAt(60, given).split('\n')[1]).toBe(
      '           1,235 files → /data/product…/fix_orders/ (847 MB)',
    );
  });

  it('show the whole path on a wide screen, and bars of twelve cells', () => {
    expect(drawnAt(196, { type: 'export', name: 'x', outputPath: deep })).toContain(deep);
    const wide = drawnAt(196, { status: 'running', itemsProcessed: 1, itemsTotal: 2 });
    expect(wide.split('\n')[0]?.length).toBe(196);
    expect(wide).toContain('██████░░░░░░  50%');
  });
});

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
    for (const type of types) {
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

  it('is that of the start, by which the list is ordered, with what the job took', () => {
    for (const [status, glyph] of [
      ['complete', '✓'],
      ['failed', '✗'],
      ['cancelled', '⊘'],
    ] as const) {
      expect(line({ ...done, status })).toBe(
        `${glyph} PARSE    fix_parser v1.2                           2h ago, took 1m 40s`,
      );
    }
  });

  it.each<[string, Partial<Job>, string]>([
    ['has ended in the second it began', { ...done, completedAt: done.startedAt + 1 }, '2h ago, took <1s'],
    ['has no other time than its end', { ...done, startedAt: done.completedAt }, '1h ago'],
    ['has no start', { ...done, startedAt: null }, '1h ago'],
    ['was only touched', { ...parser, updatedAt: now - 3 * minute }, '3m ago'],
    ['has no end', { ...done, completedAt: null }, '2h ago'],
    ['has ended before it began', { ...done, completedAt: done.startedAt - 1 }, '2h ago'],
  ])('says no more than is known of a job that %s', (_, given, expected) => {
    expect(line(given)?.replace('✓ PARSE    fix_parser v1.2', '').trim()).toBe(expected);
  });

  it('leaves out what the job took where the title needs the room', () => {
    expect(line(done, 47)).toBe('✓ PARSE    fix_parser v1.2  2h ago, took 1m 40s');
    expect(line(done, 46)).toBe('✓ PARSE    fix_parser v1.2              2h ago');
  });
});

describe('a running backtest', () => {
  const backtest = {
    passRate: null,
    iteration: 3,
    highFailureTested: 5,
    highFailurePassed: 5,
    terminationReason: null,
  };
  const job: Partial<Job> = {
    ...parser,
    type: 'backtest',
    status: 'running',
    itemsProcessed: 130,
    itemsTotal: 500,
    itemsFailed: 18,
    backtest,
  };
  const seen = (itemsProcessed: number) => [jobWith({ ...job, itemsProcessed })] as const;
  const progress = [30, 20, 10, 0].reduce(
    (log, age) => recordProgress(log, seen(130 - age), now - age * 1000),
    rowContextWith().progress,
  );
  const line = (width: number) => drawnAt(width, job, rowContextWith({ progress })).split('\n')[1]?.trim();

  it('keeps its time left where there is no room for all', () => {
    expect(line(72)).toBe('Pass: 112/130 files • 5 high-failure passed • ETA 6m');
    expect(line(56)).toBe('Pass: 112/130 files • ETA 6m');
  });
});
