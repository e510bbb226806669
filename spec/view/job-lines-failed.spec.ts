import { describe, expect, it } from '@jest/globals';
import type { Job, JobFailure } from '../../lib/model/job.js';
import { linesOfJob, parser, traceback, twoMinutesAgo } from './job-lines-scene.js';

/** One failure record, which names neither a file nor a line unless they are given. */
const failures = (error: string, given: Partial<JobFailure> = {}) => [
  { filePath: null, error, line: null, ...given },
];
/** A job with one. */
const recorded = (error: string, given: Partial<JobFailure> = {}): Partial<Job> => ({
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
