import { type RecordedFailure, verdictIn, verdictOf } from '../../causes/error.js';
import { listedFailures } from '../../causes/failures.js';
import type { Job } from '../../model/job.js';
import type { JobDetail } from '../../model/job-detail.js';
import { shownLines } from '../appearance.js';
import { countText } from '../format/numbers.js';
import type { Line } from '../frame.js';
import { gaveUp } from '../job/ended.js';
import { blankLine, fitLine, heading, rowLine } from '../text/line.js';
import { wrapIndented } from '../text/width.js';
import { bulleted, pathOf, quoted, type RowContext, type Segment, words } from '../words/segments.js';
import { instantSegment } from './field.js';

/** Longer texts are shown as they are: nobody reads that much JSON, and parsing it takes time. */
const longest = 262_144;

/**
 * JSON with a line for each member and element, indented, every value exactly as it was written; null for text
 * that isn't a single JSON object or array.
 */
function indentedJson(text: string): string | null {
  const json = text.trim();
  if (json.length > longest || !/^[[{]/.test(json) || !isJson(json)) return null;
  let depth = 0;
  const lineBreak = () => `\n${'  '.repeat(Math.min(depth, deepest))}`;
  return json.replace(tokens, (token) => {
    switch (token) {
      case '{':
      case '[':
        depth += 1;
        return token + lineBreak();
      case '}':
      case ']':
        depth -= 1;
        return lineBreak() + token;
      case ',':
        return token + lineBreak();
      case ':':
        return ': ';
      default:
        // Empty objects and arrays stay on their line; blanks between values are removed.
        return /^\s/.test(token) ? '' : token.replace(/^([{[])\s*([}\]])$/, '$1$2');
    }
  });
}

const deepest = 20;
const tokens = /"(?:[^"\\]|\\.)*"|\{\s*\}|\[\s*\]|[{}[\],:]|\s+/g;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // Text that isn't JSON is shown unchanged.
    return false;
  }
}

/** `2026-01-15 11:58:00 UTC (2m ago) • gave up after 3 retries`: when the queue gave up the job, and why. */
export function deadLetterWords(detail: JobDetail | null, context: RowContext): Segment {
  const letter = detail?.deadLetter ?? null;
  if (detail === null || letter === null) return [];
  const moved = instantSegment(letter.movedAt, context);
  const earlier = letter.movedAt !== null && detail.claimedAt !== null && letter.movedAt < detail.claimedAt;
  return bulleted(
    [
      moved.length > 0 ? moved : words('at an unknown time', 'dim'),
      reasonOf(letter.reason, letter.retries, context),
      earlier || detail.job.status !== 'failed' ? words('of an earlier attempt', 'dim') : [],
    ],
    context,
  );
}

function reasonOf(reason: string | null, retries: number | null, context: RowContext): Segment {
  const after = retries === null || retries < 1 ? [] : words(gaveUp(retries).replace('gave up ', ''));
  const verdict = verdictOf(reason ?? '');
  if (verdict === 'gave up') return words(gaveUp(retries ?? 0));
  const why = verdict === 'permanent' ? words('permanent error') : quoted(reason, 'plain', context);
  return bulleted([why, after], context);
}

/** What a dead letter says about the error, if the job's own row no longer says it; empty if it adds nothing. */
function deadLetterError(detail: JobDetail | null, shown: string): string {
  const { error } = verdictIn(detail?.deadLetter?.error ?? '');
  return shown.includes(error.trim()) ? '' : error;
}

/** At most this many lines of an error text are shown. */
const mostLines = 5000;

interface Section {
  readonly heading: string;
  readonly text: string;
  /** The file at fault, and the line in it; empty if it isn't known. */
  readonly place?: Segment;
}

/** The texts of a job's errors: each section is preceded by a blank line and a heading. */
interface ErrorLines {
  /** What went wrong first, as the list has it, in full; with its stack trace if that says more. */
  readonly error: readonly Line[];
  /** What else the record says: the job's own error and that of its dead letter, where these differ. */
  readonly recorded: readonly Line[];
}

/** The whole error texts of a job: indented as they are, JSON with a line for each member. */
export function errorLines(
  job: Job,
  detail: JobDetail | null,
  width: number,
  context: RowContext,
): ErrorLines {
  const whole = detail?.errorText ?? job.errorMessage ?? '';
  const { verdict, error: own } = verdictIn(whole);
  const heading =
    verdict === null
      ? 'Error'
      : `Error: ${verdict === 'permanent' ? 'permanent, not retried' : gaveUp(job.retryCount)}`;
  const [failure] = job.failures;
  const first = verdictIn(failure?.error ?? '').error;
  // The longer of two texts, one of which is in the other, says both.
  const isInOwn = [whole, job.errorMessage ?? ''].some((text) => text.includes(first.trim()));
  const text = isInOwn ? own : first;
  const trace = failure?.stackTrace ?? '';
  const seen = `${whole}\n${job.errorMessage ?? ''}\n${first}`;
  // An error in JSON with its calls is shown in words, and not once more as it was written.
  const listed = trace === '' ? [] : listedFailures(whole, 2);
  const isListed = listed.length > 0 && listed.every(({ stackTrace }) => stackTrace === trace);
  const linesOf = (section: Section) => sectionLines(section, width, context);
  return {
    error: [
      ...linesOf({ heading, text, place: placeOf(failure, detail, context) }),
      ...(seen.includes(trace.trim())
        ? []
        : linesOf({ heading: `Stack trace${ofWhich(detail)}`, text: trace })),
    ],
    recorded: [
      ...(isInOwn || isListed || first.includes(own.trim())
        ? []
        : linesOf({ heading: 'Recorded error', text: own })),
      ...linesOf({ heading: 'Error in the dead letter', text: deadLetterError(detail, `${seen}\n${trace}`) }),
    ],
  };
}

function sectionLines({ heading: title, text, place = [] }: Section, width: number, context: RowContext) {
  const lines = [
    ...textLines(text, width, context),
    ...(place.length === 0 ? [] : [rowLine({ left: place, right: [] }, width, context.glyphs.ellipsis)]),
  ];
  return lines.length === 0 ? [] : [blankLine(width), heading(title, width), ...lines];
}

/** `in /data/in/a.csv, line 42`: where a single failure is; where there are several, their table says that. */
function placeOf(
  failure: RecordedFailure | undefined,
  detail: JobDetail | null,
  context: RowContext,
): Segment {
  if (failure === undefined || (detail?.failureCount ?? 0) !== 1) return [];
  const file = pathOf(failure.filePath, context);
  const line = failure.line === null ? '' : `line ${countText(failure.line)}`;
  if (file.length === 0) return line === '' ? [] : words(`in ${line}`);
  return [...words('in '), ...file, ...(line === '' ? [] : words(`, ${line}`))];
}

function ofWhich(detail: JobDetail | null): string {
  return (detail?.failureCount ?? 0) > 1 ? ' of the first failure' : '';
}

/** How many wrapped texts are kept: a panel has two errors, a stack trace, and the dead letter's error. */
const mostTexts = 4;

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
