import type { ViewContext } from '../context.js';
import type { Line, Span } from '../frame.js';
import { fitLine, type Part, spansOf, widthOf } from '../text/line.js';
import { cells } from '../text/width.js';
import type { PartArea } from './monitor-layout.js';

/** One part of the panel: the title and the words to its right, above its box, and the content. */
export interface PanelPart {
  readonly title: string;
  readonly aside: readonly Part[];
  readonly lines: readonly Line[];
  readonly focused: boolean;
}

/**
 * A part in the lines of its place: its title, and a box around its content. A compact one has its title in the
 * box's edge.
 */
export function partLines(
  part: PanelPart,
  area: PartArea,
  compact: boolean,
  context: ViewContext,
): readonly Line[] {
  const { width } = area.rect;
  const { horizontal, vertical, topLeft, topRight, bottomLeft, bottomRight } = context.glyphs;
  const style = part.focused ? 'strong' : 'border';
  const edge: Span = { text: vertical, style };
  const space: Span = { text: ' ', style: 'plain' };
  const body = Array.from(
    { length: Math.max(0, area.inside.height) },
    (_, row): Line => [edge, space, ...fitLine(part.lines[row] ?? [], area.inside.width), space, edge],
  );
  const top: Line = [{ text: topLeft + horizontal.repeat(width - 2) + topRight, style }];
  const bottom: Line = [{ text: bottomLeft + horizontal.repeat(width - 2) + bottomRight, style }];
  if (!compact) return [titleLine(part, width, compact, style, context), top, ...body, bottom];
  // A long title takes the place of the edge's first piece, rather than being cut.
  const isLong = cells(part.title) + 1 > width - 4;
  const ends: readonly [Span, Span] = [
    { text: topLeft + (isLong ? '' : horizontal), style },
    { text: horizontal + topRight, style },
  ];
  const title = titleLine(part, width - (isLong ? 3 : 4), compact, style, context);
  return [[ends[0], ...title, ends[1]], ...body, bottom];
}

/** `▸ QUEUE         reset 2m ago`; if room is short, parts on the right are dropped, the first ones first. */
function titleLine(
  part: PanelPart,
  width: number,
  compact: boolean,
  style: Span['style'],
  context: ViewContext,
): Line {
  const mark = part.focused ? context.glyphs.selected : ' ';
  const title = `${mark}${compact ? '' : ' '}${part.title} `;
  const room = width - cells(title) - 2;
  const aside =
    part.aside.map((_, from) => withoutGap(part.aside.slice(from))).find((rest) => widthOf(rest) <= room) ??
    [];
  const between = width - cells(title) - (aside.length > 0 ? widthOf(aside) + 1 : 0);
  return fitLine(
    [
      { text: title, style: part.focused ? 'focus' : 'title' },
      { text: (compact ? context.glyphs.horizontal : ' ').repeat(Math.max(0, between)), style },
      ...(aside.length > 0 ? [{ text: ' ', style: 'plain' } as const, ...spansOf(aside)] : []),
    ],
    width,
  );
}

function withoutGap([first, ...rest]: readonly Part[]): readonly Part[] {
  return first === undefined ? [] : [{ ...first, before: '' }, ...rest];
}
