import blessed from 'blessed';
import type { Glyph } from './cells.js';
import { secondHalf } from './screen-cells.js';

/**
 * A blessed element that puts glyphs straight into the screen's cells. Blessed's own way from content to cells
 * counts UTF-16 units where it breaks lines, takes most emoji for one cell, drops what it can't measure, and reads
 * styles back out of the text. Its own terminal and image elements also draw this way.
 */
export class GlyphBox extends blessed.Box {
  #rows: readonly (readonly Glyph[])[] = [];

  /** Sets what the next render draws: one row of glyphs for each line of the element, as wide as it. */
  draw(rows: readonly (readonly Glyph[])[]): void {
    this.#rows = rows;
  }

  override render(): blessed.Coordinates | undefined {
    return drawGlyphs(this, this.#rows);
  }
}

/** For an element's `render`, in place of its own: puts glyphs into its cells, and returns where they are. */
export function drawGlyphs(
  element: blessed.Element,
  rows: readonly (readonly Glyph[])[],
): blessed.Coordinates | undefined {
  const place = element._getCoords(true);
  element.lpos = place;
  if (place === undefined) return undefined;
  for (const [index, row] of rows.entries()) {
    const y = place.yi + index;
    if (y < place.yl) drawRow(element.screen.lines[y], row, place);
  }
  return place;
}

function drawRow(
  cells: blessed.CellRow | undefined,
  row: readonly Glyph[],
  { xi, xl }: blessed.Coordinates,
): void {
  if (cells === undefined) return;
  const end = Math.min(xl, cells.length);
  let x = xi;
  // Where it covers one half of a wide character, the other half can't stay.
  if (cells[xi]?.[1] === secondHalf) blank(cells, xi - 1);
  for (const { text, width, attribute } of row) {
    if (x + width > end) {
      // Half of a wide character can't be shown.
      if (x < end) put(cells, x, attribute, ' ');
      break;
    }
    put(cells, x, attribute, text);
    if (width === 2) put(cells, x + 1, attribute, secondHalf);
    x += width;
  }
  if (cells[x]?.[1] === secondHalf) blank(cells, x);
}

function put(cells: blessed.CellRow, x: number, attribute: number, text: string): void {
  const cell = cells[x];
  if (cell === undefined || (cell[0] === attribute && cell[1] === text)) return;
  cell[0] = attribute;
  cell[1] = text;
  cells.dirty = true;
}

function blank(cells: blessed.CellRow, x: number): void {
  const cell = cells[x];
  if (cell !== undefined) put(cells, x, cell[0], ' ');
}
