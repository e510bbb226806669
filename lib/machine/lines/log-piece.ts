import type { LogLine, LogPiece } from '../../model/log.js';
import type { LogTop } from '../state/log-viewer.js';

/** A row of a piece: the index of its line, and the index of the row within the line. */
export interface Position {
  readonly index: number;
  readonly row: number;
}

/** How many rows a line takes; at least 1. */
export type RowsOf = (line: LogLine) => number;

/** Whether a piece holds the end of the log. */
export function reachesEnd(piece: LogPiece): boolean {
  return (piece.filtered?.to ?? piece.lines.at(-1)?.end ?? 0) >= piece.size;
}

/** Whether a piece holds the beginning of the log. */
export function reachesStart(piece: LogPiece): boolean {
  return (piece.filtered?.from ?? piece.lines[0]?.start ?? 0) === 0;
}

/**
 * Where a row stands in a piece; null where the piece doesn't hold it. Past the log's end, the last line is taken;
 * for a line that isn't shown, the next one that is.
 */
export function positionOf(piece: LogPiece, { offset, row }: LogTop, rowsOf: RowsOf): Position | null {
  const wanted = Math.min(offset, Math.max(0, piece.size - 1));
  const { filtered } = piece;
  const isHeld =
    filtered === null
      ? wanted >= (piece.lines[0]?.start ?? 0)
      : wanted >= filtered.from && wanted < filtered.to;
  const next = isHeld ? piece.lines.findIndex((line) => wanted < line.end) : -1;
  const isPastLast = isHeld && next < 0 && filtered !== null && reachesEnd(piece);
  const index = isPastLast ? piece.lines.length - 1 : next;
  const line = piece.lines[index];
  if (line === undefined) return null;
  // If it isn't the line that was meant, its first row is as good as any.
  return {
    index,
    row: wanted === offset && wanted >= line.start && wanted < line.end ? Math.min(row, rowsOf(line) - 1) : 0,
  };
}

/** The position nearest to a row that a piece doesn't hold. The piece must have lines. */
export function nearestPosition(piece: LogPiece, { offset }: LogTop): Position {
  const isBefore = offset < (piece.lines[0]?.start ?? 0);
  return { index: isBefore ? 0 : piece.lines.length - 1, row: 0 };
}

/** The row at a position, to be found again in any piece. */
export function topOf(piece: LogPiece, { index, row }: Position): LogTop {
  return { offset: piece.lines[index]?.start ?? 0, row };
}

/** Whether a position is below another. */
export function isBelow(one: Position, other: Position): boolean {
  return one.index > other.index || (one.index === other.index && one.row > other.row);
}

/** The position `by` rows further on, within the piece, and how many rows were left over at the piece's end. */
export function moved(
  piece: LogPiece,
  from: Position,
  by: number,
  rowsOf: RowsOf,
): { readonly position: Position; readonly rest: number } {
  const { lines } = piece;
  const rowsAt = (index: number) => {
    const line = lines[index];
    return line === undefined ? 0 : rowsOf(line);
  };
  let { index, row } = from;
  let rest = by;
  while (rest > 0) {
    const below = rowsAt(index) - 1 - row;
    if (rest <= below) return { position: { index, row: row + rest }, rest: 0 };
    if (index === lines.length - 1) return { position: { index, row: row + below }, rest: rest - below };
    rest -= below + 1;
    index += 1;
    row = 0;
  }
  while (rest < 0) {
    if (-rest <= row) return { position: { index, row: row + rest }, rest: 0 };
    if (index === 0) return { position: { index, row: 0 }, rest: rest + row };
    rest += row + 1;
    index -= 1;
    row = rowsAt(index) - 1;
  }
  return { position: { index, row }, rest: 0 };
}

/** Rows from one position to one that isn't above it; counted no further than `limit`. */
export function rowsBetween(
  piece: LogPiece,
  from: Position,
  to: Position,
  rowsOf: RowsOf,
  limit: number,
): number {
  let rows = to.row - from.row;
  for (let index = from.index; index < to.index && rows - to.row < limit; index += 1) {
    const line = piece.lines[index];
    rows += line === undefined ? 0 : rowsOf(line);
  }
  return Math.min(rows, limit);
}

/** The position at the top of a screen whose last line shows the piece's last row. */
export function lowestTop(piece: LogPiece, screenLines: number, rowsOf: RowsOf): Position {
  const last = piece.lines.at(-1);
  const end: Position = {
    index: piece.lines.length - 1,
    row: last === undefined ? 0 : rowsOf(last) - 1,
  };
  return moved(piece, end, 1 - screenLines, rowsOf).position;
}
