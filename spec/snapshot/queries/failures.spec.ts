import { beforeEach, describe, expect, it } from '@jest/globals';
import type { RecordedFailure } from '../../../lib/causes/error.js';
import { QueueDatabase, type Value } from './queue-database.js';

/** Longer than the list brings: both ends of it come, in whole lines. */
const long = `first\n${'a line of 20 letters\n'.repeat(4000)}last`;
const bothEnds = `first\n${'a line of 20 letters\n'.repeat(3120)}…\n${'a line of 20 letters\n'.repeat(194)}last`;

describe.each([
  ['with an index to them', true],
  ['without an index to them', false],
])('the list of a job’s recorded failures, %s,', (_, indexed) => {
  let database: QueueDatabase;
  beforeEach(async () => {
    database = await QueueDatabase.of('A', 'all');
    if (!indexed) database.run('DROP INDEX ix_jobs_view_failures');
    for (const [id, status] of ['FAILED', 'ERROR', 'COMPLETED', 'RUNNING'].entries()) {
      database.add({ id: id + 1, status, error_message: `message ${id + 1}` });
    }
  });

  function record(...rows: readonly Readonly<Record<string, Value>>[]): void {
    for (const row of rows) database.add(row, 'cf_job_failures');
  }

  function failuresOf(limit: number): Readonly<Record<string, readonly RecordedFailure[]>> {
    const { jobs } = database.picture({ failures: limit }).window;
    return Object.fromEntries(jobs.map((job) => [job.id, job.failures]));
  }

  it('is in their order, for failed jobs only, and as long as requested', () => {
    for (const job_id of [2, 1, 2, 2, 1, 1, 2, 3]) record({ job_id, error_type: `T${job_id}` });
    record({ id: -5, job_id: 1, error_type: 'earliest' });
    const failures = failuresOf(3);
    expect(failures['1']?.map((failure) => failure.error)).toEqual(['earliest', 'T1', 'T1']);
    expect(failures['2']?.map((failure) => failure.error)).toEqual(['T2', 'T2', 'T2']);
    expect(failures['3']).toEqual([]);
    expect(failuresOf(1)['2']).toHaveLength(1);
    expect(failuresOf(0)['1']).toEqual([]);
  });

  it('takes precedence over the error text of the job', () => {
    record({ job_id: 1, error_type: 'SchemaViolation', line_number: 42, file_path: '/in/venue.log' });
    expect(failuresOf(3)).toEqual({
      1: [{ filePath: '/in/venue.log', error: 'SchemaViolation', line: 42 }],
      2: [{ filePath: null, error: 'message 2', line: null }],
      3: [],
      4: [],
    });
  });

  const stack = 'Traceback\n  File "p.py"\n';
  it.each<[Readonly<Record<string, Value>>, string, Partial<RecordedFailure>]>([
    [
      { error_type: 'SchemaViolation', error_message: 'price is no number' },
      'SchemaViolation: price is no number',
      {},
    ],
    [
      { error_type: 'SchemaViolation', error_message: 'SchemaViolation at row 42', line_number: 42 },
      'SchemaViolation',
      { line: 42 },
    ],
    [{ error_message: 'SchemaViolation at line 42' }, 'SchemaViolation', { line: 42 }],
    [{ error_message: 'bad at row 42', line_number: 7 }, 'bad at row 42', { line: 7 }],
    [
      { error_type: 'E', context: '{"file": "a.csv", "row": "12", "other": {"line": 9}}' },
      'E',
      { filePath: 'a.csv', line: 12 },
    ],
    [
      { error_type: 'E', context: '{"file_path": "a.csv", "line": 3', file_path: 'b.csv', line_number: 1 },
      'E',
      { filePath: 'b.csv', line: 1 },
    ],
    [{ error_type: 'KeyError', stack_trace: stack }, 'KeyError', { stackTrace: stack }],
    [{ error_type: 'KeyError', stack_trace: ' \n' }, 'KeyError', {}],
    [{ error_message: long, stack_trace: long }, bothEnds, { stackTrace: bothEnds }],
    [{ context: 'not JSON', line_number: -4 }, '', {}],
    [{ error_type: 7, line_number: 'x', file_path: '' }, '7', {}],
  ])('%p is read as “%s” with %p', (row, error, more) => {
    record({ job_id: 1, ...row });
    expect(failuresOf(3)['1']).toEqual([{ filePath: null, error, line: null, ...more }]);
  });

  it('also exists for a job that completed with warnings, whose error text is no failure', () => {
    database.run("UPDATE cf_processing_queue SET status = 'PARTIAL_SUCCESS' WHERE id IN (1, 2)");
    record({ job_id: 1, error_type: 'SchemaViolation' });
    expect(failuresOf(3)).toEqual({
      ...{ 1: [{ filePath: null, error: 'SchemaViolation', line: null }], 2: [], 3: [], 4: [] },
    });
  });

  it('is read from a table without files, contexts and lines', () => {
    database.run('DROP TABLE cf_job_failures');
    database.run('CREATE TABLE cf_job_failures (id INTEGER PRIMARY KEY, job_id INTEGER, error_message TEXT)');
    record({ job_id: 1, error_message: 'broken' });
    expect(failuresOf(3)['1']).toEqual([{ filePath: null, error: 'broken', line: null }]);
  });
});

describe('the list of failures in a job’s own error text', () => {
  async function failuresIn(error_message: Value, failures = 3): Promise<readonly RecordedFailure[]> {
    const database = await QueueDatabase.of('B', 'none');
    database.add({ status: 'FAILED', error_message });
    const found = database.picture({ failures }).window.jobs[0]?.failures;
    return found ?? [];
  }

  it.each<[string, Value, readonly RecordedFailure[]]>([
    [
      'a list of JSON objects',
      '[{"file_path": "a.log", "error": "bad", "line": 3}, {"file": "b.log", "message": "worse"}]',
      [
        { filePath: 'a.log', error: 'bad', line: 3 },
        { filePath: 'b.log', error: 'worse', line: null },
      ],
    ],
    [
      'a list that was cut short',
      '[{"file_path": "a}].log", "error": "b\\"a,d", "line": 3}, {"file_path": "b.log", "err',
      [{ filePath: 'a}].log', error: 'b"a,d', line: 3 }],
    ],
    [
      'a list with things that are no failures',
      '[1, null, "x", [{"error": "nested"}], {"file_path": "a"}, {"error": "E", "file_path": 5}]',
      [{ filePath: null, error: 'E', line: null }],
    ],
    [
      'one JSON object',
      '{"error_type": "Timeout", "error": "60 s", "line": 1}',
      [{ filePath: null, error: 'Timeout: 60 s', line: 1 }],
    ],
    ['JSON without failures', '[]', [{ filePath: null, error: '[]', line: null }]],
    ['malformed JSON', '{"error": ', [{ filePath: null, error: '{"error":', line: null }]],
    ['plain text', ' SchemaViolation at row 42\n', [{ filePath: null, error: 'SchemaViolation', line: 42 }]],
    ['a text of which only both ends come', long, [{ filePath: null, error: bothEnds, line: null }]],
    [
      "plain text behind the queue's verdict",
      'max_retries_exceeded: connection reset',
      [{ filePath: null, error: 'connection reset', line: null }],
    ],
    [
      "JSON behind the queue's verdict",
      'permanent_error: [{"file_path": "a.log", "error": "bad", "line": 3}]',
      [{ filePath: 'a.log', error: 'bad', line: 3 }],
    ],
    ['blanks', '  \n', []],
    ['nothing', null, []],
    ['a number', 404, [{ filePath: null, error: '404', line: null }]],
  ])('%s', async (_, message, expected) => {
    expect(await failuresIn(message)).toEqual(expected);
  });

  it('is as long as requested at most', async () => {
    const list = JSON.stringify(Array.from({ length: 10 }, (_, line) => ({ error: 'E', line })));
    expect(await failuresIn(list, 4)).toHaveLength(4);
    expect(await failuresIn('plain', 0)).toEqual([]);
  });

  it('has six whole failures of a text of a megabyte', async () => {
    const failure = { file_path: 'a.log', error: 'x'.repeat(10_000), line: 1 };
    const found = await failuresIn(JSON.stringify(Array.from({ length: 100 }, () => failure)), 50);
    expect(found).toHaveLength(6);
    expect(found[5]).toEqual({ filePath: 'a.log', error: failure.error, line: 1 });
  });
});
