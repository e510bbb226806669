import { type Appearance, glyphsOf } from '../appearance.js';
import type { Line, Span } from '../frame.js';
import { fitLine, type Part, spansOf, widthOf } from '../line.js';
import { cells } from '../width.js';
import type { PartPlace } from './monitor-layout.js';

/** One part of the panel: what stands above its box, at the left and at the right, and what is in it. */
export interface PanelPart {
  readonly title: string;
  readonly aside: readonly Part[];
  readonly lines: readonly Line[];
  readonly focused: boolean;
}

/**
 * A part in the lines of its place: its title, and a box around its lines. A compact one has its title in the box's
 * edge.
 */
export function partLines(
  part: PanelPart,
  place: PartPlace,
  compact: boolean,
  appearance: Appearance,
): readonly Line[] {
  const { width } = place.rect;
  const { horizontal, vertical, topLeft, topRight, bottomLeft, bottomRight } = glyphsOf(appearance);
  const style = part.focused ? 'strong' : 'border';
  const edge: Span = { text: vertical, style };
  const space: Span = { text: ' ', style: 'plain' };
  const body = Array.from(
    { length: Math.max(0, place.inside.height) },
    (_, row): Line => [edge, space, ...fitLine(part.lines[row] ?? [], place.inside.width), space, edge],
  );
  const top: Line = [{ text: topLeft + horizontal.repeat(width - 2) + topRight, style }];
  const bottom: Line = [{ text: bottomLeft + horizontal.repeat(width - 2) + bottomRight, style }];
  const title = titleLine(part, compact ? width - 4 : width, compact, style, appearance);
  if (!compact) return [title, top, ...body, bottom];
  const ends: readonly [Span, Span] = [
    { text: topLeft + horizontal, style },
    { text: horizontal + topRight, style },
  ];
  return [[ends[0], ...title, ends[1]], ...body, bottom];
}

/** `▸ QUEUE         reset 2m ago`, with as much of it as there is room for. */
function titleLine(
  part: PanelPart,
  width: number,
  compact: boolean,
  style: Span['style'],
  appearance: Appearance,
): Line {
  const mark = part.focused ? glyphsOf(appearance).selected : ' ';
  const title = `${mark}${compact ? '' : ' '}${part.title} `;
  const asideWidth = part.aside.length > 0 ? widthOf(part.aside) + 1 : 0;
  const fits = asideWidth > 0 && cells(title) + asideWidth + 1 <= width;
  const between = width - cells(title) - (fits ? asideWidth : 0);
  return fitLine(
    [
      { text: title, style: part.focused ? 'focus' : 'title' },
      { text: (compact ? glyphsOf(appearance).horizontal : ' ').repeat(Math.max(0, between)), style },
      ...(fits ? [{ text: ' ', style: 'plain' } as const, ...spansOf(part.aside)] : []),
    ],
    width,
  );
}
