import type { Piece } from './changed-pieces.js';
import { type Cursor, moveBytes, type Position } from './cursor-bytes.js';
import { isUncertain, type ScreenRow, secondHalf } from './screen-cells.js';
import { plainAttribute, styleBytes } from './style-bytes.js';

/** The terminal's state: where its cursor is, and with which attribute it writes; null where that is unknown. */
export interface Pen {
  readonly cursor: Cursor;
  readonly attribute: number | null;
}

/** What is written, and the pen afterwards. */
export interface Stroke {
  readonly bytes: string;
  readonly pen: Pen;
}

/** A pen of which nothing is known. */
export const unknownPen: Pen = { cursor: null, attribute: null };

/** Clears the screen, in the terminal's own colours. */
export function clearing(): Stroke {
  return { bytes: '\x1b[m\x1b[H\x1b[2J', pen: { cursor: { row: 0, column: 0 }, attribute: plainAttribute } };
}

/**
 * Goes to a cell and erases from there to the end of its row, without a style: terminals differ in what colour
 * they erase with.
 */
export function erasing(pen: Pen, at: Position): Stroke {
  const style = styleBytes(pen.attribute, plainAttribute, false);
  return {
    bytes: `${moveBytes(pen.cursor, at)}${style}\x1b[K`,
    pen: { cursor: at, attribute: plainAttribute },
  };
}

/** Goes to the first cell of a piece and writes its cells; `stepwise` as in {@link styleBytes}. */
export function writing(pen: Pen, cells: ScreenRow, { row, from, to }: Piece, stepwise: boolean): Stroke {
  let bytes = '';
  let { attribute } = pen;
  /** The column that the cursor is in; null: somewhere in the row; undefined: where it was. */
  let at: number | null | undefined;
  const cursor = () => (at === undefined ? pen.cursor : cursorAt(row, at, cells.length));
  const put = (column: number, its: number, text: string, width: number) => {
    if (at !== column) bytes += moveBytes(cursor(), { row, column });
    if (its !== attribute) bytes += styleBytes(attribute, its, stepwise);
    bytes += text;
    attribute = its;
    at = column + width;
  };
  for (let column = from; column < to; column += 1) {
    const cell = cells[column];
    if (cell === undefined || cell[1] === secondHalf) continue;
    const [its, text] = cell;
    const next = cells[column + 1];
    const uncertain = isUncertain(cells, column);
    if (next?.[1] === secondHalf) {
      // Where the terminal draws it in one cell, the other is blank.
      if (uncertain) put(column, its, '  ', 2);
      put(column, its, text, 2);
    } else if (uncertain && next?.[1] === ' ' && column + 1 < to) {
      // Where the terminal draws it in two cells, a blank may not cover half of it.
      put(column + 1, next[0], ' ', 1);
      put(column, its, text, 1);
      column += 1;
    } else put(column, its, text, 1);
    if (uncertain) at = column + 1 < cells.length ? null : cells.length;
  }
  return { bytes, pen: { cursor: cursor(), attribute } };
}

/** At a row's end terminals differ: the cursor may be on the last cell, or already past it. */
function cursorAt(row: number, column: number | null, columns: number): Cursor {
  return column === null || column < columns ? { row, column } : null;
}
