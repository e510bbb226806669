import { describe, expect, it } from '@jest/globals';
import type { ParserRow } from '../../lib/model/parsers.js';
import type { WorkerRow } from '../../lib/model/worker.js';
import { parsersJson, workersJson } from '../../lib/view/text-out/panels-json.js';
import { otherQueue } from '../machine/queue-in-memory.js';
import { hour, minute, now, pictureOf } from './scene.js';

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

function workers(...rows: WorkerRow[]) {
  const list = { periodMs: null, rows, total: 1, others: 2, jobs: null };
  return printed(workersJson(pictureOf([], { workers: list }), '/db')).workers;
}

function parsers(...rows: ParserRow[]) {
  const list = { periodMs: hour, rows, total: 1, lastFailed: null };
  return printed(parsersJson(pictureOf([], { parsers: list }), '/db')).parsers;
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
  const all = [workersJson(pictureOf([], { workers: { ...list, ends } }), '/db')];
  all.push(parsersJson(pictureOf([], { parsers: { ...list, ends } }), '/db'));
  const steps = failed.slice(15, 30);
  const none = steps.map(() => null);
  for (const text of all)
    expect(printed(text).ended).toEqual({
      ...{ step_seconds: 60, until: '2026-01-15T12:00:00.000Z', recorded_from: null },
      ...{ jobs: steps, failed: steps, before: { jobs: none, failed: none } },
    });
  expect(printed(workersJson(pictureOf([], { workers: { ...list, ends: null } }), '/db')).ended).toBeNull();
});

it('the panels have null for what a queue does not record', () => {
  const list = { periodMs: null, rows: [worker], total: 1, others: 0, jobs: null };
  const ran = { periodMs: null, rows: [parser], total: 1, lastFailed: null };
  expect(
    printed(
      workersJson(pictureOf([], { workers: list, queue: { ...otherQueue, lacks: ['finishers'] } }), '/db'),
    ).workers,
  ).toMatchObject([{ running: 2, done: null, failed: null, per_minute: null }]);
  expect(
    printed(parsersJson(pictureOf([], { parsers: ran, queue: { ...otherQueue, lacks: ['done'] } }), '/db'))
      .parsers,
  ).toMatchObject([{ runs: null, done: null, success: null, failed: 1 }]);
});

describe('workersJson', () => {
  it('has the stored id of the longest job, and 0 s for one that begins in the future', () => {
    expect(workers(worker)).toMatchObject([
      { state: 'working', per_minute: 0.07, longest_job: { id: 12, name: hostile, running_seconds: 0 } },
    ]);
  });
});

describe('parsersJson', () => {
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
