import type { StyleName } from '../lib/view/frame.js';

/** How a style looks: palette colours for each depth (16 colours use those of 8), and whether it is bold. */
export interface Look {
  readonly bold?: true;
  readonly of8?: number;
  readonly of256?: number;
}

/**
 * Colours that can be read on black and on white: of the 256, which nobody redefines, all have a contrast of 3 or
 * more to both. Of the first 8, which people do redefine, only those are used that stand out in any scheme. Nothing
 * rests on colour alone: statuses have their own glyphs.
 */
export const looks: Readonly<Record<StyleName, Look>> = {
  plain: {},
  dim: { of256: 244 },
  strong: { bold: true },
  title: { bold: true },
  border: { of256: 244 },
  key: { bold: true },
  queued: { of256: 244 },
  running: { of8: 6, of256: 33 },
  complete: { of8: 2, of256: 28 },
  failed: { bold: true, of8: 1, of256: 196 },
  cancelled: { of8: 5, of256: 133 },
  other: { of8: 5, of256: 133 },
  bar: { of8: 6, of256: 33 },
  barRest: { of256: 244 },
  path: { of256: 31 },
  error: { of8: 1, of256: 196 },
  warning: { of8: 3, of256: 136 },
  notice: { of8: 6, of256: 33 },
};

/** Blessed's attribute for a style. */
export type Theme = (style: StyleName) => number;

const BOLD = 1 << 18;
const OWN_COLOR = 0x1ff;

/** The theme for a number of colours; with none, only bold is left. */
export function themeFor(colors: number): Theme {
  return (style) => {
    const { bold, of8, of256 } = looks[style];
    const foreground = colors >= 256 ? of256 : colors >= 8 ? of8 : undefined;
    return (bold ? BOLD : 0) | ((foreground ?? OWN_COLOR) << 9) | OWN_COLOR;
  };
}

/** The same attribute on the selected job, which is told apart by its mark and by weight, not by a background. */
export function emphasized(attribute: number): number {
  return attribute | BOLD;
}
