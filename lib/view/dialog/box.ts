import type { ViewContext } from '../context.js';
import type { Frame, Line, Span } from '../frame.js';
import { fitLine } from '../text/line.js';
import { cells, clip } from '../text/width.js';

/** Cells between a dialog's edge and its text. */
const padding = 2;

/** A box with a title in its upper edge, in the middle of the screen, around lines of any widths. */
export function dialogBox(
  title: string,
  lines: readonly (readonly Span[])[],
  context: ViewContext,
): NonNullable<Frame['dialog']> {
  const { glyphs } = context;
  const widest = Math.max(cells(title) + 2, ...lines.map((line) => widthOf(line)));
  const inner = Math.min(widest + 2 * padding, context.size.columns - 6);
  const room = context.size.rows - 6;
  const shown = lines.slice(0, room);
  const heading = clip(title, inner - 4, glyphs.ellipsis);
  const across = glyphs.horizontal.repeat(Math.max(0, inner - cells(heading) - 3));
  const edge: Span = { text: glyphs.vertical, style: 'border' };
  const space: Span = { text: ' '.repeat(padding), style: 'plain' };
  const top: Line = [
    { text: `${glyphs.topLeft}${glyphs.horizontal} `, style: 'border' },
    { text: heading, style: 'title' },
    { text: ` ${across}${glyphs.topRight}`, style: 'border' },
  ];
  const bottom: Line = [
    { text: `${glyphs.bottomLeft}${glyphs.horizontal.repeat(inner)}${glyphs.bottomRight}`, style: 'border' },
  ];
  const body = shown.map((line): Line => [edge, space, ...fitLine(line, inner - 2 * padding), space, edge]);
  const all = [top, ...body, bottom];
  const width = inner + 2;
  return {
    rect: {
      left: Math.max(0, Math.floor((context.size.columns - width) / 2)),
      top: Math.max(0, Math.floor((context.size.rows - all.length) / 2)),
      width,
      height: all.length,
    },
    lines: all,
  };
}

function widthOf(line: readonly Span[]): number {
  return line.reduce((sum, span) => sum + cells(span.text), 0);
}
