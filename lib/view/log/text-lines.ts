import { reachesEnd } from '../../machine/lines/log-piece.js';
import type { LogViewer } from '../../machine/state/log-viewer.js';
import type { LogLine } from '../../model/log.js';
import { type Appearance, glyphsOf } from '../appearance.js';
import type { Line, Rect, Span } from '../frame.js';
import { blankLine, fitLine } from '../text/line.js';
import { cells } from '../text/width.js';
import { highlighted, soughtPattern } from './match.js';
import { cellSlice, type ShownLine, shownLine, wrappedRows, wrappedSlice } from './shown-line.js';

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
