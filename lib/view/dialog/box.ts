import type { ViewContext } from '../context.js';
import type { Frame, Line, Rect, Span, Target } from '../frame.js';
import { cellsIn, fitLine } from '../text/line.js';
import { cells, clip } from '../text/width.js';

/** Cells between a dialog's edge and its text. */
const padding = 2;

/**
 * A box with a title in its upper edge, in the middle of the screen, around lines of any widths. The first `choices` of
 * them can be chosen, each by its number from `from` on.
 */
export function dialogBox(
  title: string,
  lines: readonly (readonly Span[])[],
  context: ViewContext,
  { from = 0, choices = 0 }: { readonly from?: number; readonly choices?: number } = {},
): NonNullable<Frame['dialog']> {
  const { glyphs } = context;
  const widest = Math.max(cells(title) + 2, ...lines.map(cellsIn));
  const inner = Math.min(widest + 2 * padding, context.size.columns - 6);
  const room = context.size.rows - 5;
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
  const rect: Rect = {
    left: Math.max(0, Math.floor((context.size.columns - width) / 2)),
    top: Math.max(0, Math.floor((context.size.rows - all.length) / 2)),
    width,
    height: all.length,
  };
  const targets = shown.slice(0, choices).map(
    (_, row): Target => ({
      key: String(from + row),
      rect: { left: rect.left + 1, top: rect.top + 1 + row, width: inner, height: 1 },
    }),
  );
  return { rect, lines: all, targets };
}
