import type { Clickable, Line, Span, StyleName } from '../frame.js';
import { cells, clip, clipCause, fitMiddle, fitPath, start, wrap } from './width.js';

/** A piece of a row: clean text, and how it may be shortened if room is short. */
export interface Part {
  readonly text: string;
  readonly style: StyleName;
  /** What a click on it does; absent: nothing. */
  readonly click?: Clickable;
  /** A separator before the text, which is left out together with it. */
  readonly before?: string;
  /** How it may be shortened: at its end, in its middle, as a path, or as a cause. Absent: never. */
  readonly fit?: 'end' | 'middle' | 'path' | 'cause';
  /** It is shortened first, and left out if room is still short. */
  readonly optional?: boolean;
  /** For an optional part on the right: shorter texts to use instead, the longest first. */
  readonly shorter?: readonly string[];
  /** It is shortened, down to a single character, before parts without this. */
  readonly yields?: boolean;
}

/** A row before its width is known. */
export interface Row {
  readonly left: readonly Part[];
  /**
   * Right-aligned. Its optional parts are left out before anything on the left is; the others only on absurdly
   * narrow screens.
   */
  readonly right: readonly Part[];
}

/** Shortening stops at this width while something else can still be shortened. */
const readable = 16;
/** The least distance between left and right. */
const gap = 2;
/** If less than this is left for the left side, the right side is left out. */
const leastLeft = 20;

/** A row as a line of exactly `width` cells. */
export function rowLine(row: Row, width: number, ellipsis: string): Line {
  const rightWidth = widthOf(row.right);
  const leftWidth = rightWidth === 0 ? width : width - rightWidth - gap;
  const needed = row.right.filter((part) => !part.optional);
  if (needed.length < row.right.length && widthOf(row.left) > leftWidth) {
    return rowLine({ ...row, right: shortened(row.right) ?? needed }, width, ellipsis);
  }
  if (rightWidth > 0 && leftWidth < leastLeft) return rowLine({ ...row, right: [] }, width, ellipsis);
  const left = fitLine(spansOf(fitParts(row.left, leftWidth, ellipsis)), leftWidth);
  if (rightWidth === 0) return left;
  return [...left, { text: ' '.repeat(gap), style: 'plain' }, ...spansOf(row.right)];
}

/** The parts with the first one that has a shorter text replaced by it; null if there is none. */
function shortened(parts: readonly Part[]): readonly Part[] | null {
  const at = parts.findIndex(
    ({ optional, shorter }) => optional && shorter !== undefined && shorter.length > 0,
  );
  const [text, ...shorter] = parts[at]?.shorter ?? [];
  return text === undefined
    ? null
    : parts.map((part, index) => (index === at ? { ...part, text, shorter } : part));
}

/** How many cells a row takes if nothing is shortened. */
export function wholeWidth({ left, right }: Row): number {
  return right.length === 0 ? widthOf(left) : Math.max(leastLeft, widthOf(left)) + gap + widthOf(right);
}

/** A text in lines of exactly `width` cells, all of one style. */
export function wrappedLines(text: string, style: StyleName, width: number): readonly Line[] {
  return wrap(text, width).map((line) => fitLine([{ text: line, style }], width));
}

/** Spans as a line of exactly `width` cells: cut, or padded. */
export function fitLine(spans: readonly Span[], width: number): Line {
  const line: Span[] = [];
  let room = Math.max(0, width);
  for (const span of spans) {
    const text = start(span.text, room);
    if (text !== '') line.push({ ...span, text });
    room -= cells(text);
    if (text !== span.text) break;
  }
  if (room > 0) line.push({ text: ' '.repeat(room), style: 'plain' });
  return line;
}

/** A blank line. */
export function blankLine(width: number): Line {
  return fitLine([], width);
}

/** The heading of a section of a page. */
export function heading(text: string, width: number): Line {
  return fitLine([{ text, style: 'title' }], width);
}

/** A line's text, without its styles. */
export function textOf(line: Line): string {
  return line.map((span) => span.text).join('');
}

/** How many cells parts take if nothing is shortened. */
export function widthOf(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + cells(part.before ?? '') + cells(part.text), 0);
}

/** Parts as spans, with separators dimmed. */
export function spansOf(parts: readonly Part[]): Span[] {
  return parts.flatMap((part): Span[] => {
    const text: Span = { text: part.text, style: part.style, ...(part.click && { click: part.click }) };
    return part.before === undefined ? [text] : [{ text: part.before, style: 'dim' }, text];
  });
}

/** Parts shortened so that they fit, as their `fit` and `optional` allow. */
export function fitParts(parts: readonly Part[], width: number, ellipsis: string): readonly Part[] {
  const withOptionalCut = (some: readonly Part[]) =>
    shorten(some, width, readable, ellipsis, (part) => part.optional === true);
  let left = parts;
  let fitted = withOptionalCut(left);
  while (widthOf(fitted) > width) {
    const last = left.findLastIndex((part) => part.optional);
    if (last < 0) break;
    // The room of what is left out goes back to what was shortened for it.
    left = left.toSpliced(last, 1);
    fitted = withOptionalCut(left);
  }
  for (const least of [readable, 1]) {
    fitted = shorten(fitted, width, least, ellipsis, (part) => part.yields === true);
  }
  fitted = shorten(fitted, width, readable, ellipsis, () => true);
  fitted = shorten(fitted, width, 1, ellipsis, () => true);
  // Our own words are cut last, and also end in the ellipsis.
  const all = fitted.map((part): Part => ({ ...part, fit: part.fit ?? 'end' }));
  return withoutEmptied(
    shorten(all, width, 1, ellipsis, () => true),
    ellipsis,
  );
}

/** Leaves out a part that was reduced to the ellipsis, if the part before it already ends in one. */
function withoutEmptied(parts: readonly Part[], ellipsis: string): readonly Part[] {
  return parts.filter(
    (part, index) =>
      part.text !== ellipsis || part.before !== undefined || !parts[index - 1]?.text.endsWith(ellipsis),
  );
}

/** Shortens parts, starting with the last, each to no less than `least` cells, until all fit. */
function shorten(
  parts: readonly Part[],
  width: number,
  least: number,
  ellipsis: string,
  may: (part: Part) => boolean,
): readonly Part[] {
  let excess = widthOf(parts) - width;
  if (excess <= 0) return parts;
  return parts
    .toReversed()
    .map((part) => {
      const own = cells(part.text);
      if (excess <= 0 || part.fit === undefined || !may(part) || own <= least) return part;
      const text = shortForms[part.fit](part.text, Math.max(least, own - excess), ellipsis);
      excess -= own - cells(text);
      return { ...part, text };
    })
    .toReversed();
}

const shortForms = { end: clip, middle: fitMiddle, path: fitPath, cause: clipCause } as const;

/** How many cells a line takes. */
export function cellsIn(line: readonly Span[]): number {
  return line.reduce((sum, span) => sum + cells(span.text), 0);
}

/** The line with every occurrence of the text, in any letter case, in the style of a match. */
export function withMatches(line: Line, sought: string): Line {
  const wanted = sought.trim().toLowerCase();
  const whole = line.map((span) => span.text).join('');
  const lower = whole.toLowerCase();
  // A letter whose lower case has another length would shift everything after it.
  if (wanted === '' || lower.length !== whole.length || !lower.includes(wanted)) return line;
  const found: number[] = [];
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, at + wanted.length))
    found.push(at);
  const spans: Span[] = [];
  let begin = 0;
  for (const span of line) {
    spans.push(...split(span, begin, found, wanted.length));
    begin += span.text.length;
  }
  return spans;
}

/** A span that begins at a position of its line, split where matches begin and end. */
function split(span: Span, begin: number, found: readonly number[], length: number): Span[] {
  const end = begin + span.text.length;
  const parts: Span[] = [];
  let from = begin;
  const take = (to: number, style: Span['style']) => {
    if (to > from) parts.push({ text: span.text.slice(from - begin, to - begin), style });
    from = Math.max(from, to);
  };
  for (const at of found) {
    if (at >= end || at + length <= begin) continue;
    take(Math.max(begin, at), span.style);
    take(Math.min(end, at + length), 'match');
  }
  take(end, span.style);
  return parts;
}
