import type { RecordedFailure } from '../../lib/causes/error.js';
import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { Notice } from '../../lib/machine/state/write-order.js';
import type { Backtest, Job, JobStatus, JobType, Waiting } from '../../lib/model/job.js';
import { jobStatuses as statuses, jobTypes as types } from '../../lib/model/job.js';
import type { JobDetail, QuarantinedRow } from '../../lib/model/job-detail.js';
import type { LogLine, LogPiece } from '../../lib/model/log.js';
import type { Monitoring, SinkOutput, SinkStats } from '../../lib/model/monitoring/monitoring.js';
import type { JobOutput, JobOutputs } from '../../lib/model/output.js';
import type { ActiveParser, CountedPicture } from '../../lib/model/picture.js';
import type { Problem } from '../../lib/model/problem.js';
import { minute, now, pictureOf } from '../view/scene.js';

/** All fields there: a field that is added and isn't filled here doesn't compile. */
type Full<T> = { readonly [K in keyof T]-?: NonNullable<T[K]> };

const backtest: Full<Backtest> = {
  ...{ passRate: 0.8, iteration: 3, highFailureTested: 5, highFailurePassed: 4, terminationReason: 'Reason' },
};

const failure: Full<RecordedFailure> = {
  filePath: '/in/Failure-path.log',
  error: 'Failure-error',
  line: 42,
  stackTrace: 'Thrown-error\nat parse',
};

const jobOutput: Full<JobOutput> = {
  ...{ role: 'Output-role', name: 'Output-name', uri: 'duckdb:///out/Output-uri', path: '/out/Output-place' },
  ...{ table: 'Output-table', rows: 900 },
};

const quarantined: Full<QuarantinedRow> = { row: 42, reason: 'Quarantine-reason', data: 'Quarantine-data' };

const other: Full<JobOutput> = {
  ...{ role: 'Other-role', name: 'Other-name', uri: 'file:///out/Other-uri', path: '/out/Other-place' },
  ...{ table: 'Output-table', rows: 1000 },
};

const outputs: Full<JobOutputs> = { list: [jobOutput, other], count: 3, rows: 1900 };

const paused: Waiting = {
  ...{ kind: 'paused', since: now - 9 * minute, failures: 5, lastFailure: 'Last-failure' },
};

function job(id: string, type: JobType, status: JobStatus): Full<Job> {
  return {
    ...{ id, database: 'Database', fileVersionId: 'Version-id', type, typeText: 'Type-text', name: 'Name' },
    ...{ version: '1.Version', status, statusText: 'Status-text', warnings: false },
    ...{ startedAt: now - 5 * minute, claimedAt: now - 5 * minute, completedAt: now - minute },
    updatedAt: now,
    trouble: { kind: 'gone', since: now - 3 * minute, reused: false },
    ...{ stillRuns: true, workerMark: 'Worker-mark', leased: true, itemsTotal: 100, itemsProcessed: 60 },
    ...{ itemsNoun: 'Items-noun', itemsSince: now - 5 * minute },
    ...{ itemsFailed: 3, progressPercent: 60, sourcePath: '/in/Source-path', outputPath: '/out/Output-path' },
    ...{ outputSizeBytes: 847_000n, isMeasured: true, outputs, quarantinedRows: 7, note: 'Note', backtest },
    ...{ errorMessage: 'Error-message', failures: [failure], priority: 5, retryCount: 1 },
    ...{
      workerHost: 'Worker-host',
      workerPid: 812,
      waiting: paused,
      args: [{ path: 'args.user', value: 'Argument' }],
    },
  };
}

/** One job of each type in this status, or none of those a scene can do without. */
const jobsByStatus = new Map(
  statuses.map((status, place) => [
    status,
    types.map((type, index): Job => job(`Id-${place}${index}`, type, status)),
  ]),
);
const jobsIn = (status: JobStatus): readonly Job[] => jobsByStatus.get(status) ?? [];

const detailOf = (of: Job): Full<JobDetail> => ({
  ...{ job: of, createdAt: now - 9 * minute, scheduledAt: now - 8 * minute, claimedAt: now - 7 * minute },
  mostAttempts: 9,
  ...{ takenUpAt: now - 6 * minute, endedAt: now - minute, heartbeatAt: now - minute },
  ...{ completionStatus: 'Completion-status', errorText: 'Error-text\nsecond line' },
  deadLetter: { movedAt: now - minute, reason: 'Letter-reason', retries: 3, error: 'Letter-error' },
  ...{ failureCount: 1, failuresFrom: 0, failures: [failure] },
  attempts: [{ attempt: 1, failures: 2, cause: { key: 'Cause-key', text: 'Attempt-cause' } }],
  ...{ artifacts: outputs, artifactsExist: [false] },
  quarantine: { rows: [quarantined], count: 9 },
  runTimes: { runs: 1e9, percentiles: Array.from({ length: 100 }, () => 1) },
  outputExists: false,
});

const problem: Full<Problem> = {
  ...{ code: 'failed', sentence: 'Sentence', file: '/in/Problem-file', advice: 'Advice' },
  ...{ detail: 'Problem-detail', wellUntil: now - minute },
};

const activeParser: Full<ActiveParser> = {
  ...{ name: 'Parser-name', version: '2.Parser', files: 3, outputBytes: 5n },
};

const output: Full<SinkOutput> = { name: 'Sink-output', rows: 5n, bytes: 6n, errors: 1n };
const sink: Full<SinkStats> = {
  ...{ uri: 'parquet://Sink-uri/', totalRows: 5n, totalBytes: 6n, errorCount: 1n },
  latencies: { p50: 1, p99: 2 },
  outputs: [output],
  whole: { rows: 5n, bytes: 6n, errors: 1n },
  recordedAt: now,
};

const monitoring: Full<Monitoring> = {
  has: { metrics: true, sinks: true },
  throughput: [{ at: now - minute, jobId: 'Id-10', rowsPerSecond: 5, bytesPerSecond: 50 }],
  ...{ depth: [{ at: now - minute, depth: 3 }], from: now - 5 * minute, since: now - 5 * minute },
  ...{ sinks: [sink], sinksComplete: true },
  latencies: { p50: 1, p99: 2 },
  ends: { periodMs: 900_000, first: 0, done: [1], failed: [1], recordedFrom: 0, of: null },
};

const notice: Omit<Full<Notice>, 'copying' | 'untilKey' | 'untilRead' | 'onceListed'> = {
  ...{ tone: 'done', text: 'Notice-text', path: '/out/Notice-path', at: now },
};

const lines: LogLine[] = Array.from({ length: 5 }, (_, index) => ({
  ...{ start: 10 * index, end: 10 * index + 10, text: `Log-line ${index}`, complete: true },
}));
const piece: Full<Omit<LogPiece, 'filtered'>> & Pick<LogPiece, 'filtered'> = {
  ...{ jobId: 'Id-30', asOf: now, size: 50, lines },
  added: { from: 0, count: 5, more: false },
  filtered: null,
  origin: { kind: 'file', path: '/logs/Log-path' },
};

function picture(status: JobStatus, given: Partial<CountedPicture> = {}): JobsEvent {
  const jobs = [...jobsIn(status)];
  const counts = { queued: 1, running: 1, complete: 1, failed: 1, cancelled: 1, other: 1 };
  return { type: 'picture', picture: pictureOf(jobs, { counts, ...given }) };
}
const keys = (...names: string[]): JobsEvent[] => names.map((key) => ({ type: 'key', key }));
const [failedJob] = jobsIn('failed') as readonly [Job];
const logRequest = { jobId: failedJob.id, place: { kind: 'end' as const }, before: 48, after: 1 };
const reading = (event: Extract<JobsEvent, { type: 'log' }>['reading']): JobsEvent => ({
  type: 'log',
  reading: event,
  request: logRequest,
});

/** Every screen, with every text on it that comes from outside. */
export const hostileScenes: Readonly<Record<string, readonly JobsEvent[]>> = {
  ...Object.fromEntries(statuses.map((status) => [`the list, ${status}`, [picture(status)]])),
  ...Object.fromEntries(
    statuses.flatMap((status) =>
      jobsIn(status).map((of, index) => [
        `the details, ${status} ${of.type}`,
        [
          picture(status),
          ...keys(...Array.from({ length: index }, () => 'j'), 'Enter'),
          picture(status, { detail: detailOf(of) }),
        ],
      ]),
    ),
  ),
  'the marked list': [picture('failed'), ...keys('Space', 'j', 'Space')],
  'the list with columns': [
    picture('failed'),
    ...keys('C', 'n'),
    picture('failed', { argKeys: ['args.user'] }),
    ...keys(...Array.from({ length: 14 }, () => 'j'), 'Space', 'Enter'),
  ],
  'columns to choose': [picture('failed'), ...keys('C'), picture('failed', { argKeys: ['args.user'] })],
  'the pipeline': [
    picture('running'),
    ...keys('P'),
    picture('running', {
      pipeline: {
        source: { count: 9, inProgress: 1, failed: 0 },
        parsed: { count: 8, inProgress: 1, failed: 1 },
        output: { count: 7, inProgress: 1, failed: 1 },
        activeParser,
      },
    }),
  ],
  monitoring: [picture('running'), ...keys('m'), picture('running', { monitoring })],
  'a question': [picture('running'), ...keys('c')],
  'a question about many': [picture('running'), ...keys('Space', 'j', 'Space', 'c')],
  'a question about a backtest': [picture('running'), ...keys('j', 'j', 'j', 'S')],
  'the copy view': [picture('complete'), ...keys('Y')],
  'opening an output': [picture('complete'), ...keys('o')],
  'the copy view of an error': [picture('failed'), ...keys('Y')],
  'the filter': [picture('failed'), ...keys('f')],
  search: [picture('failed'), ...keys('/', 'N', 'a', 'm')],
  help: [
    picture('failed'),
    { type: 'writability', writability: { kind: 'unable', reason: 'Unable-reason' } },
    ...keys('?'),
  ],
  'a viewer': [
    picture('failed'),
    { type: 'writability', writability: { kind: 'unable', reason: 'Unable-reason' } },
    ...keys('R'),
  ],
  'a notice': [picture('failed'), { type: 'notice', notice }],
  'an outcome': [
    picture('failed'),
    {
      type: 'written',
      order: { action: 'retry', jobs: [] },
      outcome: { kind: 'problem', sentence: 'Outcome-sentence', advice: 'Outcome-advice' },
      at: now,
    },
  ],
  'work under way': [picture('failed'), ...keys('R')],
  'no database': [{ type: 'problem', problem, at: now }],
  'a database that went': [picture('failed'), { type: 'problem', problem, at: now - minute }],
  'a log': [picture('failed'), ...keys('l'), reading({ kind: 'piece', piece })],
  'a wrapped log': [picture('failed'), ...keys('l'), reading({ kind: 'piece', piece }), ...keys('w', 't')],
  'a log searched': [
    picture('failed'),
    ...keys('l'),
    reading({ kind: 'piece', piece }),
    ...keys('/', 'e', 'n', 'd'),
  ],
  'no log': [picture('failed'), ...keys('l'), reading({ kind: 'none', looked: ['/logs/Looked-path'] })],
  'a log that can not be read': [picture('failed'), ...keys('l'), reading({ kind: 'problem', problem })],
};
