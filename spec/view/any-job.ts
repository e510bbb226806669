import fc from 'fast-check';
import { type Job, jobStatuses, jobTypes, type Waiting, type WorkerTrouble } from '../../lib/model/job.js';
import type { JobOutput, JobOutputs } from '../../lib/model/output.js';
import { anyCount, anyText, anyTime, hostileText, maybe } from './any-value.js';
import { jobWith } from './scene.js';

const anyOutput: fc.Arbitrary<JobOutput> = fc.record({
  ...{ role: hostileText, name: anyText, uri: hostileText, path: anyText, table: anyText },
  rows: maybe(anyCount),
});

export const anyOutputs: fc.Arbitrary<JobOutputs> = fc.record({
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
  fc.record({ kind: fc.constant('line' as const), place: maybe(anyCount) }),
  fc.record({ kind: fc.constant('held' as const), why: hostileText }),
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
    ...{ type: fc.constantFrom(...jobTypes), typeText: hostileText, name: hostileText, version: anyText },
    ...{ status: fc.constantFrom(...jobStatuses), statusText: hostileText, warnings: fc.boolean() },
    ...{ startedAt: maybe(anyTime), claimedAt: maybe(anyTime), completedAt: maybe(anyTime) },
    ...{ updatedAt: maybe(anyTime), trouble: maybe(anyTrouble), itemsTotal: maybe(anyCount) },
    ...{ itemsProcessed: maybe(anyCount), itemsFailed: maybe(anyCount) },
    ...{ progressPercent: maybe(fc.integer({ min: 0, max: 100 })), sourcePath: anyText, outputPath: anyText },
    ...{ outputSizeBytes: maybe(fc.bigInt({ min: -10n, max: 2n ** 70n })), outputs: anyOutputs },
    ...{ quarantinedRows: maybe(anyCount), note: anyText },
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
