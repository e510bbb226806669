import { verdictIn } from '../../model/error-summary.js';
import type { Job } from '../../model/job.js';
import type { JobDetail } from '../../model/job-detail.js';
import { tracebackIn } from '../../model/traceback/traceback.js';
import { shownLines } from '../appearance.js';
import type { Line } from '../frame.js';
import { gaveUp } from '../job/error-words.js';
import type { RowContext } from '../job/row-context.js';
import { indentedJson } from '../json-text.js';
import { blankLine, fitLine } from '../text/line.js';
import { wrapIndented } from '../text/wrap.js';
import { deadLetterError } from './dead-letter.js';

/** At most this many lines of an error text are shown. */
const mostLines = 5000;

interface Section {
  readonly heading: string;
  readonly text: string;
}

/**
 * The whole error text of a job, and the first failure's stack trace if it says more: indented as they are, JSON
 * with a line for each member. Each is preceded by a blank line and a heading.
 */
export function errorLines(
  job: Job,
  detail: JobDetail | null,
  width: number,
  context: RowContext,
): readonly Line[] {
  return sectionsOf(job, detail).flatMap(({ heading, text }) => {
    const lines = textLines(text, width, context);
    if (lines.length === 0) return [];
    return [blankLine(width), fitLine([{ text: heading, style: 'title' }], width), ...lines];
  });
}

function sectionsOf(job: Job, detail: JobDetail | null): readonly Section[] {
  const whole = detail?.errorText ?? job.errorMessage ?? '';
  const { verdict, error } = verdictIn(whole);
  const heading =
    verdict === null
      ? 'Error'
      : `Error: ${verdict === 'permanent' ? 'permanent, not retried' : gaveUp(job.retryCount)}`;
  const trace = traceOf(job);
  const told = trace === null || [whole, job.errorMessage ?? ''].some((text) => text.includes(trace.trim()));
  return [
    { heading, text: error },
    ...(told ? [] : [{ heading: `Stack trace${ofWhich(detail)}`, text: trace }]),
    { heading: 'Error in the dead letter', text: deadLetterError(detail, `${whole}\n${trace ?? ''}`) },
  ];
}

/** The first failure's record, if it has more than one line to say. */
function traceOf(job: Job): string | null {
  const [failure] = job.failures;
  if (failure === undefined) return null;
  return failure.stackTrace ?? (tracebackIn(failure.error) === null ? null : failure.error);
}

function ofWhich(detail: JobDetail | null): string {
  return (detail?.failureCount ?? 0) > 1 ? ' of the first failure' : '';
}

/** How many wrapped texts are kept: a panel has an error, a stack trace, and the dead letter's error. */
const mostTexts = 3;

let last: readonly { readonly key: string; readonly text: string; readonly lines: readonly Line[] }[] = [];

/** A text, wrapped. It may be long, and the screen is drawn often, so the texts of one panel are remembered. */
function textLines(text: string, width: number, context: RowContext): readonly Line[] {
  if (text === '') return [];
  const key = `${width} ${context.unicode}`;
  const known = last.find((each) => each.key === key && each.text === text);
  if (known !== undefined) return known.lines;
  const shown = shownLines(indentedJson(text) ?? text, context);
  const wrapped = shown.flatMap((each) => wrapIndented(each, width));
  const lines = wrapped.slice(0, mostLines).map((each) => fitLine([{ text: each, style: 'error' }], width));
  if (wrapped.length > mostLines) {
    lines.push(fitLine([{ text: context.glyphs.ellipsis, style: 'dim' }], width));
  }
  last = [{ key, text, lines }, ...last.slice(0, mostTexts - 1)];
  return lines;
}
