import type { ViewContext } from './context.js';
import type { Line } from './frame.js';
import { margin } from './layout.js';
import type { Message, Paragraph } from './message.js';
import { blankLine, fitLine } from './text/line.js';
import { fitPath } from './text/width.js';
import { wrap } from './text/wrap.js';

/** A message as the lines of a panel: wrapped, a little above its middle, each line exactly `width` cells. */
export function messageLines(
  message: Message,
  width: number,
  height: number,
  context: ViewContext,
): readonly Line[] {
  const inner = width - 2 * margin;
  const { ellipsis } = context.glyphs;
  const lines = message.flatMap((paragraph) =>
    textLines(paragraph, inner, ellipsis).map(
      (text): Line => [...blankLine(margin), ...fitLine([{ text, style: paragraph.style }], width - margin)],
    ),
  );
  const above = Math.max(0, Math.floor((height - lines.length) / 3));
  return Array.from({ length: height }, (_, row) => lines[row - above] ?? blankLine(width));
}

/**
 * A paragraph as lines of at most `width` cells: a path stays on one line, an empty paragraph becomes an empty
 * line.
 */
export function textLines(paragraph: Paragraph, width: number, ellipsis: string): string[] {
  if (paragraph.isPath) return [fitPath(paragraph.text, width, ellipsis)];
  return paragraph.text === '' ? [''] : wrap(paragraph.text, width);
}
