import type blessed from 'blessed';
import type { Line, Rect } from '../lib/view/frame.js';
import { areSameLines, glyphsOf, type WidthOf } from './cells.js';
import { GlyphBox } from './glyph-box.js';
import type { Theme } from './theme.js';
import { isSameRect, type Widget } from './widget.js';

/** Lines in a rectangle: the border, the status bar, a panel, the footer. */
export class TextBlock implements Widget<readonly Line[]> {
  readonly #box: GlyphBox;
  readonly #theme: Theme;
  readonly #widthOf: WidthOf;
  #lines: readonly Line[] | null = null;
  #rect: Rect | null = null;

  constructor(screen: blessed.Screen, theme: Theme, widthOf: WidthOf) {
    this.#box = new GlyphBox({ screen, parent: screen, left: 0, top: 0, width: 0, height: 0, hidden: true });
    this.#theme = theme;
    this.#widthOf = widthOf;
  }

  update(lines: readonly Line[] | null): boolean {
    if (
      lines === this.#lines ||
      (lines !== null && this.#lines !== null && areSameLines(lines, this.#lines))
    ) {
      return false;
    }
    this.#lines = lines;
    if (lines === null) this.#box.hide();
    else {
      this.#box.show();
      this.#fill();
    }
    return true;
  }

  place(rect: Rect): boolean {
    if (isSameRect(this.#rect, rect)) return false;
    this.#rect = rect;
    Object.assign(this.#box.position, rect);
    this.#fill();
    return true;
  }

  destroy(): void {
    this.#box.destroy();
  }

  #fill(): void {
    const { width, height } = this.#rect ?? { width: 0, height: 0 };
    this.#box.draw(
      Array.from({ length: height }, (_, row) =>
        glyphsOf(this.#lines?.[row] ?? [], width, this.#theme, this.#widthOf),
      ),
    );
  }
}
