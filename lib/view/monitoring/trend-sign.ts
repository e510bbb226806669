import type { Trend } from '../../model/monitoring/columns.js';
import type { ViewContext } from '../context.js';

/** Whether a figure is above or below its average, as a sign; a blank where that isn't known. */
export function trendSign(way: Trend | null, context: Pick<ViewContext, 'glyphs'>): string {
  const { up, down } = context.glyphs;
  switch (way) {
    case 'up':
      return up;
    case 'down':
      return down;
    case 'level':
      return '=';
    case null:
      return ' ';
  }
}
