import { reachesEnd } from '../../machine/lines/log-piece.js';
import type { LineMetrics, LogViewer } from '../../machine/state/log-viewer.js';
import type { LogLine } from '../../model/log.js';
import { type Pattern, patternOf } from '../../pattern.js';
import { type Appearance, glyphsOf } from '../appearance.js';
import type { Line, Rect, Span, StyleName } from '../frame.js';
import { blankLine, fitLine } from '../text/line.js';
import { cells } from '../text/width.js';
import {
  cellSlice,
  type ShownLine,
  type Slice,
  shownLine,
  slicedSpans,
  wrappedRows,
  wrappedSlice,
} from './shown-line.js';

/**
 * A first match further on in a line than this, in reaches of its pattern, isn't searched for: a key must not wait
 * for it.
 */
const reaches = 20;

/** The pattern for a text that the operator typed; null if it is empty. */
export function soughtPattern(text: string): Pattern | null {
  return text === '' ? null : patternOf(text);
}

/** A line's first match in its visible text; null if it has none. */
export function firstMatch(shown: ShownLine, pattern: Pattern): Slice | null {
  const whole: Slice = { from: 0, to: pattern.text === null ? reaches * pattern.reach : shown.text.length };
  for (const match of matchesAround(shown, whole, pattern)) if (match.to > 0) return match;
  return null;
}

/**
 * The part of a line in a slice, with matches in their own style, including matches that begin or end outside of
 * it.
 */
export function highlighted(
  shown: ShownLine,
  slice: Slice,
  search: { readonly pattern: Pattern; readonly style: StyleName } | null,
): readonly Span[] {
  if (search === null) return slicedSpans(shown.spans, slice);
  const spans: Span[] = [];
  let at = slice.from;
  for (const match of matchesAround(shown, slice, search.pattern)) {
    const begin = Math.max(slice.from, match.from);
    const end = Math.min(slice.to, match.to);
    if (end <= begin) continue;
    spans.push(...slicedSpans(shown.spans, { from: at, to: begin }));
    spans.push({ text: shown.text.slice(begin, end), style: search.style });
    at = end;
  }
  return [...spans, ...slicedSpans(shown.spans, { from: at, to: slice.to })];
}

/**
 * Around the slice there may be the rest of a match; text further away is ignored, however long the line is. The
 * hidden beginning of the line is included, as it is in a search of the log.
 */
function* matchesAround({ hidden, text }: ShownLine, slice: Slice, pattern: Pattern): Generator<Slice> {
  const before = hidden.length;
  const near = hidden + text.slice(0, slice.to + pattern.reach);
  let match = pattern.find(near, Math.max(0, before + slice.from - pattern.reach));
  while (match !== null && match.from < before + slice.to) {
    yield { from: Math.max(0, match.from - before), to: match.to - before };
    match = pattern.find(near, match.to > match.from ? match.to : match.to + 1);
  }
}

/**
 * The rows of the log that are on the screen, from the viewer's top row on, each exactly as wide as the rectangle.
 */
export function textLines(viewer: LogViewer, rect: Rect, appearance: Appearance): readonly Line[] {
  const lines: Line[] = [];
  for (const { line, shown, row } of rowsFrom(viewer, rect.width, appearance)) {
    if (lines.length >= rect.height) break;
    lines.push(rowOf(viewer, line, shown, row, rect.width, appearance));
  }
  while (lines.length < rect.height) lines.push(blankLine(rect.width));
  return lines;
}

/** The position after the last byte on the screen. */
export function endOfScreen(viewer: LogViewer, rect: Rect, appearance: Appearance): number {
  let end = 0;
  let count = 0;
  const { piece } = viewer;
  const isLastPart = piece !== null && piece.filtered !== null && reachesEnd(piece);
  const last = isLastPart ? piece.lines.at(-1) : undefined;
  if (isLastPart && last === undefined) return piece.size;
  for (const { line, row, rows } of rowsFrom(viewer, rect.width, appearance)) {
    if (count >= rect.height) break;
    count += 1;
    // Of a long line that isn't whole on the screen, only the visible part counts.
    end = line.start + Math.ceil(((line.end - line.start) * (row + 1)) / rows);
    // No matching line is below it.
    if (line === last && row + 1 === rows) return piece?.size ?? end;
  }
  return end;
}

interface Row {
  readonly line: LogLine;
  readonly shown: ShownLine;
  readonly row: number;
  readonly rows: number;
}

function* rowsFrom(viewer: LogViewer, columns: number, { unicode }: Appearance): Generator<Row> {
  const { piece, top } = viewer;
  if (piece === null) return;
  const first = piece.lines.findIndex((line) => line.end > top.offset);
  for (const [index, line] of piece.lines.slice(Math.max(0, first)).entries()) {
    const shown = shownLine(line, viewer, unicode);
    const rows = viewer.wrap ? wrappedRows(shown, columns) : 1;
    for (let row = index === 0 ? Math.min(top.row, rows - 1) : 0; row < rows; row += 1) {
      yield { line, shown, row, rows };
    }
  }
}

function rowOf(
  viewer: LogViewer,
  line: LogLine,
  shown: ShownLine,
  row: number,
  width: number,
  appearance: Appearance,
): Line {
  const search = searchOf(viewer, line);
  if (viewer.wrap) return fitLine(highlighted(shown, wrappedSlice(shown, width, row), search), width);
  return unwrappedRow(shown, viewer.left, width, search, appearance);
}

/** A line from a cell on, cut where the room ends, with matches of the search marked; null: nothing is searched for. */
export function unwrappedRow(
  shown: ShownLine,
  left: number,
  width: number,
  search: ReturnType<typeof searchOf>,
  appearance: Appearance,
): Line {
  const goesOn = glyphsOf(appearance).goesOn;
  const isCut = shown.cells > left + width;
  const room = isCut ? width - cells(goesOn) : width;
  const slice = cellSlice(shown, left, room);
  const spans: Span[] = [
    { text: ' '.repeat(slice.lost), style: 'plain' },
    ...highlighted(shown, slice, search),
  ];
  const text = fitLine(spans, room);
  return isCut ? [...text, { text: goesOn, style: 'dim' }] : text;
}

/** What is marked: the search, else the filter. */
function searchOf({ search, piece }: LogViewer, line: LogLine) {
  const pattern = soughtPattern(search?.text || (piece?.filtered?.only ?? ''));
  if (pattern === null) return null;
  const isHere = search?.phase === 'found' && search.found === line.start;
  return { pattern, style: isHere ? 'matchHere' : 'match' } as const;
}

/** How lines of logs look, for the machine. */
export function logLookFor({ unicode }: Appearance): LineMetrics {
  return {
    rows: (line, settings, columns) =>
      settings.wrap ? wrappedRows(shownLine(line, settings, unicode), columns) : 1,
    cells: (line, settings) => shownLine(line, settings, unicode).cells,
    match: (line, settings) => {
      const pattern = soughtPattern(settings.search?.text ?? '');
      if (pattern === null) return null;
      const shown = shownLine(line, settings, unicode);
      const found = firstMatch(shown, pattern);
      if (found === null) return null;
      return {
        cell: cells(shown.text.slice(0, found.from)),
        cells: cells(shown.text.slice(found.from, found.to)),
      };
    },
  };
}
