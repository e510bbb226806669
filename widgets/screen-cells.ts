import { plainAttribute } from './style-bytes.js';

/** A cell as blessed keeps it: its attribute, and its text. */
export type ScreenCell = readonly [attribute: number, text: string];
/** A row of them. */
export type ScreenRow = readonly ScreenCell[];

/** The text of the second half of a wide character, which is written with the first. */
export const secondHalf = '';

/** A row of blanks, as a cleared terminal has it. */
export function blankRow(columns: number): ScreenRow {
  return Array.from({ length: columns }, (): ScreenCell => [plainAttribute, ' ']);
}

/** Whether two cells show the same text with the same attribute. */
export function isSameCell(one: ScreenCell | undefined, other: ScreenCell | undefined): boolean {
  return one?.[0] === other?.[0] && one?.[1] === other?.[1];
}

/** Whether a cell is as if it had been erased. */
export function isErased([attribute, text]: ScreenCell): boolean {
  return text === ' ' && attribute === plainAttribute;
}

/** Whether a wide character begins in this cell. */
export function isWide(row: ScreenRow, column: number): boolean {
  return row[column + 1]?.[1] === secondHalf;
}

/** Wide characters about whose width all terminals agree: kana, ideographs of the first plane, hangul. */
const agreedWide = /^[\u3041-\u3096\u30a1-\u30fa\u3400-\u4db5\u4e00-\u9fa5\uac00-\ud7a3]$/;

/** Whether the terminal may give the text of a cell another width than we do. */
export function isUncertain(row: ScreenRow, column: number): boolean {
  const text = row[column]?.[1] ?? ' ';
  return isWide(row, column) ? !agreedWide.test(text) : text.length > 1;
}
