import { describe, expect, it } from '@jest/globals';
import type { Job, JobFailure } from '../../lib/model/job.js';
import { linesOfJob, parser, traceback, twoMinutesAgo } from './job-lines-scene.js';

/** A job with one failure record, which names neither a file nor a line unless they are given. */
const recorded = (error: string, given: Partial<JobFailure> = {}): Partial<Job> => ({
  name: 'p',
  failures: [{ filePath: null, error, line: null, ...given }],
});

describe('a failed job in the list', () => {
  it.each<[string, Partial<Job>, readonly string[]]>([
    [
      'failed without a failure record',
      {
        ...parser,
        ...twoMinutesAgo,
        errorMessage: 'Worker died\nat 12:00',
        sourcePath: '/home/operator/in/c.log',
      },
      ['✗ PARSE  fix_parser v1.2  2m ago', 'Worker died ↵ at 12:00', 'First failure: c.log'],
    ],
    ['failed without anything', { ...parser }, ['✗ PARSE  fix_parser v1.2', 'no error recorded']],
    [
      'failed with a traceback for its error',
      {
        ...{ ...parser, ...twoMinutesAgo, errorMessage: traceback },
        ...{ failures: [{ filePath: null, error: traceback, line: null }], sourcePath: '/in/c.log' },
      },
      [
        '✗ PARSE  fix_parser v1.2  2m ago',
        'ValueError: no price at parser.py:88 • caused by KeyError: 2',
        'First failure: c.log',
      ],
    ],
    [
      'failed with a traceback that has no room',
      {
        ...parser,
        itemsFailed: 12,
        failures: [
          { filePath: null, error: traceback.replaceAll('no price', 'no price in this row'), line: null },
        ],
      },
      ['✗ PARSE  fix_parser v1.2', '12 files failed • ValueError: no price in th… at parser.py:88'],
    ],
    [
      'failed with an error, and a stack trace beside it',
      recorded('no price', { filePath: '/in/c.log', stackTrace: traceback }),
      ['✗ PARSE  p', 'no price at parser.py:88', 'First failure: c.log'],
    ],
    [
      'failed at a row, and a stack trace beside it',
      recorded('no price', { line: 42, stackTrace: traceback }),
      ['✗ PARSE  p', 'no price at row 42 (parser.py:88)'],
    ],
    [
      'failed at a row, and a stack trace that has no room',
      { ...recorded('no price in this market order', { line: 42, stackTrace: traceback }), itemsFailed: 12 },
      ['✗ PARSE  p', '12 files failed • no price in this market order at row 42'],
    ],
    [
      'failed with a record that says less than the job itself',
      { ...recorded(' \n'), errorMessage: 'no price' },
      ['✗ PARSE  p', 'no price'],
    ],
    [
      'failed with nothing but a stack trace',
      recorded('', { line: 42, stackTrace: traceback }),
      ['✗ PARSE  p', 'ValueError: no price at parser.py:88 • caused by KeyError: 2'],
    ],
    [
      'failed for good after its retries',
      {
        name: 'p',
        retryCount: 3,
        errorMessage: 'max_retries_exceeded: connection reset',
        failures: [{ filePath: null, error: 'max_retries_exceeded: connection reset', line: null }],
      },
      ['✗ PARSE  p', 'gave up after 3 retries: connection reset'],
    ],
    [
      'failed for good after one retry, without a word why',
      { name: 'p', retryCount: 1, errorMessage: 'max_retries_exceeded' },
      ['✗ PARSE  p', 'gave up after 1 retry'],
    ],
    [
      'failed for good after retries that were not counted',
      { name: 'p', errorMessage: 'max_retries_exceeded: ' },
      ['✗ PARSE  p', 'gave up'],
    ],
    [
      'failed in a way that no retry mends',
      { name: 'p', errorMessage: `permanent_error: ${traceback}` },
      ['✗ PARSE  p', 'ValueError: no price at parser.py:88 • permanent'],
    ],
    [
      'failed for good, of a type that has backtests',
      { type: 'backtest', name: 'p', errorMessage: 'permanent_error: no rows' },
      ['✗ BACKTEST p', 'no rows • permanent'],
    ],
    [
      'failed with a row that its error names already',
      recorded('SchemaViolation in line 42: no date', { line: 42 }),
      ['✗ PARSE  p', 'SchemaViolation in line 42: no date'],
    ],
    [
      'failed, of a type that counts records',
      { type: 'export', name: 'csv', itemsFailed: 1, errorMessage: 'disk full' },
      ['✗ EXPORT  csv', '1 record failed • disk full'],
    ],
  ])('shows why it failed: %s', (_, given, lines) => {
    expect(linesOfJob({ status: 'failed', ...given })).toEqual(lines);
  });
});
