import fc from 'fast-check';
import { monitorParts, type Paused } from '../../lib/machine/state/monitor-state.js';
import type { Connection, JobsState } from '../../lib/machine/state/state.js';
import { type Notice, seen } from '../../lib/machine/state/write-order.js';
import { everyJob } from '../../lib/model/filter.js';
import type { Job, JobStatus, JobType } from '../../lib/model/job.js';
import type { JobDetail } from '../../lib/model/job-detail.js';
import type { Monitoring } from '../../lib/model/monitoring.js';
import { monitoringPeriods } from '../../lib/model/monitoring-period.js';
import { withTotals } from '../../lib/model/monitoring-sinks.js';
import type { JobOutput, JobOutputs } from '../../lib/model/output.js';
import type { JobCounts, Picture } from '../../lib/model/picture.js';
import type { Pipeline } from '../../lib/model/pipeline.js';
import type { ProblemCode } from '../../lib/model/problem.js';
import { recordProgress } from '../../lib/model/progress.js';
import type { Waiting } from '../../lib/model/waiting.js';
import type { WorkerTrouble } from '../../lib/model/worker-trouble.js';
import { anyCharacter } from '../support/any-character.js';
import { hour, jobWith, now, stateWith } from './scene.js';

export const types: readonly JobType[] = ['scan', 'parse', 'export', 'backtest', 'other'];
export const statuses: readonly JobStatus[] = [
  'queued',
  'running',
  'complete',
  'failed',
  'cancelled',
  'other',
];
export const problemCodes: readonly ProblemCode[] = [
  'missing',
  'empty',
  'not-a-file',
  'unreadable',
  'not-a-database',
  'duckdb',
  'damaged',
  'foreign',
  'busy',
  'failed',
];

/** Pieces that break terminals, widths, or naive code. */
const hostilePieces = [
  '\x1b[31m',
  '\x1b]0;owned\x07',
  '\x1bP+q544e\x1b\\',
  '\x9b2J',
  '\x9d0;x\x9c',
  '\x1b',
  '\r\n',
  '\t',
  '\0',
  '{bold}',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u200d',
  '\ufe0f',
  '\ufeff',
  '\u00ad',
  '👨‍👩‍👧‍👦',
  '👍🏽',
  '🇩🇪',
  '1️⃣',
  '漢字',
  '한',
  'ｶﾞ',
  'e\u0301',
  '\u0301',
  'Z\u0300\u0301\u0302\u0303\u0304',
  'क्ष',
  'שלום',
  '\ud800',
  '\udc00',
  '\ue000',
  '\uffff',
  '\u{e0041}',
  '/',
  'a/b/',
];

const anyUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit));

/** Text that nobody should have put into a database. */
export const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...hostilePieces),
      fc.string({ unit: anyCharacter, maxLength: 8 }),
      fc.string({ unit: anyUnit, maxLength: 8 }),
      fc.string({ maxLength: 20 }),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(''));

const anyCount = fc.oneof(
  fc.nat({ max: 100_000 }),
  fc.constantFrom(0, 1, 2 ** 53, 1e300, Number.POSITIVE_INFINITY, Number.NaN),
);
const anyTime = fc.oneof(
  fc.integer({ min: now - 100 * hour, max: now + hour }),
  fc.constantFrom(0, -1, 8.64e15, 1e300, Number.NaN),
);

function maybe<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.option(arbitrary, { nil: null });
}

const anyText = maybe(hostileText);

const anyOutput: fc.Arbitrary<JobOutput> = fc.record({
  role: hostileText,
  name: anyText,
  uri: hostileText,
  path: anyText,
  table: anyText,
  rows: maybe(anyCount),
});

const anyOutputs: fc.Arbitrary<JobOutputs> = fc.record({
  list: fc.array(anyOutput, { maxLength: 3 }),
  count: fc.integer({ min: 3, max: 5000 }),
  rows: maybe(anyCount),
});
const anyWaiting: fc.Arbitrary<Waiting> = fc.oneof(
  fc.record({
    kind: fc.constant('paused' as const),
    since: maybe(anyTime),
    failures: maybe(anyCount),
    lastFailure: anyText,
  }),
  fc.record({ kind: fc.constantFrom('retry' as const, 'scheduled' as const), at: anyTime }),
  fc.record({
    kind: fc.constant('deferred' as const),
    at: anyTime,
    deferral: fc.constantFrom(
      'no-room' as const,
      'lost-on-restart' as const,
      'worker-gone-on-restart' as const,
    ),
  }),
  fc.record({ kind: fc.constant('line' as const), place: maybe(anyCount), behind: maybe(anyCount) }),
  fc.constantFrom<Waiting>({ kind: 'dispatching' }, { kind: 'pending' }),
);

const anyTrouble: fc.Arbitrary<WorkerTrouble> = fc.oneof(
  fc.record({ kind: fc.constant('gone' as const), since: maybe(anyTime), reused: fc.boolean() }),
  fc.record({
    kind: fc.constant('silent' as const),
    since: anyTime,
    sign: fc.constantFrom('heartbeat' as const, 'update' as const, 'lease' as const),
  }),
);

/** Any job that the types allow, and then some. */
export const anyJob: fc.Arbitrary<Job> = fc
  .record({
    id: fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String), hostileText),
    type: fc.constantFrom(...types),
    typeText: hostileText,
    name: hostileText,
    version: anyText,
    status: fc.constantFrom(...statuses),
    statusText: hostileText,
    warnings: fc.boolean(),
    startedAt: maybe(anyTime),
    claimedAt: maybe(anyTime),
    completedAt: maybe(anyTime),
    updatedAt: maybe(anyTime),
    trouble: maybe(anyTrouble),
    itemsTotal: maybe(anyCount),
    itemsProcessed: maybe(anyCount),
    itemsFailed: maybe(anyCount),
    progressPercent: maybe(fc.integer({ min: 0, max: 100 })),
    sourcePath: anyText,
    outputPath: anyText,
    outputSizeBytes: maybe(fc.bigInt({ min: -10n, max: 2n ** 70n })),
    outputs: anyOutputs,
    quarantinedRows: maybe(anyCount),
    note: anyText,
    backtest: maybe(
      fc.record({
        passRate: maybe(fc.oneof(fc.double({ min: 0, max: 1 }), fc.constantFrom(Number.NaN, -1, 7))),
        iteration: maybe(anyCount),
        highFailureTested: maybe(anyCount),
        highFailurePassed: maybe(anyCount),
        terminationReason: maybe(fc.oneof(hostileText, fc.constant('MaxIterations'))),
      }),
    ),
    errorMessage: anyText,
    failures: fc.array(fc.record({ filePath: anyText, error: hostileText, line: maybe(anyCount) }), {
      maxLength: 2,
    }),
    retryCount: fc.nat({ max: 3 }),
    workerHost: anyText,
    waiting: maybe(anyWaiting),
  })
  .map(jobWith);

const anyCounts: fc.Arbitrary<JobCounts> = fc.record({
  queued: fc.nat(),
  running: fc.nat(),
  complete: fc.nat(),
  failed: fc.nat(),
  cancelled: fc.nat(),
  other: fc.nat(),
});

const anyCountedPicture: fc.Arbitrary<Picture> = fc.record({
  asOf: fc.constant(now),
  counts: anyCounts,
  troubles: fc.record({ gone: fc.nat(), silent: fc.nat() }),
  failedMatching: fc.nat(),
  totals: fc.record({
    filesProcessed: fc.nat(),
    filesTotal: fc.nat(),
    outputBytes: fc.bigInt({ min: 0n, max: 2n ** 64n }),
  }),
  window: fc
    .record({
      first: fc.nat({ max: 5 }),
      jobs: fc.uniqueArray(anyJob, { maxLength: 6, selector: (job) => job.id }),
      more: fc.nat({ max: 5 }),
    })
    .map(({ first, jobs, more }) => ({
      first,
      jobs,
      matching: jobs.length === 0 ? 0 : jobs.length + first + more,
    })),
});

const anyPicture: fc.Arbitrary<Picture> = fc.oneof(
  { weight: 3, arbitrary: anyCountedPicture },
  {
    weight: 1,
    arbitrary: anyCountedPicture.map((picture) => ({
      ...picture,
      counts: null,
      totals: null,
      failedMatching: null,
    })),
  },
);

const anyProblem = fc.record({
  code: fc.constantFrom(...problemCodes),
  sentence: hostileText,
  file: hostileText,
  advice: hostileText,
});

const anyInstant = fc.integer({ min: now - hour, max: now + 1000 });

const anyConnection: fc.Arbitrary<Connection> = fc.oneof(
  fc.constant({ kind: 'loading' as const }),
  fc.record({
    kind: fc.constant('loading' as const),
    progress: fc.record({ bytesRead: fc.nat(), databaseBytes: fc.nat() }),
  }),
  fc.record({ kind: fc.constant('live' as const), picture: anyPicture }),
  fc.record({ kind: fc.constant('live' as const), picture: anyPicture, overtakenSince: anyInstant }),
  fc.record({
    kind: fc.constant('stale' as const),
    picture: anyPicture,
    problem: anyProblem,
    since: anyInstant,
  }),
  fc.record({ kind: fc.constant('down' as const), problem: anyProblem, since: anyInstant }),
);

const anyFailures = fc.array(
  fc.record(
    { filePath: anyText, error: hostileText, line: maybe(anyCount), stackTrace: hostileText },
    { requiredKeys: ['filePath', 'error', 'line'] },
  ),
  { maxLength: 8 },
);

/** Everything of a job, as a database would have it that nobody should have written. */
const anyDetail = fc
  .record({
    createdAt: maybe(anyTime),
    scheduledAt: maybe(anyTime),
    claimedAt: maybe(anyTime),
    takenUpAt: maybe(anyTime),
    endedAt: maybe(anyTime),
    heartbeatAt: maybe(anyTime),
    completionStatus: anyText,
    deadLetter: maybe(
      fc.record({
        movedAt: maybe(fc.integer({ min: -1, max: 2 ** 53 })),
        reason: maybe(fc.oneof(hostileText, fc.constantFrom('max_retries_exceeded', 'permanent_error'))),
        retries: maybe(fc.nat()),
        error: maybe(hostileText),
      }),
    ),
    errorText: maybe(fc.array(hostileText, { maxLength: 5 }).map((lines) => lines.join('\n'))),
    failureCount: fc.nat({ max: 40 }),
    failuresFrom: fc.nat({ max: 10 }),
    failures: anyFailures,
    artifacts: anyOutputs,
    artifactsExist: fc.array(maybe(fc.boolean()), { maxLength: 4 }),
    quarantine: fc.record({
      rows: fc.array(fc.record({ row: maybe(anyCount), reason: hostileText, data: hostileText }), {
        maxLength: 3,
      }),
      count: fc.integer({ min: 0, max: 9000 }),
    }),
    outputExists: maybe(fc.boolean()),
  })
  .map(
    (detail) =>
      (job: Job): JobDetail => ({ job, ...detail }),
  );

const anyStage = fc.record({ count: anyCount, inProgress: anyCount, failed: anyCount });

const anyPipeline: fc.Arbitrary<Pipeline> = fc.record({
  source: anyStage,
  parsed: anyStage,
  output: anyStage,
  activeParser: maybe(
    fc.record({
      name: hostileText,
      version: anyText,
      files: anyCount,
      outputBytes: fc.bigInt({ min: -10n, max: 2n ** 70n }),
    }),
  ),
});

const anyRate = maybe(fc.oneof(fc.double({ min: 0, max: 1e12, noNaN: true }), fc.constantFrom(0, 1e300)));
const anySample = fc.record({
  at: fc.integer({ min: now - hour, max: now + 60_000 }),
  jobId: fc.constantFrom('1', '2', '3'),
  rowsPerSecond: anyRate,
  bytesPerSecond: anyRate,
});
const anyTotal = fc.bigInt({ min: 0n, max: 2n ** 70n });
const anyLatencies = fc.record({ p50: maybe(anyCount), p99: maybe(anyCount) });

/** Whatever workers may have reported. */
const anyMonitoring: fc.Arbitrary<Monitoring> = fc
  .record({
    has: fc.record({ metrics: fc.boolean(), sinks: fc.boolean() }),
    throughput: fc.array(anySample, { maxLength: 30 }),
    depth: fc.array(fc.record({ at: fc.integer({ min: now - hour, max: now }), depth: fc.nat() }), {
      maxLength: 20,
    }),
    from: fc.constant(now - hour),
    since: maybe(fc.constant(now - hour)),
    allSinks: fc.boolean(),
    latencies: anyLatencies,
    sinks: fc.array(
      fc.record({
        uri: hostileText,
        latencies: anyLatencies,
        recordedAt: maybe(anyTime),
        outputs: fc.array(
          fc.record({ name: hostileText, rows: anyTotal, bytes: anyTotal, errors: anyTotal }),
          {
            maxLength: 4,
          },
        ),
      }),
      { maxLength: 8 },
    ),
  })
  .map(({ sinks, ...rest }) => ({
    ...rest,
    sinks: sinks.map(({ outputs, ...sink }) =>
      withTotals({ ...sink, whole: null, outputs: [] }, null, outputs),
    ),
  }));

const anyNotice: fc.Arbitrary<Notice | null> = maybe(
  fc
    .record({
      tone: fc.constantFrom('working' as const, 'done' as const, 'nothing' as const, 'failed' as const),
      text: hostileText,
      path: anyText,
      at: maybe(anyInstant),
    })
    .map(({ path, ...notice }) => (path === null ? notice : { ...notice, path })),
);

const noCounts = { queued: 0, running: 0, complete: 0, failed: 0, cancelled: 0, other: 0 };

function pausedIn(connection: Connection | null): Paused | null {
  const isKnown = connection?.kind === 'live' || connection?.kind === 'stale';
  return isKnown ? { picture: connection.picture, reset: null, readPeriodMs: null, at: now } : null;
}

const listedModes = [
  'MONITORING_PANEL',
  'JOB_LIST',
  'DETAIL_PANEL',
  'FILTER_DIALOG',
  'COPY_VIEW',
  'CONFIRM',
  'SEARCH',
  'HELP',
  'HELP_SEARCH',
] as const;

/** Any state of the machine but the log viewer's, hostile data included. */
export const anyState: fc.Arbitrary<JobsState> = fc
  .record({
    connection: anyConnection,
    mode: fc.constantFrom(...listedModes),
    overPanel: fc.boolean(),
    selectedLine: fc.integer({ min: -6, max: 40 }),
    selectedIndex: fc.nat({ max: 8 }),
    top: fc.nat({ max: 50 }),
    detail: anyDetail,
    pipeline: maybe(anyPipeline),
    monitoring: maybe(anyMonitoring),
    periodMs: fc.constantFrom(...monitoringPeriods),
    unit: fc.constantFrom('rows' as const, 'bytes' as const),
    focus: fc.constantFrom(...monitorParts),
    isPaused: fc.boolean(),
    isReset: fc.boolean(),
    text: hostileText,
    notice: anyNotice,
    row: fc.nat({ max: 11 }),
    yes: fc.boolean(),
    reason: anyText,
  })
  .map(
    ({ connection: bare, mode, overPanel, selectedLine, selectedIndex, top, detail, pipeline, ...more }) => {
      const jobs = bare.kind === 'live' || bare.kind === 'stale' ? bare.picture.window.jobs : [];
      const job = jobs[selectedIndex];
      const { text, notice, row, yes, reason } = more;
      const { monitoring, periodMs, unit, focus, isPaused, isReset } = more;
      const connection =
        bare.kind === 'live' || bare.kind === 'stale'
          ? {
              ...bare,
              picture: {
                ...bare.picture,
                ...(pipeline === null ? {} : { pipeline }),
                ...(job === undefined ? {} : { detail: detail(job) }),
                ...(monitoring === null ? {} : { monitoring }),
              },
            }
          : bare;
      const marked = new Map(jobs.slice(0, row).map((each) => [each.id, seen(each)]));
      return stateWith({
        connection,
        mode,
        below:
          overPanel && (mode === 'HELP' || mode === 'CONFIRM' || mode === 'COPY_VIEW')
            ? ['DETAIL_PANEL']
            : [],
        helpTop: top,
        detailTop: top,
        detailId: job?.id ?? null,
        showPipeline: pipeline !== null,
        selection: { id: job?.id ?? null, index: selectedIndex },
        viewport: { lines: 20, selectedLine, pinned: false },
        progress: recordProgress(new Map(), jobs, now - 1000),
        filter: { statuses: ['failed'], types: ['parse'], name: text, cleared: { until: 1, except: [] } },
        listedBy: yes ? { ...everyJob, name: text } : null,
        marked,
        search: { text, origin: { id: null, index: 0 }, found: null },
        draft:
          mode === 'FILTER_DIALOG'
            ? { types: new Set(), statuses: new Set(), name: text, row, typing: row % 2 === 0 }
            : null,
        question:
          mode === 'CONFIRM'
            ? { order: { action: 'cancel', jobs: [...marked.values()] }, count: marked.size, yes }
            : null,
        monitor: {
          periodMs,
          readPeriodMs: yes ? 300_000 : null,
          unit,
          focus,
          sinksTop: top,
          paused: pausedIn(isPaused ? connection : null),
          reset: isReset ? { at: now - hour / 2, counts: noCounts, sinks: monitoring?.sinks ?? [] } : null,
          depthSeen: [{ at: now - hour / 3, depth: row }],
          sinksSortedBy: (['name', 'errors', 'rate'] as const)[row % 3] ?? 'name',
          sinksSeen: [{ at: now - 20_000, sinks: (monitoring?.sinks ?? []).slice(0, row) }],
        },
        writability: reason === null ? { kind: 'able' } : { kind: 'unable', reason },
        notice,
      });
    },
  );
