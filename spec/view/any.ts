import fc from 'fast-check';
import type { Connection, JobsState } from '../../lib/machine/state.js';
import type { Job, JobStatus, JobType } from '../../lib/model/job.js';
import type { JobCounts, Picture } from '../../lib/model/picture.js';
import type { ProblemCode } from '../../lib/model/problem.js';
import { recordProgress } from '../../lib/model/progress.js';
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
      fc.string({ unit: 'binary', maxLength: 8 }),
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

/** Any job that the types allow, and then some. */
export const anyJob: fc.Arbitrary<Job> = fc
  .record({
    id: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String),
    type: fc.constantFrom(...types),
    typeText: hostileText,
    name: hostileText,
    version: anyText,
    status: fc.constantFrom(...statuses),
    statusText: hostileText,
    warnings: fc.boolean(),
    startedAt: maybe(anyTime),
    completedAt: maybe(anyTime),
    updatedAt: maybe(anyTime),
    itemsTotal: maybe(anyCount),
    itemsProcessed: maybe(anyCount),
    itemsFailed: maybe(anyCount),
    progressPercent: maybe(fc.integer({ min: 0, max: 100 })),
    sourcePath: anyText,
    outputPath: anyText,
    outputSizeBytes: maybe(fc.bigInt({ min: -10n, max: 2n ** 70n })),
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

const anyPicture: fc.Arbitrary<Picture> = fc.record({
  asOf: fc.constant(now),
  counts: anyCounts,
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

const anyProblem = fc.record({
  code: fc.constantFrom(...problemCodes),
  sentence: hostileText,
  file: hostileText,
  advice: hostileText,
});

const anyInstant = fc.integer({ min: now - hour, max: now + 1000 });

const anyConnection: fc.Arbitrary<Connection> = fc.oneof(
  fc.constant({ kind: 'loading' as const }),
  fc.record({ kind: fc.constant('live' as const), picture: anyPicture }),
  fc.record({
    kind: fc.constant('stale' as const),
    picture: anyPicture,
    problem: anyProblem,
    since: anyInstant,
  }),
  fc.record({ kind: fc.constant('down' as const), problem: anyProblem, since: anyInstant }),
);

/** Any state of the machine, hostile data included. */
export const anyState: fc.Arbitrary<JobsState> = fc
  .record({
    connection: anyConnection,
    mode: fc.constantFrom('JOB_LIST' as const, 'HELP' as const),
    selectedLine: fc.integer({ min: -6, max: 40 }),
    selectedIndex: fc.nat({ max: 8 }),
    helpTop: fc.nat({ max: 50 }),
  })
  .map(({ connection, mode, selectedLine, selectedIndex, helpTop }) => {
    const jobs =
      connection.kind === 'live' || connection.kind === 'stale' ? connection.picture.window.jobs : [];
    return stateWith({
      connection,
      mode,
      helpTop,
      selection: { id: jobs[selectedIndex]?.id ?? null, index: selectedIndex },
      viewport: { lines: 20, selectedLine, pinned: false },
      progress: recordProgress(new Map(), jobs, now - 1000),
    });
  });
