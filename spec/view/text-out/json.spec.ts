import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { QueuePace } from '../../../lib/model/forecast/pace.js';
import type { Job, Waiting } from '../../../lib/model/job.js';
import type { QueueKind, QueueLack } from '../../../lib/model/limits.js';
import type { ParserRow } from '../../../lib/model/panels/parsers.js';
import type { CountedPicture } from '../../../lib/model/picture.js';
import type { WorkerRow } from '../../../lib/model/worker.js';
import { parsersView } from '../../../lib/view/panels/parsers-panel.js';
import { workersView } from '../../../lib/view/panels/workers-panel.js';
import { jsonPieces } from '../../../lib/view/text-out/json.js';
import { otherQueue } from '../../machine/queue-in-memory.js';
import { anyJob } from '../any-job.js';
import { hostileText } from '../any-value.js';
import { hour, jobWith, jsonOf, minute, now, pictureOf } from '../scene.js';

describe('jsonOf', () => {
  it('gives ids as the database holds them, also those that are NULL or shared', () => {
    const ids = ['7', '\u001f2\u001f7', '\u001f3\u001fx', '\u001f4-'].map((id) => jobWith({ id }));
    const { jobs } = JSON.parse(jsonOf(pictureOf(ids), '/db.sqlite3'));
    expect(jobs.map(({ id }: { id: unknown }) => id)).toEqual([7, 7, 'x', null]);
  });

  it('has right_since where some jobs were compared earlier, and only then', () => {
    const printed = (rightSince?: number) =>
      JSON.parse(jsonOf({ ...pictureOf([]), ...(rightSince !== undefined && { rightSince }) }, '/db'));
    expect(printed(now - 12_000).right_since).toBe(new Date(now - 12_000).toISOString());
    expect(printed()).not.toHaveProperty('right_since');
  });

  it('has the fields that scripts rely on', () => {
    const recorded = {
      ...{ role: 'output', name: 'orders', uri: 'file:///out/a.parquet', path: '/out/a.parquet' },
      ...{ table: null, rows: 500 },
    };
    const job = jobWith({
      ...{ id: '42', fileVersionId: '7', type: 'backtest', status: 'failed', statusText: 'ERROR' },
      ...{ name: 'fix_parser', version: '1.3', startedAt: now - 60_000, completedAt: now, itemsTotal: 500 },
      ...{ itemsProcessed: 52, itemsFailed: 40, outputPath: '/out/a.parquet' },
      outputs: { list: [recorded], count: 2, rows: 900 },
      quarantinedRows: 7,
      outputSizeBytes: 847_000_000n,
      backtest: {
        ...{ passRate: 0.23, iteration: 1, highFailureTested: 5, highFailurePassed: 0 },
        terminationReason: 'Timeout',
      },
      ...{ errorMessage: 'slow', failures: [{ filePath: 'a.csv', error: 'ParseError', line: 3 }] },
      ...{ workerHost: 'w1', workerPid: 99, priority: 2, retryCount: 1 },
    });
    expect(JSON.parse(jsonOf(pictureOf([job]), '/db.sqlite3'))).toEqual({
      schema: 1,
      as_of: '2026-01-15T12:00:00.000Z',
      database: '/db.sqlite3',
      counts: { queued: 0, running: 2, complete: 3, failed: 1, cancelled: 0 },
      workers: { gone: 0, silent: 0, stalled: 0 },
      queue: {
        ...{ queued: 0, held_back: 0, oldest_waiting_at: null, finished_per_minute: null, state: 'idle' },
        ...{ stalled_seconds: null, empty_in_seconds: 0, work_left_seconds: null, work_left_is_rough: null },
      },
      matching: 1,
      totals: { files_processed: 1235, files_total: 1247, output_bytes: 847_000_000 },
      jobs: [
        {
          ...{ id: 42, file_version_id: 7, job_type: 'backtest', name: 'fix_parser', version: '1.3' },
          ...{ status: 'failed', status_text: 'ERROR', warnings: false },
          ...{ started_at: '2026-01-15T11:59:00.000Z', completed_at: '2026-01-15T12:00:00.000Z' },
          ...{ updated_at: null, duration_seconds: 60, left_seconds: null, stalled_seconds: null },
          ...{ items_total: 500, items_processed: 52, items_failed: 40, progress_pct: null },
          ...{ source_path: null, output_path: '/out/a.parquet', output_size_bytes: 847_000_000 },
          outputs: [
            {
              ...{ role: 'output', name: 'orders', uri: 'file:///out/a.parquet', path: '/out/a.parquet' },
              ...{ table: null, rows: 500 },
            },
          ],
          ...{ output_count: 2, output_rows: 900, quarantine_rows: 7, note: null },
          backtest: {
            ...{ pass_rate: 0.23, iteration: 1, high_failure_tested: 5, high_failure_passed: 0 },
            termination_reason: 'Timeout',
          },
          ...{ error_summary: 'ParseError', error_at: null, cause: 'ParseError', cause_key: 'a4f55dea0d3f' },
          error_message: 'slow',
          failures: [
            {
              ...{ file_path: 'a.csv', error_summary: 'ParseError', error_at: null, error: 'ParseError' },
              ...{ line: 3, stack_trace: null },
            },
          ],
          ...{ priority: 2, retry_count: 1, worker: 'w1:99', worker_host: 'w1', worker_pid: 99 },
          ...{ worker_state: null, worker_last_sign: null, waiting: null },
        },
      ],
    });
  });

  it('counts jobs in a status of their own only where there are some, and none that the queue does not keep', () => {
    const counts = { queued: 1, running: 2, complete: 3, failed: 4, cancelled: 5, other: 6 };
    expect(JSON.parse(jsonOf(pictureOf([], { counts }), '/db')).counts).toEqual(counts);
    const queue: QueueKind = { ...otherQueue, lacks: ['cancelled'] };
    expect(JSON.parse(jsonOf(pictureOf([], { counts, queue }), '/db')).counts.cancelled).toBeNull();
  });

  const until = new Date(now + hour).toISOString();
  const at = now + hour;
  const pause = { since: now - hour, failures: 5, lastFailure: 'no such column' };
  const paused = { since: '2026-01-15T11:00:00.000Z', failures: 5, last_failure: 'no such column' };
  const unknown = { starts_in_seconds: null, starts_in_is_rough: null };
  it.each<[Waiting, string, object]>([
    [{ kind: 'paused', ...pause }, 'parser_paused', paused],
    [{ kind: 'retry', at }, 'retry', { until }],
    [{ kind: 'scheduled', at }, 'scheduled', { until }],
    [{ kind: 'deferred', at, deferral: 'no-room' }, 'no_room', { until }],
    [{ kind: 'deferred', at, deferral: 'lost-on-restart' }, 'lost_on_restart', { until }],
    [{ kind: 'deferred', at, deferral: 'worker-gone-on-restart' }, 'worker_gone_on_restart', { until }],
    [{ kind: 'line', place: 3 }, 'in_line', { place: 3, ...unknown }],
    [{ kind: 'line', place: null }, 'in_line', { place: null, ...unknown }],
    [{ kind: 'dispatching' }, 'dispatching', {}],
    [{ kind: 'pending' }, 'pending', {}],
    [{ kind: 'held', why: 'Queue a is paused' }, 'held', { why: 'Queue a is paused' }],
  ])('says of a job that waits as %j why it waits', (waiting, reason, more) => {
    const job = jobWith({ status: 'queued', waiting });
    expect(JSON.parse(jsonOf(pictureOf([job]), '/db')).jobs[0].waiting).toEqual({ reason, ...more });
  });

  it.each([
    ['1', 1],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', '9007199254740992'],
    ['9223372036854775807', '9223372036854775807'],
    ['-5', -5],
    ['007', '007'],
    ['', ''],
  ])('gives the id %j as %j', (id, expected) => {
    expect(JSON.parse(jsonOf(pictureOf([jobWith({ id })]), '/db')).jobs[0].id).toBe(expected);
  });

  it('gives sizes beyond exact numbers as digits', () => {
    const job = jobWith({ outputSizeBytes: 2n ** 60n });
    expect(JSON.parse(jsonOf(pictureOf([job]), '/db')).jobs[0].output_size_bytes).toBe('1152921504606846976');
  });

  it('gives no start of a job that is still queued', () => {
    const queued = jobWith({ status: 'queued', startedAt: now + 60_000 });
    expect(JSON.parse(jsonOf(pictureOf([queued]), '/db')).jobs[0].started_at).toBeNull();
  });

  it('gives a type and a status that it doesn’t know as they stand', () => {
    const job = jobWith({ type: 'other', typeText: 'Reconcile', status: 'other', statusText: 'Held' });
    expect(JSON.parse(jsonOf(pictureOf([job]), '/db')).jobs[0]).toMatchObject({
      job_type: 'Reconcile',
      status: 'Held',
    });
  });

  it.each([0, 1, 3])('comes in pieces, each of one job at most: %i jobs', (count) => {
    const jobs = Array.from({ length: count }, (_, index) => jobWith({ id: String(index), note: '\u001b' }));
    const pieces = [...jsonPieces(pictureOf(jobs), '/db')];
    expect(pieces).toHaveLength(count + 2);
    // As one call would have made it.
    const whole = JSON.stringify(JSON.parse(pieces.join('')));
    expect(pieces.join('')).toBe(whole);
    expect(JSON.parse(whole).jobs.map((job: { id: number }) => job.id)).toEqual(
      jobs.map((_, index) => index),
    );
  });

  it('loses nothing, and does nothing to a terminal', () => {
    fc.assert(
      fc.property(hostileText, anyJob, (text, job) => {
        const json = jsonOf(pictureOf([{ ...job, name: text }]), text);
        expect(json).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
        const parsed = JSON.parse(json);
        expect(parsed.database).toBe(text);
        expect(parsed.jobs[0].name).toBe(text);
        expect(parsed.jobs[0].error_message).toBe(job.errorMessage);
      }),
    );
  });
});

describe('a job in JSON', () => {
  it('says how long a job took or has run, how long it will go on, and whether it stalls', () => {
    const ofJob = (given: Partial<Job>) => {
      const [job] = JSON.parse(jsonOf(pictureOf([jobWith(given)]), '/db')).jobs;
      return [job.duration_seconds, job.left_seconds, job.stalled_seconds];
    };
    const running: Partial<Job> = {
      ...{ status: 'running', startedAt: now - 60_500, completedAt: null, updatedAt: null, trouble: null },
      ...{ itemsTotal: 300, itemsProcessed: 100 },
    };
    expect(ofJob(running)).toEqual([60.5, 121, null]);
    const silent = { kind: 'silent', since: now, sign: 'update' } as const;
    expect(ofJob({ ...running, trouble: silent })).toEqual([60.5, null, null]);
    expect(ofJob({ ...running, itemsProcessed: 0 })).toEqual([60.5, null, null]);
    const still = { startedAt: now - 2 * hour, updatedAt: now - hour };
    expect(ofJob({ ...running, ...still })).toEqual([7200, null, 3600]);
    expect(ofJob({ status: 'complete', startedAt: now - 1500, completedAt: now })).toEqual([1.5, null, null]);
    expect(ofJob({ status: 'complete', startedAt: now, completedAt: now })).toEqual([null, null, null]);
    expect(ofJob({ status: 'queued', startedAt: now - hour })).toEqual([null, null, null]);
  });

  it('says what is known of a worker in trouble', () => {
    const ofJob = (trouble: Job['trouble']) => {
      const [job] = JSON.parse(jsonOf(pictureOf([jobWith({ trouble })]), '/db')).jobs;
      return [job.worker_state, job.worker_last_sign];
    };
    expect(ofJob({ kind: 'gone', since: null, reused: false })).toEqual(['gone', null]);
    expect(ofJob({ kind: 'silent', since: now, sign: 'update' })).toEqual([
      'silent',
      '2026-01-15T12:00:00.000Z',
    ]);
  });

  describe('an error', () => {
    const trace =
      'Traceback (most recent call last):\n  File "/srv/p.py", line 8, in price\nKeyError: 2\nnote';
    const errorsOf = (given: Partial<Job>) => {
      const [job] = JSON.parse(jsonOf(pictureOf([jobWith({ status: 'failed', ...given })]), '/db')).jobs;
      return job;
    };

    it('is in brief what a traceback says, and whole as it stands', () => {
      expect(errorsOf({ errorMessage: `permanent_error: ${trace}` })).toMatchObject({
        error_summary: 'KeyError: 2 note',
        error_at: 'p.py:8',
        error_message: `permanent_error: ${trace}`,
        failures: [],
      });
    });

    it('has the stack trace of its record', () => {
      const failure = { filePath: null, error: 'no  price', line: null, stackTrace: trace };
      expect(errorsOf({ failures: [failure] })).toMatchObject({
        error_summary: 'no price',
        error_at: 'p.py:8',
        error_message: null,
        failures: [{ error_summary: 'no price', error_at: 'p.py:8', error: 'no  price', stack_trace: trace }],
      });
    });

    it('is null where there is none, and brief where it is long', () => {
      expect(errorsOf({ errorMessage: ' \n' })).toMatchObject({ error_summary: null, error_at: null });
      expect(errorsOf({ errorMessage: 'long '.repeat(999) }).error_summary).toHaveLength(999);
    });
  });
});

it('the queue in JSON has its rate, and a job in it the time until it is taken', () => {
  const counts = { queued: 600, running: 3, complete: 9, failed: 0, cancelled: 0, other: 0 };
  const pace: QueuePace = {
    ...{ at: now, ended: Array.from({ length: 60 }, () => 50), endedLately: 0, lastEndedAt: now - 5000 },
    ...{ endedBefore: 3000, oldestWaitingAt: now - hour, heldBack: 100 },
  };
  const job = jobWith({ status: 'queued', waiting: { kind: 'line', place: 150 } });
  const printed = (given: Partial<QueuePace>) =>
    JSON.parse(jsonOf(pictureOf([job], { counts, pace: { ...pace, ...given } }), '/db'));
  expect(printed({})).toMatchObject({
    queue: {
      ...{ queued: 600, held_back: 100, oldest_waiting_at: '2026-01-15T11:00:00.000Z' },
      ...{ finished_per_minute: 50, state: 'unknown', stalled_seconds: null },
      // One look shows no trend.
      empty_in_seconds: null,
      work_left_seconds: 600,
      work_left_is_rough: false,
    },
    jobs: [{ waiting: { place: 150, starts_in_seconds: 180, starts_in_is_rough: false } }],
  });
  // A figure that is only rough is no secret, and is called so.
  expect(printed({ ended: Array.from({ length: 60 }, () => 4) })).toMatchObject({
    queue: { finished_per_minute: 4, work_left_seconds: 7500, work_left_is_rough: true },
    jobs: [{ waiting: { starts_in_seconds: 2250, starts_in_is_rough: true } }],
  });
  expect(printed({ lastEndedAt: now - 900_000 })).toMatchObject({
    queue: { finished_per_minute: null, state: 'stalled', stalled_seconds: 900, work_left_seconds: null },
    jobs: [{ waiting: { place: 150, starts_in_seconds: null } }],
  });
  expect(printed({ heldBack: 600 }).queue).toMatchObject({ state: 'idle', oldest_waiting_at: null });
});

const shared = '\u001f3\u001f12';
const hostile = '\u001b[2J\u202ename';

const worker: WorkerRow = {
  ...{ name: 'vm:7', running: 2, done: 3, failed: 1, firstAt: now - hour, lastAt: now - minute },
  longest: { id: shared, name: hostile, startedAt: now + minute },
  ...{ trouble: null, perMinute: 0.066_666 },
};

const parser: ParserRow = {
  ...{ name: hostile, version: null, done: 2, failed: 1, everFailed: 9, p50: 1500, p95: 2250, key: '' },
  ...{ rows: 4000, jobsWithRows: 2 },
  lastFailure: { id: shared, at: null },
  pause: { since: null, failures: null, reason: null },
  before: { version: '1', success: 1 / 3, p50: null, rowsPerJob: -1 / 3 },
  retriable: 9,
};

function workers(row: WorkerRow, given: Partial<CountedPicture> = {}) {
  const list = { periodMs: null, rows: [row], total: 1, others: 2, jobs: null };
  return printed(workersView.json(pictureOf([], { workers: list, ...given }), '/db')).workers;
}

function parsers(row: ParserRow, given: Partial<CountedPicture> = {}) {
  const list = { periodMs: hour, rows: [row], total: 1, lastFailed: null };
  return printed(parsersView.json(pictureOf([], { parsers: list, ...given }), '/db')).parsers;
}

/** What is printed does nothing to a terminal. */
function printed(text: string) {
  expect(text).toMatch(/^[ -~]*$/);
  return JSON.parse(text);
}

it('the panels have what ended in each step of the period and the one before it, and null where that is unknown', () => {
  const failed = Array.from({ length: 31 }, (_, step) => Number(step === 29));
  const ends = {
    periodMs: 15 * minute,
    first: now / minute - 30,
    done: [],
    failed,
    recordedFrom: null,
    of: null,
  };
  const list = { periodMs: hour, rows: [], total: 0, others: 0, jobs: null, lastFailed: null };
  const all = [workersView.json(pictureOf([], { workers: { ...list, ends } }), '/db')];
  all.push(parsersView.json(pictureOf([], { parsers: { ...list, ends } }), '/db'));
  const steps = failed.slice(15, 30);
  const none = steps.map(() => null);
  for (const text of all)
    expect(printed(text).ended).toEqual({
      ...{ step_seconds: 60, until: '2026-01-15T12:00:00.000Z', recorded_from: null },
      ...{ jobs: steps, failed: steps, before: { jobs: none, failed: none } },
    });
  expect(
    printed(workersView.json(pictureOf([], { workers: { ...list, ends: null } }), '/db')).ended,
  ).toBeNull();
});

it('the panels have null for what a queue does not record', () => {
  const lacking = (lack: QueueLack) => ({ queue: { ...otherQueue, lacks: [lack] } });
  expect(workers(worker, lacking('finishers'))).toMatchObject([
    { running: 2, done: null, failed: null, per_minute: null },
  ]);
  expect(parsers(parser, lacking('done'))).toMatchObject([
    { runs: null, done: null, success: null, failed: 1 },
  ]);
});

describe('the workers in JSON', () => {
  it('has the stored id of the longest job, and 0 s for one that begins in the future', () => {
    expect(workers(worker)).toMatchObject([
      { state: 'working', per_minute: 0.07, longest_job: { id: 12, name: hostile, running_seconds: 0 } },
    ]);
  });
});

describe('the parsers in JSON', () => {
  it('has the known figures of a version, and null for the others', () => {
    expect(parsers(parser)).toEqual([
      {
        ...{ name: hostile, version: null, runs: 3, done: 2, failed: 1, success: 0.666667 },
        ...{ p50_seconds: 1.5, p95_seconds: 2.25, last_failed_at: null, last_failed_job: 12, failed_jobs: 9 },
        ...{ rows: 4000, runs_with_rows: 2 },
        paused: { since: null, failures: null, last_failure: null },
        before: {
          ...{ version: '1', success_change: 0.333333, p50_change_seconds: null, rows_per_run_change: -0.33 },
        },
      },
    ]);
    const withoutRuns = {
      ...{ done: 0, failed: 0, p50: null, p95: null, lastFailure: null, before: null, rows: null },
    };
    expect(parsers({ ...parser, ...withoutRuns })).toMatchObject([
      { runs: 0, success: null, p50_seconds: null, rows: null, last_failed_job: null, before: null },
    ]);
  });
});
