import type blessed from 'blessed';
import ContribSparkline from 'blessed-contrib/lib/widget/sparkline.js';
import type { SparklineProps } from '../lib/view/frame.js';
import { fitted, type Glyph } from './cells.js';
import { GlyphWidget, unplaced } from './glyph-widget.js';
import type { Theme } from './theme.js';

const tickSigns = '▁▂▃▄▅▆▇█';
/** A character for each tick. The full one stands for the full tick only. */
const asciiTicks = '__..-==#';
const tickCount = tickSigns.length;

/**
 * Contrib scales a curve from its least to its greatest point, in 32-bit integers: fractions become 0, and ten
 * million overflows. So it is given steps that are already scaled, preceded by these two points, which fix its
 * scale.
 */
const pins = [0, tickCount - 1];
/** Contrib leaves room for a border, which ours hasn't. */
const borders = 2;

/** Contrib draws as many points as it is wide; ours needs room for the pins too. */
class PinnedSparkline extends ContribSparkline {
  override get width(): number {
    return super.width + borders + pins.length;
  }

  /** The ticks of each curve. */
  ticks(curves: readonly (readonly number[])[]): string[] {
    this.setData(
      curves.map(() => ''),
      curves.map((steps) => [...pins, ...steps]),
    );
    // A blank line, and then for each curve its title, its ticks and a blank line.
    const lines = this.content.split('\r\n');
    return curves.map((_, index) => (lines[3 * index + 2] ?? '').slice(pins.length));
  }
}

/** A curve of blocks in eighths of a row. Where a value is unknown or not a number, the column stays blank. */
export class Sparkline extends GlyphWidget<SparklineProps> {
  readonly #sparkline: PinnedSparkline;
  readonly #theme: Theme;
  readonly #signs: string;

  constructor(screen: blessed.Screen, theme: Theme, unicode: boolean) {
    const sparkline = new PinnedSparkline({ screen, parent: screen, ...unplaced });
    super(sparkline);
    this.#sparkline = sparkline;
    this.#theme = theme;
    this.#signs = unicode ? tickSigns : asciiTicks;
  }

  protected override rowsOf(
    { values, from, style }: SparklineProps,
    width: number,
    height: number,
  ): Glyph[][] {
    const newest = values.slice(-width);
    const heights = heightsOf(newest, from, height * tickCount);
    // From the top: how many eighths of this row a column fills.
    const rows = Array.from({ length: height }, (_, row) =>
      heights.map((eighths) => Math.min(tickCount, Math.max(0, eighths - (height - 1 - row) * tickCount))),
    );
    const ticks = this.#sparkline.ticks(
      rows.map((row) => row.filter((eighths) => eighths > 0).map((eighths) => eighths - 1)),
    );
    const attribute = this.#theme(style);
    const blank: Glyph = { text: ' ', width: 1, attribute: this.#theme('plain') };
    const before = Array.from({ length: width - newest.length }, () => blank);
    return rows.map((row, index) => {
      const drawn = [...(ticks[index] ?? '')].values();
      const columns = row.map((eighths): Glyph => {
        const tick = eighths > 0 ? drawn.next().value : undefined;
        return tick === undefined ? blank : { text: this.#sign(tick), width: 1, attribute };
      });
      return fitted([...before, ...columns], width, this.#theme);
    });
  }

  #sign(tick: string): string {
    return this.#signs[tickSigns.indexOf(tick)] ?? ' ';
  }
}

/**
 * Each value as a height from 1, the least or `from`, to `most`, the greatest; 0 where there is none. If all are the same,
 * all get the least height.
 */
function heightsOf(
  values: readonly (number | null)[],
  from = Number.POSITIVE_INFINITY,
  most: number,
): number[] {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
  // Halved, because the difference of two numbers may overflow.
  const least = Math.min(from, ...known) / 2;
  const range = Math.max(...known) / 2 - least;
  return values.map((value) => {
    if (value === null || !Number.isFinite(value)) return 0;
    return 1 + (range > 0 ? Math.round(((value / 2 - least) / range) * (most - 1)) : 0);
  });
}
