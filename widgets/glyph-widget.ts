import { isDeepStrictEqual } from 'node:util';
import type blessed from 'blessed';
import type { Rect } from '../lib/view/frame.js';
import type { Glyph } from './cells.js';
import { drawGlyphs } from './glyph-box.js';
import { isSameRect, type Widget } from './widget.js';

/** The geometry of an element that has no place yet. */
export const unplaced = { left: 0, top: 0, width: 0, height: 0, hidden: true } as const;

/**
 * A widget around an element that we use for its calculations only: rows of our own glyphs replace its drawing.
 */
export abstract class GlyphWidget<Props> implements Widget<Props> {
  readonly #element: blessed.Element;
  #rows: readonly (readonly Glyph[])[] = [];
  #props: Props | null = null;
  #rect: Rect = { left: 0, top: 0, width: 0, height: 0 };

  constructor(element: blessed.Element) {
    this.#element = element;
    element.render = () => drawGlyphs(element, this.#rows);
  }

  /** The widget's content: `height` rows of exactly `width` cells. */
  protected abstract rowsOf(props: Props, width: number, height: number): readonly (readonly Glyph[])[];

  update(props: Props | null): boolean {
    if (isDeepStrictEqual(props, this.#props)) return false;
    this.#props = props;
    if (props === null) this.#element.hide();
    else {
      this.#element.show();
      this.#fill(props);
    }
    return true;
  }

  place(rect: Rect): boolean {
    if (isSameRect(this.#rect, rect)) return false;
    this.#rect = rect;
    Object.assign(this.#element.position, rect);
    if (this.#props !== null) this.#fill(this.#props);
    return true;
  }

  destroy(): void {
    this.#element.destroy();
  }

  #fill(props: Props): void {
    const { width, height } = this.#rect;
    this.#rows = width > 0 && height > 0 ? this.rowsOf(props, width, height) : [];
  }
}
