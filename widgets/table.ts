import type blessed from 'blessed';
import ContribTable from 'blessed-contrib/lib/widget/table.js';
import type { Line, TableProps } from '../lib/view/frame.js';
import { fitted, type Glyph, glyphsOf, type WidthOf } from './cells.js';
import { GlyphWidget, unplaced } from './glyph-widget.js';
import type { Theme } from './theme.js';

/** Contrib adds one blank fewer than it is told to. */
const spacing = 2;

/**
 * The cells of one row as a text with one UTF-16 unit for each, because contrib counts units. Private-use
 * characters stand for the glyphs, so the text of a cell is never measured, cut, or parsed for tags.
 */
class Units {
  static readonly #first = 0xe000;
  readonly #glyphs: (Glyph | null)[] = [];

  write(glyphs: readonly Glyph[]): string {
    return glyphs.map((glyph) => this.#unit(glyph) + (glyph.width === 2 ? this.#unit(null) : '')).join('');
  }

  /** The glyphs that a text stands for; whatever contrib has put between them becomes blank. */
  read(text: string, blank: Glyph): Glyph[] {
    return Array.from(text, (_, index) => {
      const glyph = this.#glyphs[text.charCodeAt(index) - Units.#first];
      return glyph === undefined ? blank : glyph;
    }).filter((glyph) => glyph !== null);
  }

  #unit(glyph: Glyph | null): string {
    this.#glyphs.push(glyph);
    return String.fromCharCode(Units.#first + this.#glyphs.length - 1);
  }
}

/** A header, and rows in columns. */
export class Table extends GlyphWidget<TableProps> {
  readonly #table: ContribTable;
  readonly #theme: Theme;
  readonly #widthOf: WidthOf;

  constructor(screen: blessed.Screen, theme: Theme, widthOf: WidthOf) {
    const columns = { columnWidth: [], columnSpacing: spacing };
    const table = new ContribTable({ screen, parent: screen, ...unplaced, ...columns, interactive: false });
    super(table);
    this.#table = table;
    this.#theme = theme;
    this.#widthOf = widthOf;
  }

  protected override rowsOf(props: TableProps, width: number, height: number): Glyph[][] {
    const columns = columnsWithin(width, props.widths);
    const header: Line = props.header.map((text) => ({ text, style: 'strong' }));
    const lines = [header, ...props.rows].slice(0, height);
    const units = lines.map(() => new Units());
    const [titles = [], ...data] = lines.map((line, row) =>
      columns.map((cells, column) => {
        const cell = line[column];
        return units[row]?.write(glyphsOf(cell ? [cell] : [], cells, this.#theme, this.#widthOf)) ?? '';
      }),
    );
    const laid = this.#lay(titles, data, columns);
    const blank: Glyph = { text: ' ', width: 1, attribute: this.#theme('plain') };
    return Array.from({ length: height }, (_, row) =>
      fitted(units[row]?.read(laid[row] ?? '', blank) ?? [], width, this.#theme),
    );
  }

  /**
   * Contrib's own lines, header first. Contrib would draw them in different columns, with a blank line between.
   */
  #lay(
    headers: readonly string[],
    data: readonly (readonly string[])[],
    columnWidth: readonly number[],
  ): string[] {
    this.#table.options.columnWidth = columnWidth;
    // Blessed never frees a list's item completely, so the number of items never shrinks.
    const spare = Array.from({ length: this.#table.rows.items.length - data.length }, () => []);
    this.#table.setData({ headers, data: [...data, ...spare] });
    return [this.#table.content, ...this.#table.rows.items.map((item) => item.content)];
  }
}

/** The columns that are on the screen, each at most as wide as the table. */
function columnsWithin(width: number, widths: readonly number[]): number[] {
  const columns: number[] = [];
  let left = 0;
  for (const cells of widths) {
    if (left >= width) break;
    const column = Math.min(width, Math.max(0, Math.floor(cells) || 0));
    columns.push(column);
    left += column + spacing - 1;
  }
  return columns;
}
