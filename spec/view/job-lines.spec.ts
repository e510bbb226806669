import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Job } from '../../lib/model/job.js';
import { heightOf, jobLines } from '../../lib/view/job/job-lines.js';
import { textOf } from '../../lib/view/text/line.js';
import { cells } from '../../lib/view/text/width.js';
import { anyJob, types } from './any-job.js';
import { drawing, drawn, drawnAt, parser, twoMinutesAgo } from './job-lines-scene.js';
import { hour, minute, now, rowContextWith } from './scene.js';

const output = '/home/operator/.casparian_flow/output/fix_orders/';

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
