import { causeText } from '../../model/causes.js';
import { storedId } from '../../model/job.js';
import { comparedAt, type EndCounts, endStepMs } from '../../model/monitoring/ends.js';
import { type ParserRow, successOf } from '../../model/panels/parsers.js';
import type { CountedPicture } from '../../model/picture.js';
import type { WorkerRow } from '../../model/worker.js';
import {
  databaseIn,
  databaseOfJob,
  exactSecondsOf,
  idIn,
  printed,
  rounded,
  secondsOf,
  timeOf,
} from './json-parts.js';

/**
 * Failed jobs by cause as one line of JSON for scripts, without a line end; `sample` is the error of the job that
 * failed last, in full. Schema 1, like `jsonPieces`.
 */
export function causesJson(picture: CountedPicture, databasePath: string): string {
  const { asOf, causes } = picture;
  const { groups = [], total = 0, failed = 0 } = causes ?? {};
  return printed({
    schema: 1,
    as_of: timeOf(asOf),
    ...databaseIn(picture, databasePath),
    failed,
    total,
    causes: groups.map((group) => ({
      key: group.key,
      cause: causeText(group),
      count: group.count,
      share: rounded(group.count / failed, 6),
      parsers: group.names,
      parser_count: group.names.length + group.moreNames,
      first_at: timeOf(group.firstAt),
      last_at: timeOf(group.lastAt),
      sample_job: idIn(storedId(group.sample)),
      ...databaseOfJob('sample_database', group.sample),
      sample: group.error ?? null,
    })),
  });
}

/** How the versions of parsers do, as one line of JSON for scripts, without a line end. Schema 1, like `jsonPieces`. */
export function parsersJson(picture: CountedPicture, databasePath: string): string {
  const { asOf, parsers, queue } = picture;
  const { rows = [], total = 0, periodMs = null } = parsers ?? {};
  return printed({
    schema: 1,
    as_of: timeOf(asOf),
    ...databaseIn(picture, databasePath),
    period_seconds: exactSecondsOf(periodMs),
    total,
    ended: endedOf(parsers?.ends, asOf),
    parsers: rows.map((row) => ({
      ...parserOf(row),
      ...(queue?.lacks.includes('done') && { runs: null, done: null, success: null }),
    })),
  });
}

/**
 * How many jobs of all rows ended in each whole step of the period and of the one before; null over all times, and where
 * a queue keeps no jobs that are done.
 */
function endedOf(ends: EndCounts | null | undefined, asOf: number) {
  if (!ends) return null;
  const stepMs = endStepMs(ends.periodMs);
  const until = Math.floor(asOf / stepMs) * stepMs;
  const whole = (counts: readonly number[]) => counts.slice(0, Math.max(0, until / stepMs - ends.first));
  const { jobs, failed, jobsBefore, failedBefore } = comparedAt(
    { ...ends, done: whole(ends.done), failed: whole(ends.failed) },
    until - 1,
  );
  return {
    step_seconds: exactSecondsOf(stepMs),
    until: timeOf(until),
    recorded_from: timeOf(ends.recordedFrom),
    jobs,
    failed,
    before: { jobs: jobsBefore, failed: failedBefore },
  };
}

function parserOf(row: ParserRow) {
  const { done, failed, p50, p95, lastFailure, pause, before } = row;
  const success = successOf(row);
  return {
    name: row.name,
    version: row.version,
    runs: done + failed,
    done,
    failed,
    success: success === null ? null : rounded(success, 6),
    p50_seconds: exactSecondsOf(p50),
    p95_seconds: exactSecondsOf(p95),
    rows: row.rows,
    runs_with_rows: row.jobsWithRows,
    last_failed_at: timeOf(lastFailure?.at ?? null),
    last_failed_job: lastFailure === null ? null : idIn(storedId(lastFailure.id)),
    ...databaseOfJob('last_failed_database', lastFailure?.id ?? null),
    failed_jobs: row.retriable,
    paused:
      pause === null
        ? null
        : { since: timeOf(pause.since), failures: pause.failures, last_failure: pause.reason },
    before:
      before === null
        ? null
        : {
            version: before.version,
            success_change: rounded(before.success, 6),
            p50_change_seconds: exactSecondsOf(before.p50),
            rows_per_run_change: before.rowsPerJob === null ? null : rounded(before.rowsPerJob, 2),
          },
  };
}

/** Who works or did, as one line of JSON for scripts, without a line end. Schema 1, like `jsonPieces`. */
export function workersJson(picture: CountedPicture, databasePath: string): string {
  const { asOf, workers, queue } = picture;
  const lacks = queue?.lacks ?? [];
  const { rows = [], total = 0, others = 0, periodMs = null } = workers ?? {};
  return printed({
    schema: 1,
    as_of: timeOf(asOf),
    ...databaseIn(picture, databasePath),
    period_seconds: exactSecondsOf(periodMs),
    total,
    not_heard_of: others,
    ended: endedOf(workers?.ends, asOf),
    workers: rows.map((row) => ({
      ...workerOf(row, asOf),
      ...((lacks.includes('done') || lacks.includes('finishers')) && { done: null }),
      ...(lacks.includes('finishers') && { failed: null, per_minute: null }),
    })),
  });
}

function workerOf(row: WorkerRow, asOf: number) {
  const { longest, trouble, running } = row;
  return {
    name: row.name,
    state: trouble?.kind ?? (running > 0 ? 'working' : 'idle'),
    trouble_since: timeOf(trouble?.since ?? null),
    running,
    longest_job:
      longest === null
        ? null
        : {
            id: idIn(storedId(longest.id)),
            ...databaseOfJob('database', longest.id),
            name: longest.name,
            started_at: timeOf(longest.startedAt),
            running_seconds:
              longest.startedAt === null ? null : secondsOf(Math.max(0, asOf - longest.startedAt)),
          },
    done: row.done,
    failed: row.failed,
    per_minute: row.perMinute === null ? null : rounded(row.perMinute, 2),
    last_sign_at: timeOf(row.lastAt),
  };
}
