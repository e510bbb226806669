import { errorInBrief, recordInBrief, verdictIn } from '../../causes/error.js';
import type { Traceback } from '../../causes/traceback/thrown.js';
import { type Job, saysByUser } from '../../model/job.js';
import { shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { countText } from '../format/numbers.js';
import type { StyleName } from '../frame.js';
import type { Part } from '../text/line.js';
import { fitMiddle } from '../text/width.js';
import {
  bulleted,
  firstOf,
  itemsDone,
  itemsFailed,
  itemsSoFar,
  optional,
  outputOf,
  pathOf,
  quarantineOf,
  quoted,
  type RowContext,
  rowsOf,
  type Segment,
  withOutput,
  words,
} from '../words/segments.js';
import { highFailureAtTheEnd, isAchieved, isHighFailureStop, passRateSegment, reasonOf } from './backtest.js';

/** `gave up after 3 retries`: the queue's last word on a job. */
export function gaveUp(retries: number): string {
  if (retries < 1) return 'gave up';
  return `gave up after ${countText(retries)} ${retries === 1 ? 'retry' : 'retries'}`;
}

/** An error text in few words: what was thrown and where, and the error behind it if there is room. */
export function errorSegments(
  text: string | null,
  stackTrace: string | null,
  style: StyleName,
  context: RowContext,
): readonly Segment[] {
  const brief = errorInBrief(text ?? '', stackTrace);
  const error = quoted(brief.error, style, context);
  if (error.length === 0) return [];
  const frame = frameOf(brief, context);
  const where: Segment = frame === '' ? [] : words(` at ${frame}`, style);
  return [[...error, ...where], optional(otherOf(brief, context))];
}

/** An error as one clean text: `ValueError: no price at parser.py:88`. */
export function errorText(text: string, stackTrace: string | null, context: RowContext): string {
  const brief = errorInBrief(text, stackTrace);
  const frame = frameOf(brief, context);
  const error = shownText(brief.error, context);
  return frame === '' || error === '' ? error : `${error} at ${frame}`;
}

/** `parser.py:88`, of bounded length; empty if no frame is known. */
function frameOf({ frame }: Traceback, context: ViewContext): string {
  return fitMiddle(shownText(frame, context), longestFrame, context.glyphs.ellipsis);
}

/** The frame stays whole while the error is shortened, unless it is longer than the names of program files are. */
const longestFrame = 40;

/** `caused by KeyError: 'price'`; empty if there is no other error. */
function otherOf({ other }: Traceback, context: RowContext): Segment {
  const error = quoted(other?.error ?? null, 'dim', context);
  return error.map((part) => ({ ...part, text: `${other?.how ?? ''} ${part.text}` }));
}

/** What went wrong, and with which file first (behaviour 4.3, 4.9), if the record names one. */
export function failedRows(job: Job, context: RowContext): readonly (readonly Part[])[] {
  const summary =
    job.type === 'backtest' ? backtestSummary(job, context) : [itemsFailed(job), ...errorOf(job, context)];
  return [bulleted(summary, context), firstFailure(job, context)].filter((row) => row.length > 0);
}

/** The warnings of a job that completed with warnings. */
function warningRows(job: Job, context: RowContext): readonly (readonly Part[])[] {
  if (!job.warnings) return [];
  const [failure] = job.failures;
  const parts =
    failure === undefined
      ? bulleted(errorSegments(job.errorMessage, null, 'warning', context), context)
      : firstOf(
          firstFailure(job, context),
          bulleted(errorSegments(failure.error, failure.stackTrace ?? null, 'warning', context), context),
        );
  return parts.length > 0 ? [parts] : [];
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
  const brief = recordInBrief(job);
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

type Rows = readonly (readonly Part[])[];

/** What a job did and where its output is (behaviour 4.1, 4.2, 4.5, 4.8); empty rows are left out. */
export function completeRows(job: Job, context: RowContext): Rows {
  const details = completeDetails[job.type](job, context).filter((row) => row.length > 0);
  const last = bulleted([details.at(-1) ?? [], quarantineOf(job)], context);
  return [...details.slice(0, -1), last, ...warningRows(job, context)].filter((row) => row.length > 0);
}

const completeDetails: Readonly<Record<Job['type'], (job: Job, context: RowContext) => Rows>> = {
  scan: (job, context) => [bulleted([outputOf(job, context), noteOf(job, context)], context)],
  parse: fromAndTo,
  export: (job, context) => [bulleted([firstOf(itemsDone(job), rowsOf(job)), noteOf(job, context)], context)],
  backtest: (job, context) => {
    const resolved = highFailureAtTheEnd(job);
    const needsReason = !isAchieved(job) || resolved.length === 0;
    const reason = needsReason ? reasonOf(job, context) : [];
    return [
      bulleted([passRateSegment(job), resolved, reason], context),
      bulleted([outputOf(job, context), noteOf(job, context)], context),
    ];
  },
  other: fromAndTo,
};

function fromAndTo(job: Job, context: RowContext): Rows {
  const source = pathOf(job.sourcePath, context).map((part) => ({ ...part, yields: true }));
  const from = firstOf(itemsDone(job), source);
  return [bulleted([withOutput(from, job, context), rowsOf(job), optional(noteOf(job, context))], context)];
}

function noteOf(job: Job, context: RowContext): Segment {
  return quoted(job.note, 'plain', context);
}

/** How far a job came before it was cancelled, and its error if it has one. Always a row. */
export function cancelledRows(job: Job, context: RowContext): Rows {
  const byUser = saysByUser(job.errorMessage);
  const done = job.type === 'backtest' ? [] : itemsSoFar(job);
  const who = byUser ? 'Cancelled by user' : 'Cancelled';
  const cancelled = done.map((part): Part => ({ ...part, text: `${who} after ${part.text}` }));
  const parts = bulleted(
    [
      firstOf(cancelled, words(who)),
      job.type === 'backtest' ? passRateSegment(job) : [],
      job.type === 'backtest' ? reasonOf(job, context) : [],
      ...(byUser ? [] : errorSegments(job.errorMessage, null, 'plain', context)),
    ],
    context,
  );
  const hasOutput = job.type !== 'export' && outputOf(job, context).length > 0;
  return [hasOutput ? withOutput(parts, job, context) : parts];
}

/** A status that this program doesn't know, as it is written, and everything else in the record. */
export function unknownRows(job: Job, context: RowContext): Rows {
  const status = firstOf(quoted(job.statusText, 'other', context), words('unknown', 'other'));
  const counted = job.type === 'backtest' ? passRateSegment(job) : itemsSoFar(job);
  return [
    [{ text: 'Status ', style: 'plain' }, ...bulleted([status, counted], context)],
    bulleted(errorSegments(job.errorMessage, null, 'error', context), context),
    [...(job.type === 'export' ? [] : outputOf(job, context))],
  ].filter((row): row is Part[] => row.length > 0);
}
