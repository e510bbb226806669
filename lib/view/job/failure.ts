import type { Job } from '../../model/job.js';
import type { Part } from '../line.js';
import { highFailureAtTheEnd, isAchieved, isHighFailureStop, passRateSegment, reasonOf } from './backtest.js';
import { itemsFailed } from './items.js';
import { bulleted, firstOf, pathOf, quoted, type Segment, words } from './segments.js';
import type { Sight } from './sight.js';

/** What went wrong, and with which file first (SPEC 4.3, 4.9): always both rows. */
export function failedRows(job: Job, sight: Sight): readonly (readonly Part[])[] {
  const summary =
    job.type === 'backtest' ? backtestSummary(job, sight) : [itemsFailed(job), errorOf(job, sight)];
  return [bulleted(summary, sight), firstFailure(job, sight)];
}

/** What a job that completed with warnings has to say about them. */
export function warningRows(job: Job, sight: Sight): readonly (readonly Part[])[] {
  if (!job.warnings) return [];
  if (job.failures.length > 0) return [firstFailure(job, sight)];
  const message = quoted(job.errorMessage, 'warning', sight);
  return message.length > 0 ? [message] : [];
}

function backtestSummary(job: Job, sight: Sight): readonly Segment[] {
  const reason = reasonOf(job, sight).map((part): Part => ({ ...part, style: 'error' }));
  const explains = reason.length > 0 && !isAchieved(job);
  return [
    passRateSegment(job),
    isHighFailureStop(job) ? [] : highFailureAtTheEnd(job),
    explains ? reason : errorOf(job, sight),
  ];
}

/** `SchemaViolation at row 42`: the first failure's error and where, else what the job itself says. */
function errorOf(job: Job, sight: Sight): Segment {
  const failure = job.failures[0];
  const recorded = quoted(failure?.error ?? null, 'error', sight);
  const error = firstOf(
    recorded,
    quoted(job.errorMessage, 'error', sight),
    words('no error recorded', 'dim'),
  );
  const line = failure?.line ?? null;
  if (line === null || !Number.isSafeInteger(line)) return error;
  if (recorded.length === 0 || namesLine(recorded, line)) return error;
  return [...error, { text: ` at row ${line}`, style: 'error' }];
}

/** Whether a message says the row by itself. */
function namesLine(message: Segment, line: number): boolean {
  return message.some((part) => new RegExp(`\\b(?:row|line)\\W{0,2}${line}\\b`, 'i').test(part.text));
}

function firstFailure(job: Job, sight: Sight): readonly Part[] {
  const file = firstOf(
    pathOf(fileName(job.failures[0]?.filePath ?? null), sight),
    pathOf(fileName(job.sourcePath), sight),
    words('not recorded', 'dim'),
  );
  return [{ text: 'First failure: ', style: 'plain' }, ...file];
}

/** The name at the end of a path, as the specification draws it; the path itself where it ends in none. */
function fileName(path: string | null): string | null {
  return path === null ? null : /[^/\\]+$/.exec(path)?.[0] || path;
}
