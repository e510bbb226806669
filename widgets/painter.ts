import { clearing, type Pen, type Stroke, unknownPen } from './pen.js';
import { drawn, type Item, rowPlan } from './row-plan.js';
import type { ScreenRow } from './screen-cells.js';

/** A row to show, and whether it may differ from what is shown. */
export interface DrawnRow extends ScreenRow {
  dirty: boolean;
}

/** With more items than this, no better order is searched for: the picture is drawn from top to bottom. */
const mostOrdered = 24;
/** How many beginnings of an order are followed: several for few items, else only the shortest. */
const beginnings = (items: number) => (items <= 8 ? 8 : 1);

/**
 * Writes what turns one picture into the next, in few bytes. It knows where it left the cursor and the colours of
 * the terminal, to which nobody else draws; a caller that does so has everything drawn again (`clear`).
 */
export class Painter {
  readonly #stepwise: boolean;
  #pen: Pen = unknownPen;

  /** `stepwise`: the terminal can turn off one of several styles. */
  constructor(stepwise: boolean) {
    this.#stepwise = stepwise;
  }

  /** Bytes that clear the screen. */
  clear(): string {
    return this.#apply(clearing());
  }

  /**
   * Bytes after which a terminal that shows the cells of `shown` shows those of `now`. Rows have the same length in
   * both.
   */
  paint(now: readonly DrawnRow[], shown: readonly ScreenRow[]): string {
    const items = now.flatMap((row, y) => (row.dirty ? rowPlan(row, shown[y] ?? [], y, this.#stepwise) : []));
    const fromTop = drawn(
      items.map(({ draw }) => draw),
      this.#pen,
    );
    if (items.length > mostOrdered) return this.#apply(fromTop);
    const ordered = inBestOrder(items, this.#pen);
    return this.#apply(ordered.bytes.length < fromTop.bytes.length ? ordered : fromTop);
  }

  #apply({ bytes, pen }: Stroke): string {
    this.#pen = pen;
    return bytes;
  }
}

/** Some items drawn, and which are left. */
interface Beginning extends Stroke {
  readonly left: readonly Item[];
  /** Bytes beyond those of the items themselves. */
  readonly excess: number;
}

/**
 * Draws the items in an order that takes few bytes: first the one nearest to the pen, then the one nearest to that, and
 * so on.
 */
function inBestOrder(items: readonly Item[], pen: Pen): Stroke {
  const alone = new Map(items.map((item) => [item, item.draw(unknownPen).bytes.length]));
  let best: readonly Beginning[] = [{ bytes: '', pen, left: items, excess: 0 }];
  for (const _ of items) {
    const next = best.flatMap((beginning) =>
      beginning.left.map((item): Beginning => {
        const { bytes, pen } = item.draw(beginning.pen);
        return {
          bytes: beginning.bytes + bytes,
          pen,
          left: beginning.left.filter((other) => other !== item),
          excess: beginning.excess + bytes.length - (alone.get(item) ?? 0),
        };
      }),
    );
    best = next.sort((one, other) => one.excess - other.excess).slice(0, beginnings(items.length));
  }
  return best[0] ?? { bytes: '', pen };
}
