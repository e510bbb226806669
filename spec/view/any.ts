import fc from 'fast-check';
import { modes } from '../../lib/machine/modes.js';
import { monitorParts, type Paused } from '../../lib/machine/state/monitor-state.js';
import {
  type Connection,
  firstPosition,
  initialLooking,
  type JobsState,
  type Mode,
} from '../../lib/machine/state/state.js';
import { type Notice, seen } from '../../lib/machine/state/write-order.js';
import type { Causes } from '../../lib/model/causes.js';
import { type FeedEntry, feedKinds } from '../../lib/model/feed.js';
import { everyJob } from '../../lib/model/filter.js';
import type { QueuePace } from '../../lib/model/forecast/pace.js';
import type { Job } from '../../lib/model/job.js';
import type { JobDetail } from '../../lib/model/job-detail.js';
import { type Look, newFrom } from '../../lib/model/look.js';
import {
  type DepthSample,
  type Monitoring,
  monitoringPeriods,
} from '../../lib/model/monitoring/monitoring.js';
import { withTotals } from '../../lib/model/monitoring/sinks.js';
import {
  type JobCounts,
  noCounts,
  type Picture,
  type Pipeline,
  type Since,
} from '../../lib/model/picture.js';
import type { ProblemCode } from '../../lib/model/problem.js';
import { recordProgress } from '../../lib/model/progress.js';
import { anySort } from '../support/any-sort.js';
import { anyJob, anyOutputs } from './any-job.js';
import { anyCount, anyInstant, anyText, anyTime, hostileText, maybe } from './any-value.js';
import { hour, now, stateWith } from './scene.js';

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
  troubles: fc.record({ gone: some, silent: some, stalled: some }),
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

const anyConnection: fc.Arbitrary<Connection> = fc.oneof(
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
const anyDetail = fc
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
    sinksComplete: fc.boolean(),
    latencies: anyLatencies,
    sinks: fc.array(
      fc.record({
        uri: hostileText,
        latencies: anyLatencies,
        recordedAt: maybe(anyTime),
        outputs: fc.array(
          fc.record({ name: hostileText, rows: anyTotal, bytes: anyTotal, errors: anyTotal }),
          { maxLength: 4 },
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

/** Hostile times included. */
const anyPace: fc.Arbitrary<QueuePace> = fc.record({
  at: fc.integer({ min: now - hour, max: now }),
  ...{ ended: fc.array(fc.nat(500), { minLength: 60, maxLength: 60 }), endedLately: fc.nat(500) },
  ...{ lastEndedAt: maybe(anyInstant), endedBefore: fc.nat(5000), oldestWaitingAt: maybe(anyInstant) },
  heldBack: fc.nat(20),
});

/** Depths of the last half hour, down to one. */
function fallingTo(depth: number): readonly DepthSample[] {
  return Array.from({ length: 120 }, (_, index) => ({
    at: now - 15_000 * (119 - index),
    depth: depth + 10 * (119 - index),
  }));
}

function pausedIn(connection: Connection | null): Paused | null {
  const isKnown = connection?.kind === 'live' || connection?.kind === 'stale';
  return isKnown
    ? { picture: connection.picture, pace: null, reset: null, readPeriodMs: null, at: now }
    : null;
}

const anyCauses: fc.Arbitrary<Causes> = fc.record({
  groups: fc.uniqueArray(
    fc.record({
      ...{ key: hostileText, text: hostileText, count: fc.integer({ min: 1, max: 9_999_999 }) },
      ...{ names: fc.array(hostileText, { maxLength: 5 }), moreNames: fc.nat(), firstAt: anyTime },
      ...{ lastAt: anyTime, sample: fc.constantFrom('1', '2') },
    }),
    { maxLength: 30, selector: ({ key }) => key },
  ),
  ...{ total: fc.nat(), failed: fc.nat(), unread: fc.nat(), sample: maybe(anyJob) },
});

const anyAmount = fc.oneof(fc.nat(9), fc.nat());
const anyLook: fc.Arbitrary<Look> = fc.record({
  at: fc.oneof(fc.integer({ min: now - 100 * hour, max: now }), fc.nat(8.64e15)),
  counts: fc.record({ queued: anyAmount, complete: anyAmount, failed: anyAmount, cancelled: anyAmount }),
  troubles: fc.record({ gone: anyAmount, silent: anyAmount, stalled: anyAmount }),
  causes: fc.array(hostileText, { maxLength: 3 }),
});
const anySince: fc.Arbitrary<Since> = fc.record({
  at: fc.constant(0),
  counts: fc.record({ complete: anyAmount, failed: anyAmount, cancelled: anyAmount }),
  newCauses: fc.array(fc.record({ key: hostileText, text: hostileText }), { maxLength: 3 }),
  moreNewCauses: anyAmount,
  unread: fc.nat(1),
});
const anyEntry: fc.Arbitrary<FeedEntry> = fc.record({
  ...{ id: fc.nat(), kind: fc.constantFrom(...feedKinds), from: fc.nat(8.64e15), at: fc.nat(8.64e15) },
  ...{ count: fc.integer({ min: 1, max: 9_999_999 }), words: fc.array(hostileText, { maxLength: 3 }) },
  ids: fc.array(hostileText, { maxLength: 4 }),
});

const listedModes = (Object.keys(modes) as Mode[]).filter((mode) => !mode.startsWith('LOG_'));

/** Any state of the machine but the log viewer's, hostile data included. */
export const anyState: fc.Arbitrary<JobsState> = fc
  .record({
    ...{ connection: anyConnection, mode: fc.constantFrom(...listedModes), overPanel: fc.boolean() },
    ...{ selectedLine: fc.integer({ min: -6, max: 40 }), selectedIndex: fc.nat({ max: 8 }) },
    ...{ top: fc.nat({ max: 50 }), detail: anyDetail, pipeline: maybe(anyPipeline) },
    ...{ monitoring: maybe(anyMonitoring), periodMs: fc.constantFrom(...monitoringPeriods) },
    ...{ unit: fc.constantFrom('rows' as const, 'bytes' as const), focus: fc.constantFrom(...monitorParts) },
    ...{ density: fc.constantFrom('comfortable' as const, 'compact' as const), causes: fc.option(anyCauses) },
    ...{ look: maybe(anyLook), since: maybe(anySince), feed: fc.array(anyEntry, { maxLength: 30 }) },
    ...{ isPaused: fc.boolean(), isReset: fc.boolean(), text: hostileText, notice: anyNotice },
    ...{ row: fc.nat({ max: 11 }), yes: fc.boolean(), reason: anyText, pace: maybe(anyPace), sort: anySort },
  })
  .map(
    ({ connection: bare, mode, overPanel, selectedLine, selectedIndex, top, detail, pipeline, ...more }) => {
      const jobs = bare.kind === 'live' || bare.kind === 'stale' ? bare.picture.window.jobs : [];
      const job = jobs[selectedIndex];
      const { text, notice, row, yes, reason } = more;
      const { monitoring, periodMs, unit, focus, isPaused, isReset, pace } = more;
      const connection =
        bare.kind === 'live' || bare.kind === 'stale'
          ? {
              ...bare,
              picture: {
                ...bare.picture,
                ...(pipeline === null ? {} : { pipeline }),
                ...(job === undefined ? {} : { detail: detail(job) }),
                ...(monitoring === null ? {} : { monitoring }),
                causes: more.causes,
                ...(more.since === null || more.look === null
                  ? {}
                  : { since: { ...more.since, at: newFrom(more.look) } }),
              },
            }
          : bare;
      const marked = new Map(jobs.slice(0, row).map((each) => [each.id, seen(each)]));
      return stateWith({
        connection,
        mode,
        below:
          mode === 'PANEL_SEARCH'
            ? [yes ? 'CAUSES_PANEL' : 'ACTIVITY_PANEL']
            : overPanel && (mode === 'HELP' || mode === 'CONFIRM' || mode === 'COPY_VIEW')
              ? ['DETAIL_PANEL']
              : [],
        ...{ helpTop: top, detailTop: top, detailId: job?.id ?? null, showPipeline: pipeline !== null },
        density: more.density,
        looking: { ...initialLooking(more.look), seen: new Set(jobs.slice(0, 1).map(({ id }) => id)) },
        feed: more.feed,
        panelPosition: { key: text, index: row, top },
        panelSearch: yes ? { text, origin: firstPosition } : null,
        selection: { id: job?.id ?? null, index: selectedIndex },
        viewport: { lines: 20, selectedLine, pinned: false },
        progress: recordProgress(new Map(), jobs, now - 1000),
        filter: { statuses: ['failed'], types: ['parse'], name: text, cleared: { until: 1, except: [] } },
        listedBy: yes ? { ...everyJob, name: text } : null,
        sort: more.sort,
        sortedBy: yes ? { by: 'size', reversed: isReset, failedFirst: isPaused } : null,
        sortDraft: mode === 'SORT_DIALOG' ? more.sort : null,
        views: [
          { name: text, filter: { statuses: null, types: null, name: text, worker: text } },
          {
            name: 'x',
            filter: { statuses: ['gone'], types: ['scan'], name: '' },
            sort: more.sort,
            density: 'compact',
          },
        ],
        columns: yes ? ['error', 'worker', 'source', 'files'] : null,
        columnsDraft:
          mode === 'COLUMNS_DIALOG' ? { rows: ['rows', text], checked: new Set([text]), row } : null,
        viewChosen: mode === 'VIEWS_DIALOG' ? row % 2 : null,
        marked,
        search: { text, origin: { id: null, index: 0 }, found: null },
        draft:
          mode === 'FILTER_DIALOG'
            ? {
                types: new Set(),
                hasTypes: !yes,
                parserKey: yes ? 'kind' : 'parser',
                statuses: new Set(),
                isChosen: yes,
                text,
                row,
                typing: row % 2 === 0,
                completed: null,
                zones: ['UTC'],
              }
            : null,
        question:
          mode === 'CONFIRM'
            ? { order: { action: 'cancel', jobs: [...marked.values()] }, count: marked.size, yes }
            : null,
        monitor: {
          ...{
            of: '',
            ofOthers: new Map(),
            periodMs,
            readPeriodMs: yes ? 300_000 : null,
            unit,
            focus,
            sinksTop: top,
          },
          paused: pausedIn(isPaused ? connection : null),
          reset: isReset ? { at: now - hour / 2, counts: noCounts, sinks: monitoring?.sinks ?? [] } : null,
          ...{ depthSeen: [{ at: now - hour / 3, depth: row }, ...fallingTo(row * 100)], pace },
          sinksSortedBy: (['name', 'errors', 'rate'] as const)[row % 3] ?? 'name',
          sinksSeen: [{ at: now - 20_000, sinks: (monitoring?.sinks ?? []).slice(0, row) }],
        },
        writability: reason === null ? { kind: 'able' } : { kind: 'unable', reason },
        notice,
      });
    },
  );
