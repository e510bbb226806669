import { errorInBrief, type RecordedFailure, recordInBrief } from '../../causes/error.js';
import { type Outlook, outlookOf, startsIn } from '../../model/forecast/outlook.js';
import {
  type Backtest,
  type Deferral,
  durationOf,
  type Job,
  storedId,
  typeOfItsOwn,
  type Waiting,
} from '../../model/job.js';
import type { JobOutput } from '../../model/output.js';
import { type CountedPicture, countsDone } from '../../model/picture.js';
import { stalledSince, timeLeft } from '../../model/progress.js';
import { workerNameOf, workerTrouble } from '../../model/worker.js';
import {
  causeIn,
  countsOf,
  databaseIn,
  errorOf,
  exact,
  exactSecondsOf,
  idIn,
  printed,
  queueKindOf,
  rounded,
  secondsOf,
  timeOf,
} from '../words/json-parts.js';

/**
 * A picture as one line of JSON for scripts, without a line end, in pieces: one for everything before the jobs,
 * one for each job, one for the end. A million jobs would exceed the longest possible string.
 *
 * Schema 1: the fields of behaviour 8.1 in snake_case, `counts`, `queue` and `totals` over the whole queue, `matching`
 * jobs that pass the filter; times in RFC 3339, UTC; ids and bytes as numbers if those are exact, else as strings of
 * digits. An id is null if the row has none, and may occur twice if rows share it. Text is as the database holds it,
 * except that anything that could affect a terminal is escaped, so that printing it is harmless. Of several databases,
 * `databases` takes the place of `database`, and each job has the name of its own.
 */
export function* jsonPieces(
  picture: CountedPicture,
  databasePath: string,
): Generator<string, void, undefined> {
  const { counts, troubles, asOf } = picture;
  // One picture shows no trend, only what the record says.
  const outlook = outlookOf(picture.pace ?? null, { counts, troubles, depths: [] }, asOf);
  const withoutJobs = printed({
    schema: 1,
    as_of: timeOf(picture.asOf),
    ...databaseIn(picture, databasePath),
    ...queueKindOf(picture),
    counts: countsOf(picture.counts, [
      ...(picture.queue?.lacks ?? []),
      ...(countsDone(picture) ? [] : (['done'] as const)),
    ]),
    workers: picture.troubles,
    queue: queueOf(picture.counts.queued, outlook),
    matching: picture.window.matching,
    totals: {
      files_processed: picture.totals.filesProcessed,
      files_total: picture.totals.filesTotal,
      output_bytes: exact(picture.totals.outputBytes),
    },
    jobs: [],
  });
  const end = ']}';
  yield withoutJobs.slice(0, -end.length);
  let separator = '';
  for (const job of picture.window.jobs) {
    yield separator + printed(jobOf(job, outlook, asOf));
    separator = ',';
  }
  yield end;
}

/**
 * What the record says of the queue's pace. Whether it drains or grows is a trend, which a single picture can't show:
 * the record doesn't say when jobs came into the queue, because a retried job keeps its creation time.
 */
function queueOf(queued: number, outlook: Outlook) {
  const { perMinute, verdict, workLeft, oldestWaitingAt, heldBack } = outlook;
  return {
    queued,
    held_back: heldBack,
    oldest_waiting_at: timeOf(oldestWaitingAt),
    finished_per_minute: perMinute === null ? null : rounded(perMinute, 2),
    state: verdict.kind === 'stalled' || verdict.kind === 'idle' ? verdict.kind : 'unknown',
    stalled_seconds: verdict.kind === 'stalled' ? secondsOf(verdict.ms) : null,
    empty_in_seconds:
      queued === 0 ? 0 : secondsOf(verdict.kind === 'drains' ? (verdict.emptyIn?.ms ?? null) : null),
    work_left_seconds: secondsOf(workLeft?.ms ?? null),
    work_left_is_rough: workLeft?.isRough ?? null,
  };
}

function jobOf(job: Job, outlook: Outlook, asOf: number) {
  return {
    id: idIn(storedId(job.id)),
    ...(job.database === undefined ? {} : { database: job.database }),
    file_version_id: idIn(job.fileVersionId),
    job_type: typeOfItsOwn(job) ?? job.type,
    name: job.name,
    version: job.version,
    status: job.status === 'other' ? job.statusText : job.status,
    status_text: job.statusText,
    warnings: job.warnings,
    started_at: job.status === 'queued' ? null : timeOf(job.startedAt),
    completed_at: timeOf(job.completedAt),
    updated_at: timeOf(job.updatedAt),
    duration_seconds: exactSecondsOf(durationOf(job, asOf)),
    ...estimateOf(job, asOf),
    items_total: job.itemsTotal,
    items_processed: job.itemsProcessed,
    items_failed: job.itemsFailed,
    progress_pct: job.progressPercent,
    source_path: job.sourcePath,
    output_path: job.outputPath,
    output_size_bytes: job.outputSizeBytes === null ? null : exact(job.outputSizeBytes),
    outputs: job.outputs.list.map(outputOf),
    output_count: job.outputs.count,
    output_rows: job.outputs.rows,
    quarantine_rows: job.quarantinedRows,
    note: job.note,
    backtest: job.backtest === null ? null : backtestOf(job.backtest),
    ...errorOf(recordInBrief(job)),
    ...causeIn(job),
    error_message: job.errorMessage,
    failures: job.failures.map(failureOf),
    priority: job.priority,
    retry_count: job.retryCount,
    worker: workerNameOf(job.workerHost, job.workerPid),
    worker_host: job.workerHost,
    worker_pid: job.workerPid,
    worker_state: workerTrouble(job)?.kind ?? null,
    worker_last_sign: timeOf(workerTrouble(job)?.since ?? null),
    waiting: job.waiting === null ? null : waitingOf(job.waiting, outlook),
  };
}

/** A running job's future, as far as a single picture can tell; none if its worker is in trouble. */
function estimateOf(job: Job, asOf: number) {
  const { trouble } = job;
  const still = trouble?.kind === 'stalled' ? trouble.since : stalledSince(new Map(), job, asOf);
  const left = trouble === null && still === null ? timeLeft(new Map(), job, asOf) : null;
  return {
    left_seconds: left === null ? null : secondsOf(left),
    stalled_seconds: still === null ? null : secondsOf(asOf - still),
  };
}

function waitingOf(waiting: Waiting, outlook: Outlook) {
  switch (waiting.kind) {
    case 'paused':
      return {
        reason: 'parser_paused',
        since: timeOf(waiting.since),
        failures: waiting.failures,
        last_failure: waiting.lastFailure,
      };
    case 'retry':
    case 'scheduled':
      return { reason: waiting.kind, until: timeOf(waiting.at) };
    case 'deferred':
      return { reason: deferrals[waiting.deferral], until: timeOf(waiting.at) };
    case 'line': {
      const left = startsIn(outlook, waiting.place);
      return {
        reason: 'in_line',
        place: waiting.place,
        starts_in_seconds: secondsOf(left?.ms ?? null),
        starts_in_is_rough: left?.isRough ?? null,
      };
    }
    case 'dispatching':
    case 'pending':
      return { reason: waiting.kind };
    case 'held':
      return { reason: waiting.kind, why: waiting.why };
  }
}

const deferrals: Readonly<Record<Deferral, string>> = {
  'no-room': 'no_room',
  'lost-on-restart': 'lost_on_restart',
  'worker-gone-on-restart': 'worker_gone_on_restart',
};

function backtestOf(backtest: Backtest) {
  return {
    pass_rate: backtest.passRate,
    iteration: backtest.iteration,
    high_failure_tested: backtest.highFailureTested,
    high_failure_passed: backtest.highFailurePassed,
    termination_reason: backtest.terminationReason,
  };
}

function outputOf({ role, name, uri, path, table, rows }: JobOutput) {
  return { role, name, uri, path, table, rows };
}

function failureOf({ filePath, error, line, stackTrace: recorded }: RecordedFailure) {
  const stackTrace = recorded ?? null;
  const summary = errorOf(errorInBrief(error, stackTrace));
  return { file_path: filePath, ...summary, error, line, stack_trace: stackTrace };
}
