import { changedPieces, type Piece } from './changed-pieces.js';
import { erasing, type Pen, type Stroke, writing } from './pen.js';
import { blankRow, isErased, isSameCell, isUncertain, type ScreenRow, secondHalf } from './screen-cells.js';
import { plainAttribute } from './style-bytes.js';

/** Something that is drawn in one row, wherever the pen was before. */
export interface Item {
  readonly row: number;
  readonly draw: (pen: Pen) => Stroke;
}

/** With fewer blanks to be written, erasing is never shorter. */
const fewBlanks = 8;

/** What has to be drawn in a row for the terminal to show `now` where it shows `shown`; in any order. */
export function rowPlan(now: ScreenRow, shown: ScreenRow, row: number, stepwise: boolean): readonly Item[] {
  const pieces = joined(changedPieces(now, shown, row), now, stepwise);
  const items = pieces.map((piece) => ({ row, draw: (pen: Pen) => writing(pen, now, piece, stepwise) }));
  const place = erasable(now, shown);
  if (place === null) return items;
  const left = pieces.flatMap(({ from, to }) =>
    from < place ? [{ row, from, to: Math.min(to, place) }] : [],
  );
  const blanks = [...now.slice(0, place), ...blankRow(now.length - place)];
  const right = joined(changedPieces(now, blanks, row), now, stepwise);
  const erased = [
    ...left.map((piece) => (pen: Pen) => writing(pen, now, piece, stepwise)),
    (pen: Pen) => erasing(pen, { row, column: place }),
    ...right.map((piece) => (pen: Pen) => writing(pen, now, piece, stepwise)),
  ];
  const whole = { row, draw: (pen: Pen) => drawn(erased, pen) };
  const atStart = { cursor: { row, column: 0 }, attribute: plainAttribute };
  const length = (draws: readonly Item['draw'][]) => Buffer.byteLength(drawn(draws, atStart).bytes);
  return length([whole.draw]) < length(items.map(({ draw }) => draw)) ? [whole] : items;
}

/** Draws all of these, one after the other, from a pen. */
export function drawn(draws: readonly Item['draw'][], pen: Pen): Stroke {
  const bytes: string[] = [];
  for (const draw of draws) {
    const stroke = draw(pen);
    bytes.push(stroke.bytes);
    ({ pen } = stroke);
  }
  return { bytes: bytes.join(''), pen };
}

/** Joins pieces where writing what is between them is no longer than stepping over it. */
function joined(pieces: readonly Piece[], now: ScreenRow, stepwise: boolean): readonly Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    const both = last && { ...last, to: piece.to };
    if (last && both && isShorter(last, piece, both, now, stepwise)) result[result.length - 1] = both;
    else result.push(piece);
  }
  return result;
}

/** A step over cells takes at most this many bytes. */
const longestStep = 6;

function isShorter(last: Piece, piece: Piece, both: Piece, now: ScreenRow, stepwise: boolean): boolean {
  if (piece.from - last.to > longestStep) return false;
  // From the last cell of the one to the first of the other, the rest being the same.
  let from = last.to - 1;
  while (from > last.from && now[from]?.[1] === secondHalf) from -= 1;
  const before: Pen = { cursor: { row: last.row, column: from }, attribute: now[from]?.[0] ?? null };
  const over = writing(before, now, { ...both, from }, stepwise);
  const step = drawn(
    [(pen) => writing(pen, now, { ...last, from }, stepwise), (pen) => writing(pen, now, piece, stepwise)],
    before,
  );
  return Buffer.byteLength(over.bytes) <= Buffer.byteLength(step.bytes);
}

/**
 * The column from which the row may be erased: the beginning of the run of blanks in which most have to be drawn. Null
 * if there is none, or if the character before it may cover a part of it.
 */
function erasable(now: ScreenRow, shown: ScreenRow): number | null {
  let best: { readonly from: number; readonly count: number } | null = null;
  let from: number | null = null;
  let count = 0;
  for (const [column, cell] of now.entries()) {
    if (!isErased(cell)) [from, count] = [null, 0];
    else if (!isSameCell(cell, shown[column])) {
      from ??= column;
      count += 1;
      if (count > fewBlanks && count > (best?.count ?? 0)) best = { from, count };
    }
  }
  return best !== null && !isUncertain(now, best.from - 1) ? best.from : null;
}
