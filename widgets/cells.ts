import type { Line } from '../lib/view/frame.js';
import type { Theme } from './theme.js';

/** Cells that one character (a code point) takes: 0 for a combining mark, 2 for a wide one, else 1. */
export type WidthOf = (character: string) => number;

/** One character with its marks, as it is on the screen. */
export interface Glyph {
  readonly text: string;
  readonly width: 1 | 2;
  readonly attribute: number;
}

const control = /\p{Cc}/u;

/**
 * A line as glyphs of exactly `width` cells together. The view's lines should already be clean and fit; one that
 * doesn't is cut or padded here, and control characters become blanks, so that none ever reaches the terminal.
 */
export function glyphsOf(line: Line, width: number, theme: Theme, widthOf: WidthOf): Glyph[] {
  const glyphs: Glyph[] = [];
  let used = 0;
  for (const { text, style } of line) {
    const attribute = theme(style);
    for (const character of text) {
      const cells = control.test(character) ? 1 : widthOf(character);
      const before = glyphs.at(-1);
      if (cells === 0) {
        if (before) glyphs[glyphs.length - 1] = { ...before, text: before.text + character };
        continue;
      }
      const wide = cells === 2;
      if (used + (wide ? 2 : 1) > width) return filled(glyphs, used, width, theme);
      glyphs.push({ text: control.test(character) ? ' ' : character, width: wide ? 2 : 1, attribute });
      used += wide ? 2 : 1;
    }
  }
  return filled(glyphs, used, width, theme);
}

/** Glyphs in exactly `width` cells: what doesn't fit is left out, and what is missing is blank. */
export function fitted(glyphs: readonly Glyph[], width: number, theme: Theme): Glyph[] {
  let used = 0;
  let count = 0;
  for (const glyph of glyphs) {
    if (used + glyph.width > width) break;
    used += glyph.width;
    count += 1;
  }
  return filled(glyphs.slice(0, count), used, width, theme);
}

/** Cells that `glyphsOf` needs for a text. */
export function cellsFor(text: string, widthOf: WidthOf): number {
  let sum = 0;
  for (const character of text) sum += control.test(character) ? 1 : widthOf(character);
  return sum;
}

function filled(glyphs: Glyph[], used: number, width: number, theme: Theme): Glyph[] {
  const blank: Glyph = { text: ' ', width: 1, attribute: theme('plain') };
  for (let cells = used; cells < width; cells += 1) glyphs.push(blank);
  return glyphs;
}

/** Whether two lines have the same text in the same styles. */
export function isSameLine(one: Line | undefined, other: Line | undefined): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined || one.length !== other.length) return false;
  return one.every((span, index) => span.text === other[index]?.text && span.style === other[index]?.style);
}

/** Whether two blocks of lines have the same text in the same styles. */
export function areSameLines(one: readonly Line[], other: readonly Line[]): boolean {
  return (
    one === other ||
    (one.length === other.length && one.every((line, index) => isSameLine(line, other[index])))
  );
}
