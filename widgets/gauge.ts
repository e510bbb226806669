import type blessed from 'blessed';
import ContribGauge, { type GaugeContext } from 'blessed-contrib/lib/widget/gauge.js';
import type { GaugeProps } from '../lib/view/frame.js';
import { cellsFor, fitted, type Glyph, glyphsOf, type WidthOf } from './cells.js';
import { GlyphWidget, unplaced } from './glyph-widget.js';
import type { Theme } from './theme.js';

/** Columns of its canvas that contrib's gauge never fills. */
const margin = 3;

/**
 * What the gauge draws on, in place of its own canvas, which takes its size once and for all, draws into the third
 * and fourth row only, and makes a bar of 99.9 % look full. All we need from it is how far the gauge means to fill
 * the bar.
 */
class Reach implements GaugeContext {
  strokeStyle = '';
  fillStyle = '';
  cells = 0;

  clearRect(): void {
    this.cells = 0;
  }

  fillRect(_left: number, _top: number, width: number): void {
    this.cells = width;
  }
}

/**
 * A bar with its figure at the right. The figure should be padded: one that changes its width would move the end of the
 * bar. In more than one row, the figure is in the middle one.
 */
export class Gauge extends GlyphWidget<GaugeProps> {
  readonly #gauge: ContribGauge;
  readonly #reach = new Reach();
  readonly #theme: Theme;
  readonly #widthOf: WidthOf;
  readonly #signs: { readonly full: string; readonly rest: string };

  constructor(screen: blessed.Screen, theme: Theme, widthOf: WidthOf, unicode: boolean) {
    // Given its parent from the start it never hears 'attach', and so makes no canvas.
    const gauge = new ContribGauge({ screen, parent: screen, ...unplaced, showLabel: false });
    super(gauge);
    gauge.ctx = this.#reach;
    this.#gauge = gauge;
    this.#theme = theme;
    this.#widthOf = widthOf;
    this.#signs = unicode ? { full: '█', rest: '░' } : { full: '#', rest: '-' };
  }

  protected override rowsOf({ share, label, style }: GaugeProps, width: number, height: number): Glyph[][] {
    const labelCells = cellsFor(label, this.#widthOf);
    // A figure cut in half would be a wrong figure.
    const isLabelled = labelCells > 0 && labelCells <= width;
    const barCells = isLabelled ? Math.max(0, width - labelCells - 1) : width;
    const filled = this.#filled(share, barCells);
    const full: Glyph = { text: this.#signs.full, width: 1, attribute: this.#theme(style) };
    const rest: Glyph = { text: this.#signs.rest, width: 1, attribute: this.#theme('barRest') };
    const bar = Array.from({ length: barCells }, (_, cell) => (cell < filled ? full : rest));
    const middle = Math.floor((height - 1) / 2);
    return Array.from({ length: height }, (_, row) => {
      const figure = isLabelled && row === middle ? this.#figure(label, labelCells, barCells) : [];
      return fitted([...bar, ...figure], width, this.#theme);
    });
  }

  #figure(label: string, labelCells: number, barCells: number): Glyph[] {
    const gap = barCells > 0 ? 1 : 0;
    const line = [{ text: ' '.repeat(gap) + label, style: 'plain' } as const];
    return glyphsOf(line, gap + labelCells, this.#theme, this.#widthOf);
  }

  /** Cells in proportion to the share: all of them only at 100 %, and none only at 0. */
  #filled(share: number, cells: number): number {
    const known = Number.isNaN(share) ? 0 : Math.min(1, Math.max(0, share));
    this.#gauge.canvasSize = { width: cells + margin, height: 1 };
    // The gauge takes values below 1.001 for fractions and others for percentages. We always pass a fraction.
    this.#gauge.setPercent(known);
    const reached = Math.round(this.#reach.cells);
    if (known === 0 || known === 1) return reached;
    return Math.min(Math.max(reached, 1), cells - 1);
  }
}
