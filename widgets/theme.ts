import type { Line, StyleName } from '../lib/view/frame.js';

/** How a style looks: palette colours for each depth (16 colours use those of 8), and what is done to the letters. */
export interface Look {
  readonly bold?: true;
  readonly underline?: true;
  /** Foreground and background are swapped; works without colours too. */
  readonly inverse?: true;
  readonly of8?: number;
  readonly of256?: number;
}

/**
 * Colours that can be read on black and on white: those of the 256, which are hardly ever redefined, all have a
 * contrast of at least 3 to both. Of the first 8, which people do redefine, only those that stand out in any scheme are
 * used. Nothing rests on colour alone: statuses have their own glyphs.
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
  focus: { inverse: true, bold: true },
  heading: { inverse: true },
  match: { bold: true, underline: true, of8: 3, of256: 136 },
  matchHere: { bold: true, inverse: true },
  red: { of8: 1, of256: 196 },
  green: { of8: 2, of256: 28 },
  yellow: { of8: 3, of256: 136 },
  // The blue of the first 8 can't be read on black.
  blue: { of8: 6, of256: 33 },
  magenta: { of8: 5, of256: 133 },
  cyan: { of8: 6, of256: 31 },
  strongRed: { bold: true, of8: 1, of256: 196 },
  strongGreen: { bold: true, of8: 2, of256: 28 },
  strongYellow: { bold: true, of8: 3, of256: 136 },
  strongBlue: { bold: true, of8: 6, of256: 33 },
  strongMagenta: { bold: true, of8: 5, of256: 133 },
  strongCyan: { bold: true, of8: 6, of256: 31 },
};

/** Blessed's attribute for a style. */
export type Theme = (style: StyleName) => number;

const boldBit = 1 << 18;
const underlineBit = 2 << 18;
const inverseBit = 8 << 18;
const ownColor = 0x1ff;

/** The theme for a number of colours; without colours, only bold, underline and inverse are left. */
export function themeFor(colors: number): Theme {
  return (style) => {
    const { bold, underline, inverse, of8, of256 } = looks[style];
    const foreground = colors >= 256 ? of256 : colors >= 8 ? of8 : undefined;
    const flags = (bold ? boldBit : 0) | (underline ? underlineBit : 0) | (inverse ? inverseBit : 0);
    return flags | ((foreground ?? ownColor) << 9) | ownColor;
  };
}

/** The attribute with which the selected job's lines are drawn. */
export function emphasized(attribute: number): number {
  return attribute | boldBit;
}

/** The attribute on the first line of the selected job: one bar from edge to edge, in which only matches stand out. */
export function reversed(attribute: number): number {
  return emphasized((attribute & underlineBit) | inverseBit | (ownColor << 9) | ownColor);
}

/** Lines as SGR sequences and text, in the screen's colours, for output that is written once. */
export function styledText(lines: readonly Line[], colors: number): string {
  return lines.map((line) => line.map((span) => styled(span.text, span.style, colors)).join('')).join('\n');
}

function styled(text: string, style: StyleName, colors: number): string {
  const { bold, underline, inverse, of8, of256 } = looks[style];
  const color = colors >= 256 ? of256 && `38;5;${of256}` : colors >= 8 ? of8 && `3${of8}` : undefined;
  const codes = [bold && '1', underline && '4', inverse && '7', color].filter((code) => code !== undefined);
  return codes.length === 0 || text === '' ? text : `\x1b[${codes.join(';')}m${text}\x1b[0m`;
}
