import type { ViewContext } from './context.js';
import type { Frame, Line } from './frame.js';
import { minimumSize } from './layout.js';
import { blankLine, fitLine } from './text/line.js';
import { cells } from './text/width.js';
import { wrap } from './text/wrap.js';

/**
 * The screen if it is smaller than the minimum: only the size that it needs, in the middle. Works at any size,
 * including 0 × 0.
 */
export function tooSmallFrame(title: string, context: ViewContext): Frame {
  const columns = Math.max(0, Math.floor(context.size.columns));
  const rows = Math.max(0, Math.floor(context.size.rows));
  const { times } = context.glyphs;
  const needed = `${minimumSize.columns}${times}${minimumSize.rows}`;
  const words = wrap(`terminal too small (needs ${needed})`, columns);
  const above = Math.max(0, Math.floor((rows - words.length) / 2));
  const lines = Array.from({ length: rows }, (_, row): Line => {
    const text = words[row - above];
    if (text === undefined) return blankLine(columns);
    const before = ' '.repeat(Math.max(0, Math.floor((columns - cells(text)) / 2)));
    return fitLine([{ text: before + text, style: 'notice' }], columns);
  });
  return {
    size: context.size,
    title,
    border: Array.from({ length: rows }, () => blankLine(columns)),
    status: null,
    list: null,
    panel: { rect: { left: 0, top: 0, width: columns, height: rows }, lines },
    footer: null,
  };
}
