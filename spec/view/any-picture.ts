import fc from 'fast-check';
import type { Connection } from '../../lib/machine/state/state.js';
import type { Job } from '../../lib/model/job.js';
import type { JobDetail } from '../../lib/model/job-detail.js';
import type { Monitoring } from '../../lib/model/monitoring/monitoring.js';
import { withTotals } from '../../lib/model/monitoring/sinks.js';
import type { JobCounts, Picture, Pipeline } from '../../lib/model/picture.js';
import type { ProblemCode } from '../../lib/model/problem.js';
import { anyJob, anyOutputs } from './any-job.js';
import { anyCount, anyInstant, anyText, anyTime, hostileText, maybe } from './any-value.js';
import { hour, now } from './scene.js';

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
  'no-memory',
  'failed',
];

/** Often one, which words depend on. */
const some = fc.oneof(fc.nat(), fc.constantFrom(0, 1));
const anyCounts: fc.Arbitrary<JobCounts> = fc.record({
  ...{ queued: some, running: some, complete: some, failed: some, cancelled: some, other: some },
});

const anyCountedPicture: fc.Arbitrary<Picture> = fc.record({
  listedWorkers: fc.record({ names: fc.array(hostileText, { maxLength: 4 }), areMore: fc.boolean() }),
  asOf: fc.constant(now),
  counts: anyCounts,
  troubles: fc.record({ gone: some, silent: some }),
  failedMatching: some,
  totals: fc.record({
    filesProcessed: some,
    filesTotal: some,
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
      ...{ ...picture, counts: null, totals: null, failedMatching: null },
    })),
  },
);

const anyProblem = fc.record({
  code: fc.constantFrom(...problemCodes),
  sentence: hostileText,
  file: hostileText,
  advice: hostileText,
});

export const anyConnection: fc.Arbitrary<Connection> = fc.oneof(
  fc.constant({ kind: 'loading' as const }),
  fc.record({
    kind: fc.constant('loading' as const),
    progress: fc.record({ bytesRead: fc.nat(), databaseBytes: fc.nat() }),
  }),
  fc.record({ kind: fc.constant('live' as const), picture: anyPicture }),
  fc.record({ kind: fc.constant('live' as const), picture: anyPicture, overtakenSince: anyInstant }),
  fc.record({
    ...{ kind: fc.constant('stale' as const), picture: anyPicture, problem: anyProblem, since: anyInstant },
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
export const anyDetail = fc
  .record({
    ...{ createdAt: maybe(anyTime), scheduledAt: maybe(anyTime), claimedAt: maybe(anyTime) },
    ...{ takenUpAt: maybe(anyTime), endedAt: maybe(anyTime), heartbeatAt: maybe(anyTime) },
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
    attempts: fc.array(
      fc.record({
        attempt: fc.nat(),
        failures: fc.integer({ min: 1, max: 9999 }),
        cause: maybe(fc.record({ key: hostileText, text: hostileText })),
      }),
      { maxLength: 20 },
    ),
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
      (job: Job): JobDetail => ({ job, ...detail, runTimes: { runs: 10, percentiles: [1, 5000] } }),
  );

const anyStage = fc.record({ count: anyCount, inProgress: anyCount, failed: anyCount });

export const anyPipeline: fc.Arbitrary<Pipeline> = fc.record({
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
export const anyMonitoring: fc.Arbitrary<Monitoring> = fc
  .record({
    has: fc.record({ metrics: fc.boolean(), sinks: fc.boolean() }),
    throughput: fc.array(anySample, { maxLength: 30 }),
    depth: fc.array(fc.record({ at: fc.integer({ min: now - hour, max: now }), depth: fc.nat() }), {
      maxLength: 20,
    }),
    from: fc.constant(now - hour),
    since: maybe(fc.constant(now - hour)),
    sinksComplete: fc.boolean(),
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
