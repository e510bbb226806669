import type blessed from 'blessed';
import ContribGauge, { type GaugeContext } from 'blessed-contrib/lib/widget/gauge.js';
import type { GaugeProps } from '../lib/view/frame.js';
import { cellsFor, fitted, type Glyph, glyphsOf, type WidthOf } from './cells.js';
import { GlyphWidget, unplaced } from './glyph-widget.js';
import type { Theme } from './theme.js';

/** Columns of its canvas that contrib's gauge never fills. */
const margin = 3;

/**
 * What the gauge draws on, in place of its own canvas. That one takes its size once for all, draws into the third and
 * fourth row only, and leaves a bar of 99.9 % looking full. What counts is how far the gauge means to fill it.
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
 * A bar with its figure at the right. A figure that changes its width moves the end of the bar, so it should be
 * padded. In more than one row, the figure stands in the middle one.
 */
export class Gauge extends GlyphWidget<GaugeProps> {
  readonly #gauge: ContribGauge;
  readonly #reach = new Reach();
  readonly #theme: Theme;
  readonly #widthOf: WidthOf;
  readonly #signs: { readonly full: string; readonly rest: string };

  constructor(screen: blessed.Screen, theme: Theme, widthOf: WidthOf, unicode: boolean) {
    // With its parent from the start it hears no 'attach', and makes no canvas.
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
    // Half a figure would be a false one.
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

  /** In proportion; all cells only when all is done, and none only when nothing is. */
  #filled(share: number, cells: number): number {
    const known = Number.isNaN(share) ? 0 : Math.min(1, Math.max(0, share));
    this.#gauge.canvasSize = { width: cells + margin, height: 1 };
    // It takes what is under 1.001 for a fraction and the rest for a percentage. A fraction is what it always gets.
    this.#gauge.setPercent(known);
    const reached = Math.round(this.#reach.cells);
    if (known === 0 || known === 1) return reached;
    return Math.min(Math.max(reached, 1), cells - 1);
  }
}
