import type { Room } from '../machine/state/state.js';
import type { Rect, Size } from './frame.js';

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
  readonly list: Rect;
  /** Row of the line that separates list and footer. */
  readonly separator: number;
  readonly footer: Rect;
}

/** Cells left free next to the border. */
export const margin = 2;

/**
 * From these heights on there is room for blank rows above the status bar and below the rule, and for the notice.
 */
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

/** The layout of a screen that is large enough. Rectangles lie within the border and don't overlap. */
export function layoutOf(size: Size, showPipeline = false): Layout {
  const plain = withPipeline(size, 0);
  if (!showPipeline) return plain;
  return withPipeline(size, plain.list.height - pipelineBoxes >= leastList ? pipelineBoxes : pipelineBrief);
}

function withPipeline(size: Size, pipelineHeight: number): Layout {
  const width = size.columns - 2;
  const top = size.rows >= blankRows ? 2 : 1;
  const statusTop = top + pipelineHeight;
  const statusHeight = size.rows >= noticeLine ? 2 : 1;
  const rule = statusTop + statusHeight;
  const listTop = rule + (size.rows >= blankRows ? 2 : 1);
  const separator = size.rows - 3;
  return {
    pipeline: pipelineHeight === 0 ? null : { left: 1, top, width, height: pipelineHeight },
    status: { left: 1, top: statusTop, width, height: statusHeight },
    rule,
    list: { left: 1, top: listTop, width, height: separator - listTop },
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
    panel: list.height,
    help: helpRect(size).height,
    log: { lines: text.height, columns: text.width },
  };
}
