import { columnsForBeside, type Room } from '../../machine/state/state.js';
import type { Density } from '../../model/saved-view.js';
import type { ViewContext } from '../context.js';
import type { Frame, Line, Rect, Size } from '../frame.js';
import { blankLine, fitLine } from '../text/line.js';
import { cells, wrap } from '../text/width.js';

/** On a smaller screen we only say that it is too small (design "Terminal"). */
export const minimumSize: Size = { columns: 60, rows: 16 };

/** The positions of all parts (behaviour 3.1), on a screen that is large enough. */
export interface Layout {
  /** The pipeline above the status bar, if it is shown. */
  readonly pipeline: Rect | null;
  /** The status bar; its second line, if there is room for one, shows problems with the connection. */
  readonly status: Rect;
  /** Row of the double rule. */
  readonly rule: number;
  /** The line that names the columns of a compact list, where it has any. */
  readonly titles: Rect | null;
  readonly list: Rect;
  /** The details beside the list, with the line between them; null if there are none. */
  readonly side: Rect | null;
  /** Row of the line that separates list and footer. */
  readonly separator: number;
  readonly footer: Rect;
}

/** Cells left free next to the border. */
export const margin = 2;

/** From this width of its lines on a compact list has columns. */
export const columnsFrom = 96;

/** From these heights on there is room for blank rows above the status bar and below the rule, and for the notice. */
const blankRows = 30;
const noticeLine = 18;

/** Whether a screen is large enough to show more than that it is too small. */
export function isLargeEnough(size: Size): boolean {
  return size.columns >= minimumSize.columns && size.rows >= minimumSize.rows;
}

/** Lines of the pipeline with its boxes, and without them if there is no room. */
const pipelineBoxes = 8;
const pipelineBrief = 2;
/** At least this many lines are left for the list below the pipeline: enough for any job. */
const leastList = 6;

/** The layout of a screen that is large enough; `ownColumns`: a compact list has columns that the operator chose. Rectangles lie within the border, apart from each other. */
export function layoutOf(
  size: Size,
  showPipeline = false,
  density: Density = 'comfortable',
  ownColumns = false,
  isBeside = false,
): Layout {
  const whole = layoutWithout(size, showPipeline, density, ownColumns);
  return isBeside ? withSide(whole) : whole;
}

/** The least width of the details, and their share of a wider screen. */
const leastSide = 58;
const sideShare = 0.37;

function withSide(whole: Layout): Layout {
  const { list, titles } = whole;
  const side = Math.max(leastSide, Math.floor(list.width * sideShare));
  const width = list.width - side;
  return {
    ...whole,
    list: { ...list, width },
    titles: titles && { ...titles, width },
    side: { ...list, left: list.left + width, width: side },
  };
}

function layoutWithout(size: Size, showPipeline: boolean, density: Density, ownColumns: boolean): Layout {
  const plain = withPipeline(size, 0, density, ownColumns);
  if (!showPipeline) return plain;
  const hasBoxes = plain.list.height - pipelineBoxes >= leastList;
  return withPipeline(size, hasBoxes ? pipelineBoxes : pipelineBrief, density, ownColumns);
}

function withPipeline(size: Size, pipelineHeight: number, density: Density, ownColumns: boolean): Layout {
  const isCompact = density === 'compact';
  const width = size.columns - 2;
  const top = size.rows >= blankRows ? 2 : 1;
  const statusTop = top + pipelineHeight;
  const statusHeight = size.rows >= (isCompact ? blankRows : noticeLine) ? 2 : 1;
  const rule = statusTop + statusHeight;
  const bodyTop = rule + (size.rows >= blankRows ? 2 : 1);
  const titles = isCompact && (ownColumns || width - 2 * margin >= columnsFrom) ? 1 : 0;
  const listTop = bodyTop + titles;
  const separator = size.rows - 3;
  return {
    pipeline: pipelineHeight === 0 ? null : { left: 1, top, width, height: pipelineHeight },
    status: { left: 1, top: statusTop, width, height: statusHeight },
    rule,
    titles: titles === 0 ? null : { left: 1, top: bodyTop, width, height: 1 },
    list: { left: 1, top: listTop, width, height: separator - listTop },
    side: null,
    separator,
    footer: { left: 1, top: separator + 1, width, height: 1 },
  };
}

/** Where the help is: everything inside the border. */
export function helpRect(size: Size): Rect {
  const { separator } = layoutOf(size);
  return { left: 1, top: 1, width: size.columns - 2, height: separator - 1 };
}

/**
 * Where the log viewer and the single path are: a line above, a line below, no border (so that the text can be
 * copied).
 */
export function fullScreenOf(size: Size): {
  readonly title: Rect;
  readonly text: Rect;
  readonly footer: Rect;
} {
  const width = size.columns;
  return {
    title: { left: 0, top: 0, width, height: 1 },
    text: { left: 0, top: 1, width, height: Math.max(0, size.rows - 2) },
    footer: { left: 0, top: size.rows - 1, width, height: 1 },
  };
}

/** The sizes of the parts on a screen of this size; one line each if it is too small to show them. */
export function roomOf(size: Size): Room {
  if (!isLargeEnough(size)) {
    const log = { lines: 1, columns: minimumSize.columns };
    return { list: 1, listBelowPipeline: 1, panel: 1, log, tooSmall: true };
  }
  const { list } = layoutOf(size);
  const { text } = fullScreenOf(size);
  return {
    list: list.height,
    listBelowPipeline: layoutOf(size, true).list.height,
    compact: compactRoom(size, false),
    titled: compactRoom(size, true),
    panel: list.height,
    help: helpRect(size).height,
    log: { lines: text.height, columns: text.width },
    ...(size.columns >= columnsForBeside ? { beside: true } : {}),
  };
}

function compactRoom(size: Size, ownColumns: boolean): NonNullable<Room['compact']> {
  return {
    list: layoutOf(size, false, 'compact', ownColumns).list.height,
    listBelowPipeline: layoutOf(size, true, 'compact', ownColumns).list.height,
  };
}

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

/** How wide printed text may be, in cells. */
export interface PrintedWidth {
  readonly columns: number;
  /** Nothing is left out for lack of room: lines may be wider. */
  readonly whole: boolean;
}
