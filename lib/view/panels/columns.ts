import type { Part } from '../text/line.js';

/**
 * A column of a panel of rows at the right, which screen, text and JSON share. `S`: what a cell depends on besides its
 * row; `J`: the same for JSON.
 */
export interface Column<Row, S, J = S> {
  /** Its heading. */
  readonly title?: string | ((shown: S) => string);
  /** The heading is left out where room is short. */
  readonly isTitleOptional?: true;
  /** How many cells it takes, 0: it is left out. Absent: as many as its text. */
  readonly cells?: number | ((rows: readonly Row[], shown: S) => number);
  /** On screens with fewer columns it is left out. */
  readonly least?: number;
  /** What is between it and the column before; absent: two blanks. */
  readonly before?: string;
  /** What a row has there, before it is aligned at the right; null: nothing. */
  readonly cell?: (row: Row, shown: S) => Omit<Part, 'before'> | null;
  /** What it is in JSON: fields by their names. A column without a cell is in JSON alone. */
  readonly fields?: (row: Row, shown: J) => object;
}

/** The columns that there is room for: their headings, and what a row has there. */
export function columnsFor<Row, S extends { readonly columns: number }>(
  all: readonly Omit<Column<Row, S>, 'fields'>[],
  rows: readonly Row[],
  shown: S,
): { readonly titles: readonly Part[]; readonly partsOf: (row: Row) => readonly Part[] } {
  const there = all.flatMap(({ cell, cells = null, least = 0, ...column }) => {
    const width = typeof cells === 'function' ? cells(rows, shown) : cells;
    return cell === undefined || width === 0 || shown.columns < least ? [] : [{ ...column, cell, width }];
  });
  const aligned = (
    parts: readonly ({ readonly part: Omit<Part, 'before'> | null } & (typeof there)[number])[],
  ) =>
    parts
      .flatMap(({ part, width, before }) => (part === null ? [] : [{ part, width, before }]))
      .map(
        ({ part, width, before = '  ' }, index): Part => ({
          ...part,
          text: part.text.padStart(width ?? 0),
          ...(index > 0 && { before }),
        }),
      );
  const titleOf = ({ title, isTitleOptional }: (typeof there)[number]): Omit<Part, 'before'> | null => {
    if (title === undefined) return null;
    const text = typeof title === 'function' ? title(shown) : title;
    return { text, style: 'dim', ...(isTitleOptional && { optional: true }) };
  };
  return {
    titles: aligned(there.map((column) => ({ ...column, part: titleOf(column) }))),
    partsOf: (row) => aligned(there.map((column) => ({ ...column, part: column.cell(row, shown) }))),
  };
}
