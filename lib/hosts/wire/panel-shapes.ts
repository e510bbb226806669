import type { Cause } from '../../model/cause/cause.js';
import type { CauseGroup, Causes } from '../../model/causes.js';
import type { QueuePace } from '../../model/forecast/pace.js';
import type {
  DeadLetter,
  EarlierAttempt,
  JobDetail,
  Quarantine,
  QuarantinedRow,
  RunTimes,
} from '../../model/job-detail.js';
import type { EndCounts } from '../../model/monitoring/ends.js';
import type {
  DepthSample,
  Latencies,
  Monitoring,
  RateSample,
  SinkOutput,
  SinkStats,
  SinkTotals,
} from '../../model/monitoring/monitoring.js';
import type { ParserDifference, ParserList, ParserPause, ParserRow } from '../../model/parsers.js';
import type { ActiveParser, Pipeline, PipelineStage } from '../../model/picture.js';
import type { WorkerList, WorkerRow } from '../../model/worker.js';
import { job, jobFailure, jobOutputs, someFigure, someText, workerTrouble } from './job-shapes.js';
import {
  absent,
  bigInteger,
  count,
  figure,
  listOf,
  objectOf,
  optional,
  orNull,
  text,
  yesOrNo,
} from './shape.js';

/** The cause of a failure. */
export const cause = objectOf<Cause>({ key: text, text });

const deadLetter = objectOf<DeadLetter>({
  movedAt: someFigure,
  reason: someText,
  retries: someFigure,
  error: someText,
});

const runTimes = objectOf<RunTimes>({ runs: count, percentiles: listOf(figure) });

const attempt = objectOf<EarlierAttempt>({
  ...{ attempt: figure, at: optional(figure), failures: count, cause: orNull(cause) },
});

const quarantinedRow = objectOf<QuarantinedRow>({ row: someFigure, reason: text, data: text });

const quarantine = objectOf<Quarantine>({ rows: listOf(quarantinedRow), count });

/** All that is known of one job. */
export const jobDetail = objectOf<JobDetail>({
  job,
  createdAt: someFigure,
  scheduledAt: someFigure,
  claimedAt: someFigure,
  takenUpAt: someFigure,
  endedAt: someFigure,
  heartbeatAt: someFigure,
  completionStatus: someText,
  errorText: someText,
  deadLetter: orNull(deadLetter),
  failureCount: count,
  failuresFrom: count,
  failures: listOf(jobFailure),
  runTimes: optional(runTimes),
  attempts: optional(listOf(attempt)),
  artifacts: jobOutputs,
  artifactsExist: listOf(orNull(yesOrNo)),
  quarantine,
  outputExists: orNull(yesOrNo),
});

const group = objectOf<CauseGroup>({
  key: text,
  text,
  count,
  names: listOf(text),
  moreNames: count,
  firstAt: someFigure,
  lastAt: someFigure,
  sample: text,
  error: optional(someText),
});

export const causes = objectOf<Causes>({
  groups: listOf(group),
  total: count,
  failed: count,
  unread: count,
  sample: orNull(job),
});

/** At most this many samples, minutes or steps are sent. */
const mostSamples = 100_000;

/** A single database keeps the jobs that are done or doesn't. */
const endCounts = orNull(
  objectOf<EndCounts>({
    periodMs: figure,
    first: figure,
    done: listOf(count, mostSamples),
    failed: listOf(count, mostSamples),
    recordedFrom: someFigure,
    of: someText,
    untold: absent(),
  }),
);

const workerRow = objectOf<WorkerRow>({
  name: text,
  running: count,
  longest: orNull(
    objectOf<NonNullable<WorkerRow['longest']>>({ id: text, name: text, startedAt: someFigure }),
  ),
  done: count,
  failed: count,
  firstAt: someFigure,
  lastAt: someFigure,
  trouble: orNull(workerTrouble),
  perMinute: someFigure,
});

export const workers = objectOf<WorkerList>({
  periodMs: someFigure,
  rows: listOf(workerRow),
  total: count,
  others: count,
  jobs: orNull(objectOf<NonNullable<WorkerList['jobs']>>({ of: text, jobs: listOf(job) })),
  ends: optional(endCounts),
});

const pause = objectOf<ParserPause>({ since: someFigure, failures: someFigure, reason: someText });

const difference = objectOf<ParserDifference>({
  version: someText,
  success: figure,
  p50: someFigure,
  rowsPerJob: someFigure,
});

/** A single database knows its percentiles exactly, so `between` is absent. */
const parserRow = objectOf<Omit<ParserRow, 'between'>>({
  name: text,
  version: someText,
  done: count,
  failed: count,
  p50: someFigure,
  p95: someFigure,
  rows: someFigure,
  jobsWithRows: count,
  lastFailure: orNull(objectOf<NonNullable<ParserRow['lastFailure']>>({ id: text, at: someFigure })),
  everFailed: count,
  key: text,
  pause: orNull(pause),
  before: orNull(difference),
  retriable: count,
});

export const parsers = objectOf<ParserList>({
  periodMs: someFigure,
  rows: listOf(parserRow),
  total: count,
  lastFailed: orNull(objectOf<NonNullable<ParserList['lastFailed']>>({ of: text, job })),
  ends: optional(endCounts),
});

const stage = objectOf<PipelineStage>({ count: figure, inProgress: figure, failed: figure });

const activeParser = objectOf<ActiveParser>({
  name: text,
  version: someText,
  files: figure,
  outputBytes: bigInteger,
});

export const pipeline = objectOf<Pipeline>({
  source: stage,
  parsed: stage,
  output: stage,
  activeParser: orNull(activeParser),
});

export const pace = objectOf<QueuePace>({
  at: figure,
  ended: listOf(figure, mostSamples),
  endedLately: figure,
  lastEndedAt: someFigure,
  endedBefore: figure,
  oldestWaitingAt: someFigure,
  heldBack: figure,
});

const latencies = objectOf<Omit<Latencies, 'between'>>({ p50: someFigure, p99: someFigure });

const totals = objectOf<SinkTotals>({ rows: bigInteger, bytes: bigInteger, errors: bigInteger });

const sinkOutput = objectOf<SinkOutput>({
  name: text,
  rows: bigInteger,
  bytes: bigInteger,
  errors: bigInteger,
});

const sink = objectOf<SinkStats>({
  uri: text,
  totalRows: bigInteger,
  totalBytes: bigInteger,
  errorCount: bigInteger,
  latencies,
  outputs: listOf(sinkOutput),
  whole: orNull(totals),
  recordedAt: someFigure,
});

const rateSample = objectOf<RateSample>({
  at: figure,
  jobId: text,
  rowsPerSecond: someFigure,
  bytesPerSecond: someFigure,
});

const depthSample = objectOf<DepthSample>({ at: figure, depth: figure });

export const monitoring = objectOf<Monitoring>({
  has: objectOf<Monitoring['has']>({ metrics: yesOrNo, sinks: yesOrNo }),
  throughput: listOf(rateSample, mostSamples),
  depth: listOf(depthSample, mostSamples),
  from: figure,
  since: someFigure,
  sinks: listOf(sink, mostSamples),
  allSinks: yesOrNo,
  latencies,
  ends: optional(endCounts),
});
