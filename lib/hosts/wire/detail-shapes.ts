import type { Cause } from '../../model/cause/cause.js';
import type {
  DeadLetter,
  EarlierAttempt,
  JobDetail,
  Quarantine,
  QuarantinedRow,
  RunTimes,
} from '../../model/job-detail.js';
import { job, jobFailure, jobOutputs, someFigure, someText } from './job-shapes.js';
import { count, figure, listOf, objectOf, optional, orNull, text, yesOrNo } from './shape.js';

/** The cause of a failure. */
export const cause = objectOf<Cause>({ key: text, text });

const deadLetter = objectOf<DeadLetter>({
  movedAt: someFigure,
  reason: someText,
  retries: someFigure,
  error: someText,
});

const runTimes = objectOf<RunTimes>({ runs: count, percentiles: listOf(figure) });

const attempt = objectOf<EarlierAttempt>({ attempt: figure, failures: count, cause: orNull(cause) });

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
