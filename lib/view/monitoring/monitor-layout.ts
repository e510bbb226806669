import type { UnreadTable } from '../../model/limits.js';
import { shownPath } from '../appearance.js';
import type { ViewContext } from '../context.js';
import type { Line, Rect, Size, Span } from '../frame.js';
import { fitLine, type Part, spansOf, widthOf, wrappedLines } from '../text/line.js';
import { cells, fitPath } from '../text/width.js';
import { unreadWords } from '../words/connection-words.js';

/** The place of a part, and of its content within its box. */
export interface PartArea {
  readonly rect: Rect;
  readonly inside: Rect;
}

/** The places of the panel's parts, including titles and boxes. */
export interface MonitorLayout {
  readonly body: Rect;
  /** True if titles must share a line with the boxes' edges. */
  readonly compact: boolean;
  readonly queue: PartArea;
  readonly throughput: PartArea;
  readonly sinks: PartArea;
}

/** On a wide screen the queue's box is wider, for the curve of the depth. */
const leastQueue = 32;
const queueShare = 0.3;
const gap = 2;
/** On a lower screen there is no room for separate titles. */
const titles = 20;
/** Lines of the queue, and least lines of the sinks: the latencies, and the table's header with two rows. */
const queueLines = 5;
const leastSinks = 3;

/** The parts of a screen that is large enough: queue and throughput side by side, the sinks below. */
export function monitorLayout(size: Size): MonitorLayout {
  const body: Rect = { left: 1, top: 1, width: size.columns - 2, height: size.rows - 4 };
  const compact = size.rows < titles;
  const around = compact ? 2 : 3;
  const left = body.left + gap;
  const width = body.width - 2 * gap;
  const area = (rect: Rect): PartArea => ({
    rect,
    inside: {
      left: rect.left + 2,
      top: rect.top + around - 1,
      width: rect.width - 4,
      height: rect.height - around,
    },
  });
  const queue = Math.max(leastQueue, Math.floor(width * queueShare));
  const least = queueLines + around;
  const upper = Math.max(least, Math.min(body.height - leastSinks - around, Math.floor(body.height / 2)));
  const above = { top: body.top, height: upper };
  return {
    body,
    compact,
    queue: area({ left, width: queue, ...above }),
    throughput: area({ left: left + queue + gap, width: width - queue - gap, ...above }),
    sinks: area({ left, width, top: body.top + upper, height: body.height - upper }),
  };
}

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

/**
 * Says that the database lacks a table, and which command adds it; why it isn't read (`unread`); or that `others` don't
 * record that.
 */
export function missingTable(
  table: string,
  what: string,
  width: number,
  context: ViewContext,
  unread: UnreadTable['why'] | null,
  others: string | null,
): readonly Line[] {
  if (others !== null) return wrappedLines(`${what} is not recorded by ${others}.`, 'dim', width);
  const unknown = `${what} is not known: `;
  if (unread !== null)
    return wrappedLines(`${unknown}${table} is not read, since ${unreadWords(unread)}.`, 'warning', width);
  const { ellipsis } = context.glyphs;
  const command: Span = { text: 'jobs-view migrate ', style: 'key' };
  const room = Math.max(8, width - command.text.length);
  const path = fitPath(shownPath(context.databaseLabel, context), room, ellipsis);
  return [
    ...wrappedLines(`${unknown}this database has no table ${table}. To add it:`, 'plain', width),
    fitLine([command, { text: path, style: 'path' }], width),
  ];
}
