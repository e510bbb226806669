import { jobErrorInBrief, verdictIn } from '../../model/error-summary.js';
import type { Job } from '../../model/job.js';
import type { Traceback } from '../../model/traceback.js';
import type { Part } from '../text/line.js';
import { highFailureAtTheEnd, isAchieved, isHighFailureStop, passRateSegment, reasonOf } from './backtest.js';
import { errorSegments, frameOf, gaveUp, otherOf } from './error-words.js';
import { itemsFailed } from './items.js';
import type { RowContext } from './row-context.js';
import { bulleted, firstOf, optional, pathOf, quoted, type Segment, words } from './segments.js';

/** What went wrong, and with which file first (behaviour 4.3, 4.9), if the record names one. */
export function failedRows(job: Job, context: RowContext): readonly (readonly Part[])[] {
  const summary =
    job.type === 'backtest' ? backtestSummary(job, context) : [itemsFailed(job), ...errorOf(job, context)];
  return [bulleted(summary, context), firstFailure(job, context)].filter((row) => row.length > 0);
}

/** The warnings of a job that completed with warnings. */
export function warningRows(job: Job, context: RowContext): readonly (readonly Part[])[] {
  if (!job.warnings) return [];
  const [failure] = job.failures;
  const said =
    failure === undefined
      ? bulleted(errorSegments(job.errorMessage, null, 'warning', context), context)
      : firstOf(
          firstFailure(job, context),
          bulleted(errorSegments(failure.error, failure.stackTrace ?? null, 'warning', context), context),
        );
  return said.length > 0 ? [said] : [];
}

function backtestSummary(job: Job, context: RowContext): readonly Segment[] {
  const reason = reasonOf(job, context).map((part): Part => ({ ...part, style: 'error' }));
  const explains = reason.length > 0 && !isAchieved(job);
  return [
    passRateSegment(job),
    isHighFailureStop(job) ? [] : highFailureAtTheEnd(job),
    ...(explains ? [reason] : errorOf(job, context)),
  ];
}

/** `SchemaViolation at row 42`: the first failure's error and position, else the job's own error; never empty. */
function errorOf(job: Job, context: RowContext): readonly Segment[] {
  const brief = jobErrorInBrief(job);
  const { verdict } = verdictIn(job.errorMessage ?? '');
  const given = verdict === 'gave up' ? words(gaveUp(job.retryCount), 'error') : [];
  const permanent = verdict === 'permanent' ? optional(words('permanent', 'dim')) : [];
  const error = quoted(brief?.error ?? null, 'error', context);
  if (brief === null || error.length === 0) {
    return [firstOf(given, words('no error recorded', 'dim')), permanent];
  }
  const lead: Segment = given.map((part) => ({ ...part, text: `${part.text}: ` }));
  return [
    [...lead, ...error, ...whereOf(job, brief, error, context)],
    permanent,
    optional(otherOf(brief, context)),
  ];
}

/** ` at row 42 (parser.py:88)`: the row of the file, unless the error names it, and the line of the code. */
function whereOf(job: Job, brief: Traceback, error: Segment, context: RowContext): Segment {
  const row = rowOf(job, error);
  const frame = frameOf(brief, context);
  if (frame === '') return row;
  if (row.length === 0) return words(` at ${frame}`, 'error');
  return [...row, ...optional(words(` (${frame})`, 'error'))];
}

/** ` at row 42`, unless the error names it. */
function rowOf(job: Job, error: Segment): Segment {
  const failure = job.failures[0];
  const line = failure?.line ?? null;
  if (line === null || !Number.isSafeInteger(line)) return [];
  if (failure?.error === '' || namesLine(error, line)) return [];
  return words(` at row ${line}`, 'error');
}

/** Whether a message already mentions the row. */
function namesLine(message: Segment, line: number): boolean {
  return message.some((part) => new RegExp(`\\b(?:row|line)\\W{0,2}${line}\\b`, 'i').test(part.text));
}

function firstFailure(job: Job, context: RowContext): readonly Part[] {
  const file = firstOf(
    pathOf(fileName(job.failures[0]?.filePath ?? null), context),
    pathOf(fileName(job.sourcePath), context),
  );
  return file.length === 0 ? [] : [{ text: 'First failure: ', style: 'plain' }, ...file];
}

/** The last segment of a path, as the specification draws it; the path itself if it ends in none. */
function fileName(path: string | null): string | null {
  return path === null ? null : /[^/\\]+$/.exec(path)?.[0] || path;
}
