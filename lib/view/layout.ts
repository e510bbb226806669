import type { Rect, Size } from './frame.js';

/** Below this the screen says only that it is too small (DESIGN "Terminal"). */
export const minimumSize: Size = { columns: 60, rows: 16 };

/** Where everything stands (SPEC 3.1), for a screen that is large enough. */
export interface Layout {
  /** The status bar; a second line, where there is room for it, says what is wrong with the connection. */
  readonly status: Rect;
  /** Row of the double rule. */
  readonly rule: number;
  readonly list: Rect;
  /** Row of the line that parts list and footer. */
  readonly separator: number;
  readonly footer: Rect;
}

/** Cells left free beside the border. */
export const margin = 2;

/** From these heights on there is room for blank rows: above the status bar, below the rule, and for the notice. */
const blankAboveStatus = 20;
const blankBelowRule = 19;
const noticeLine = 18;

/** Whether a screen can show more than that it is too small. */
export function isLargeEnough(size: Size): boolean {
  return size.columns >= minimumSize.columns && size.rows >= minimumSize.rows;
}

/** The layout of a screen that is large enough. Rectangles lie within the border, apart from each other. */
export function layoutOf(size: Size): Layout {
  const width = size.columns - 2;
  const statusTop = size.rows >= blankAboveStatus ? 2 : 1;
  const statusHeight = size.rows >= noticeLine ? 2 : 1;
  const rule = statusTop + statusHeight;
  const listTop = rule + (size.rows >= blankBelowRule ? 2 : 1);
  const separator = size.rows - 3;
  return {
    status: { left: 1, top: statusTop, width, height: statusHeight },
    rule,
    list: { left: 1, top: listTop, width, height: separator - listTop },
    separator,
    footer: { left: 1, top: separator + 1, width, height: 1 },
  };
}

/** How many lines the list has on a screen of this size; 1 where the screen is too small to show it. */
export function listHeight(size: Size): number {
  return isLargeEnough(size) ? layoutOf(size).list.height : 1;
}
