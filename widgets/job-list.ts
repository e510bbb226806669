import blessed from 'blessed';
import type { Line, ListProps, Rect } from '../lib/view/frame.js';
import { areSameLines, glyphsOf, type WidthOf } from './cells.js';
import { GlyphBox } from './glyph-box.js';
import { emphasized, reversed, type Theme } from './theme.js';
import { isSameRect, type Widget } from './widget.js';

/**
 * A blessed list whose items are glyphs. Its own selection is off: it can select one line, and a job has up to
 * three.
 */
class GlyphList extends blessed.List {
  override createItem(): GlyphBox {
    return new GlyphBox({ screen: this.screen, left: 0, top: 0, right: 0, height: 1 });
  }

  /**
   * Renders the items only: the list's own blanks below them would cut wide characters in half before an item
   * could see them.
   */
  override render(): blessed.Coordinates | undefined {
    const place = this._getCoords(true);
    this.lpos = place;
    if (place !== undefined) for (const item of this.items) item.render();
    return place;
  }
}

/**
 * The visible lines of the job list, one item each. Blessed never frees an item completely, so surplus ones are
 * hidden, and there are never more than the tallest screen so far had rows.
 */
export class JobList implements Widget<ListProps> {
  readonly #list: GlyphList;
  readonly #theme: Theme;
  readonly #widthOf: WidthOf;
  #props: ListProps | null = null;
  #rect: Rect | null = null;

  constructor(screen: blessed.Screen, theme: Theme, widthOf: WidthOf) {
    const options = { left: 0, top: 0, width: 0, height: 0, hidden: true, interactive: false };
    this.#list = new GlyphList({ screen, parent: screen, ...options });
    this.#theme = theme;
    this.#widthOf = widthOf;
  }

  update(props: ListProps | null): boolean {
    if (isSameList(this.#props, props)) return false;
    this.#props = props;
    if (props === null) this.#list.hide();
    else {
      this.#list.show();
      this.#fill();
    }
    return true;
  }

  place(rect: Rect): boolean {
    if (isSameRect(this.#rect, rect)) return false;
    this.#rect = rect;
    Object.assign(this.#list.position, rect);
    this.#fill();
    return true;
  }

  destroy(): void {
    this.#list.destroy();
  }

  #fill(): void {
    const { width, height } = this.#rect ?? { width: 0, height: 0 };
    while (this.#list.items.length < height) this.#list.add('');
    for (const [row, item] of this.#list.items.entries()) {
      if (row >= height) item.hide();
      else {
        item.show();
        if (item instanceof GlyphBox) item.draw([this.#glyphs(this.#props?.lines[row] ?? [], row, width)]);
      }
    }
  }

  #glyphs(line: Line, row: number, width: number) {
    const selected = this.#props?.selected ?? null;
    const isSelected = selected !== null && row >= selected.from && row < selected.from + selected.count;
    const selectedLook = row === selected?.from ? reversed : emphasized;
    const theme: Theme = isSelected ? (style) => selectedLook(this.#theme(style)) : this.#theme;
    return glyphsOf(line, width, theme, this.#widthOf);
  }
}

function isSameList(one: ListProps | null, other: ListProps | null): boolean {
  if (one === null || other === null) return one === other;
  return (
    one.selected?.from === other.selected?.from &&
    one.selected?.count === other.selected?.count &&
    areSameLines(one.lines, other.lines)
  );
}
