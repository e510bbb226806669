import type { LogSettings } from '../../machine/state/log-viewer.js';
import type { LogLine } from '../../model/log.js';
import type { LogColor, Span } from '../frame.js';
import { cells, cellsOf } from '../text/width.js';
import { logSpans, nameOf, noStyle } from './log-spans.js';

/** How far into a line its level may be: after a time, a thread, a module. */
const furthest = 120;

const words = String.raw`\b(?:FATAL|CRITICAL|SEVERE|EMERG|PANIC|ERROR|ERR)\b`;
const warnings = String.raw`\b(?:WARNING|WARN)\b`;
/**
 * `level=error`, `"level":"error"`, `[error]`, `error:` at the line's beginning: lower case only counts where it
 * is unambiguous.
 */
const marked = (levels: string) =>
  String.raw`(?:\b(?:level|severity|lvl)"?\s*[=:]\s*"?|\[\s*|^\s*)(?:${levels})(?=["\]:\s]|$)`;

const error = new RegExp(`${words}|${marked('[Ff]atal|[Cc]ritical|[Ee]rror|[Pp]anic')}`);
const warning = new RegExp(`${warnings}|${marked('[Ww]arning|[Ww]arn')}`);

/** The colour of a line by its level: red for errors, yellow for warnings; null for others. */
export function severityColor(text: string): LogColor | null {
  const head = text.slice(0, furthest);
  const isError = error.exec(head);
  const isWarning = warning.exec(head);
  // The level comes before the message, which may mention other levels.
  if (isError === null || isWarning === null) return isError ? 'red' : isWarning ? 'yellow' : null;
  return isError.index <= isWarning.index ? 'red' : 'yellow';
}

const month = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const day = String.raw`(?:0[1-9]|[12]\d|3[01])`;
const date = String.raw`(?:19|20)\d\d[-/](?:0[1-9]|1[0-2])[-/]${day}`;
const time = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:[0-6]\d(?:[.,]\d{1,9})?`;
const zone = String.raw` ?(?:Z|UTC|[+-](?:0\d|1[0-4]):?[0-5]\d)`;
/** Seconds or milliseconds from 2015 to 2039: other numbers are less likely to be times. */
const epoch = String.raw`(?:14[2-9]\d|1[5-9]\d\d|2[01]\d\d)\d{6}(?:\d{3}|\.\d{1,9})?`;
const stamp = `(?:${date}[T ]${time}(?:${zone})?|${time}|${month} (?:${day}| [1-9]) ${time}|${epoch})`;

const leading = new RegExp(String.raw`^(?:${stamp}|\[${stamp}\]) (?=\s*\S)`);

/**
 * How many characters at the beginning of a line are a time, including the space after it; 0 if that isn't
 * certain, or if nothing would be left of the line.
 */
export function timestampLength(text: string): number {
  return leading.exec(text)?.[0].length ?? 0;
}

/** A line of a log as it is shown, whole. */
export interface ShownLine {
  readonly spans: readonly Span[];
  /** The line's text, without styles. */
  readonly text: string;
  /** The hidden text before it: its time. */
  readonly hidden: string;
  readonly cells: number;
  /** True if each UTF-16 unit takes one cell. */
  readonly isEven: boolean;
}

/** A part of a shown line: from a character (UTF-16 unit) of its text up to, but not including, another. */
export interface Slice {
  readonly from: number;
  readonly to: number;
}

interface Known {
  readonly unicode: boolean;
  readonly timestamps: boolean;
  readonly shown: ShownLine;
}

/** Each key asks for a line, and for each of its rows. */
const known = new WeakMap<LogLine, Known>();

/** A line as it is shown with these settings. */
export function shownLine(line: LogLine, { timestamps }: LogSettings, unicode: boolean): ShownLine {
  const before = known.get(line);
  if (before?.unicode === unicode && before.timestamps === timestamps) return before.shown;
  const all = withSeverity(logSpans(line.text, unicode));
  const shown = timestamps ? measured(all, '') : withoutTime(all);
  known.set(line, { unicode, timestamps, shown });
  return shown;
}

/** How many rows a line takes when it is wrapped. */
export function wrappedRows(shown: ShownLine, columns: number): number {
  return Math.max(1, shown.isEven ? Math.ceil(shown.cells / columns) : rowSlices(shown, columns).length);
}

/** One row of a wrapped line. Wide characters are never split. */
export function wrappedSlice(shown: ShownLine, columns: number, row: number): Slice {
  if (!shown.isEven) return rowSlices(shown, columns)[row] ?? { from: 0, to: 0 };
  return { from: row * columns, to: Math.min(shown.text.length, (row + 1) * columns) };
}

/** The part of a line's spans in a slice. */
export function slicedSpans(spans: readonly Span[], { from, to }: Slice): readonly Span[] {
  const sliced: Span[] = [];
  let at = 0;
  for (const span of spans) {
    if (at >= to) break;
    const end = at + span.text.length;
    if (end > from) sliced.push({ ...span, text: span.text.slice(Math.max(0, from - at), to - at) });
    at = end;
  }
  return sliced;
}

/**
 * The slice from one cell up to, but not including, another, and how many of its cells at the left are lost to
 * half of a wide character.
 */
export function cellSlice(
  shown: ShownLine,
  left: number,
  columns: number,
): Slice & { readonly lost: number } {
  const { text } = shown;
  if (shown.isEven) {
    return { from: Math.min(left, text.length), to: Math.min(left + columns, text.length), lost: 0 };
  }
  let used = 0;
  let index = 0;
  let from = -1;
  let lost = 0;
  for (const character of text) {
    const width = cellsOf(character);
    // A mark belongs to the character before it.
    if (from < 0 && used >= left && width > 0) {
      from = index;
      lost = used - left;
    }
    if (from >= 0 && used + width > left + columns) break;
    used += width;
    index += character.length;
  }
  return { from: from < 0 ? text.length : from, to: index, lost };
}

/** A line without colours of its own, in the colour of its level. */
function withSeverity(spans: readonly Span[]): readonly Span[] {
  if (spans.some(({ style }) => style !== 'plain')) return spans;
  const color = severityColor(textOf(spans));
  return color === null ? spans : spans.map((span) => ({ ...span, style: nameOf({ ...noStyle, color }) }));
}

function withoutTime(spans: readonly Span[]): ShownLine {
  const text = textOf(spans);
  const from = timestampLength(text);
  return measured(slicedSpans(spans, { from, to: Infinity }), text.slice(0, from));
}

function measured(spans: readonly Span[], hidden: string): ShownLine {
  const text = textOf(spans);
  const width = cells(text);
  return { spans, text, hidden, cells: width, isEven: width === text.length && !/[^\x00-\u02ff]/.test(text) };
}

function textOf(spans: readonly Span[]): string {
  return spans.length === 1 ? (spans[0]?.text ?? '') : spans.map((span) => span.text).join('');
}

/** The latest rows, because all rows of a line are asked for one after another. */
let lastRows: {
  readonly shown: ShownLine;
  readonly columns: number;
  readonly slices: readonly Slice[];
} | null = null;

function rowSlices(shown: ShownLine, columns: number): readonly Slice[] {
  if (lastRows?.shown === shown && lastRows.columns === columns) return lastRows.slices;
  const slices: Slice[] = [];
  let from = 0;
  let used = 0;
  let index = 0;
  for (const character of shown.text) {
    const width = cellsOf(character);
    if (used + width > columns && index > from) {
      slices.push({ from, to: index });
      from = index;
      used = 0;
    }
    used += width;
    index += character.length;
  }
  slices.push({ from, to: index });
  lastRows = { shown, columns, slices };
  return slices;
}
