import type { LogPiece } from '../../../model/log.js';
import {
  isBelow,
  lowestTop,
  moved,
  nearestPosition,
  type Position,
  positionOf,
  type RowsOf,
  reachesEnd,
  reachesStart,
  rowsBetween,
  topOf,
} from '../../lines/log-piece.js';
import { isOfOtherFilter, type LineMetrics, type LogMove, type LogViewer } from '../../state/log-viewer.js';

/** The viewer's part of the screen, in cells. */
interface LogScreen {
  readonly lines: number;
  readonly columns: number;
}

/** How many of the screen's lines are left above a found line, for context. */
export function linesAboveMatch(lines: number): number {
  return Math.floor(lines / 3);
}

/**
 * The viewer with its top row where the operator wants it, or as near as the piece at hand allows; the rest stays
 * in its move. The top is a row of the piece, and the screen is full as long as the piece has rows for it.
 */
export function fitViewer(viewer: LogViewer, screen: LogScreen, look: LineMetrics): LogViewer {
  const lines = Math.max(1, screen.lines);
  const fitted = refitted(viewer, Math.max(1, screen.columns));
  const { piece } = fitted;
  // A piece read before the filter was set stays on the screen until one comes that can tell where the place is
  // now.
  if (piece === null || isOfOtherFilter(fitted, piece)) return fitted;
  if (piece.lines.length === 0) return withoutLines(fitted, piece);
  const rowsOf: RowsOf = (line) => Math.max(1, Math.floor(look.rows(line, fitted, fitted.columns)) || 1);
  const lowest = lowestTop(piece, lines, rowsOf);
  if (fitted.following && reachesEnd(piece)) return { ...fitted, top: topOf(piece, lowest), move: null };
  return withSeen(carriedOut(fitted, piece, lowest, lines, rowsOf, look), piece, lines, rowsOf);
}

/** If no line matches, the place is kept for when there are matches, or all lines are shown again. */
function withoutLines(viewer: LogViewer, { filtered }: LogPiece): LogViewer {
  if (filtered === null) return { ...viewer, top: { offset: 0, row: 0 }, move: null };
  return { ...viewer, move: filtered.isDone ? null : viewer.move };
}

/** The viewer with what is on its screen counted as seen. */
function withSeen(viewer: LogViewer, piece: LogPiece, lines: number, rowsOf: RowsOf): LogViewer {
  const top = positionOf(piece, viewer.top, rowsOf);
  if (viewer.following || top === null) return viewer;
  const { position, rest } = moved(piece, top, lines, rowsOf);
  // The row after the screen's last one belongs to the first line that isn't whole there.
  const end = rest > 0 ? piece.lines.at(-1)?.end : piece.lines[position.index]?.start;
  return { ...viewer, seenTo: Math.max(viewer.seenTo, end ?? 0) };
}

function carriedOut(
  viewer: LogViewer,
  piece: LogPiece,
  lowest: Position,
  lines: number,
  rowsOf: RowsOf,
  look: LineMetrics,
): LogViewer {
  const top = positionOf(piece, viewer.top, rowsOf) ?? nearestPosition(piece, viewer.top);
  const move: LogMove = viewer.move ?? { at: topOf(piece, top), by: 0, purpose: 'stay' };
  const at = positionOf(piece, move.at, rowsOf);
  if (at === null) return { ...viewer, top: topOf(piece, isBelow(top, lowest) ? lowest : top) };
  const shown = move.purpose === 'match' ? withMatchInColumns(viewer, piece, at, look) : viewer;
  const from = move.purpose === 'match' ? matchRow(viewer, piece, at, rowsOf, look) : at;
  if (move.purpose === 'match' && hasContext(piece, top, from, lines, rowsOf)) {
    return { ...shown, top: topOf(piece, isBelow(top, lowest) ? lowest : top), move: null };
  }

  const { position, rest } = moved(piece, from, move.by, rowsOf);
  const isTooLow = isBelow(position, lowest);
  const landed = isTooLow ? lowest : position;
  const beyond = isTooLow ? rest + rowsBetween(piece, lowest, position, rowsOf, lines) : rest;
  const isAtEnd = reachesEnd(piece) && !isBelow(lowest, landed);
  const left = isAtEnd ? Math.min(0, beyond) : beyond;
  const owed = reachesStart(piece) ? Math.max(0, left) : left;
  const landedTop = topOf(piece, landed);
  return {
    ...shown,
    top: landedTop,
    // At the end the operator wants to see new lines, as in k9s, lnav and a terminal's own scrollback.
    following: viewer.following || (isAtEnd && move.purpose === 'scroll' && move.by > 0),
    move:
      owed === 0 ? null : { at: landedTop, by: owed, purpose: move.purpose === 'scroll' ? 'scroll' : 'stay' },
  };
}

/** At another width, the same part of a wrapped line is in another of its rows. */
function refitted(viewer: LogViewer, columns: number): LogViewer {
  const before = viewer.columns;
  if (before === columns) return viewer;
  const refit = <T extends { readonly row: number }>(at: T): T => ({
    ...at,
    row: Math.floor((at.row * before) / columns),
  });
  return {
    ...viewer,
    columns,
    top: refit(viewer.top),
    move: viewer.move && { ...viewer.move, at: refit(viewer.move.at) },
  };
}

/** The row of a found line that shows the match. */
function matchRow(
  viewer: LogViewer,
  piece: LogPiece,
  at: Position,
  rowsOf: RowsOf,
  look: LineMetrics,
): Position {
  const line = piece.lines[at.index];
  const match = line === undefined || !viewer.wrap ? null : look.match(line, viewer);
  if (line === undefined || match === null) return { index: at.index, row: 0 };
  return { index: at.index, row: Math.min(rowsOf(line) - 1, Math.floor(match.cell / viewer.columns)) };
}

/** Whether a found row is already on the screen, with some lines below it: then nothing needs to move. */
function hasContext(piece: LogPiece, top: Position, row: Position, lines: number, rowsOf: RowsOf): boolean {
  if (isBelow(top, row)) return false;
  return rowsBetween(piece, top, row, rowsOf, lines) < lines - linesAboveMatch(lines);
}

/** Scrolls sideways to a match that is out of view, and no further. */
function withMatchInColumns(viewer: LogViewer, piece: LogPiece, at: Position, look: LineMetrics): LogViewer {
  const line = piece.lines[at.index];
  const match = line === undefined || viewer.wrap ? null : look.match(line, viewer);
  if (match === null) return viewer;
  const { left, columns } = viewer;
  // The last column may hold the sign for a line that goes on.
  if (match.cell >= left && match.cell + match.cells < left + columns) return viewer;
  const fitsAtFirst = match.cell + match.cells < columns;
  return { ...viewer, left: fitsAtFirst ? 0 : Math.max(0, match.cell - Math.floor(columns / 3)) };
}
