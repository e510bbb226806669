import { isSameCell, isUncertain, isWide, type ScreenRow } from './screen-cells.js';

/** Cells of a row to write, from one column up to, but not including, another. */
export interface Piece {
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The cells of a row that have to be written for the terminal to show `now` where it shows `shown`. A wide
 * character is written whole, and a character of uncertain width together with the cell to its right, because it
 * may be shown in both.
 */
export function changedPieces(now: ScreenRow, shown: ScreenRow, row: number): readonly Piece[] {
  const pieces: Piece[] = [];
  let from: number | null = null;
  for (let column = 0; column <= now.length; column += 1) {
    if (column < now.length && isToWrite(now, shown, column, from !== null)) {
      from ??= column;
      continue;
    }
    if (from !== null) pieces.push({ row, from, to: column });
    from = null;
  }
  return pieces;
}

function isToWrite(now: ScreenRow, shown: ScreenRow, column: number, isBeforeWritten: boolean): boolean {
  if (!isSameCell(now[column], shown[column])) return true;
  if (isWide(now, column)) return !isSameCell(now[column + 1], shown[column + 1]);
  if (isUncertain(now, column) && !isSameCell(now[column + 1], shown[column + 1])) return true;
  return isBeforeWritten && (isUncertain(now, column - 1) || isUncertain(shown, column - 1));
}
