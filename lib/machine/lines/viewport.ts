import type { Step } from '../state/action.js';

/**
 * Arithmetic of a list whose items have different heights, in lines. An item's height includes the blank line
 * after it; the rest is its body. Heights are given for the loaded items, in the list's order, and an item is
 * identified by its position among them.
 */

/** Lines of an item without the blank one after it. */
export function bodyLines(height: number): number {
  return Math.max(1, height - 1);
}

/** Lines from the top of one item to the top of another; negative where `to` is above `from`. */
export function linesBetween(heights: readonly number[], from: number, to: number): number {
  const sum = (first: number, end: number) =>
    heights.slice(first, end).reduce((total, height) => total + height, 0);
  return from <= to ? sum(from, to) : -sum(to, from);
}

/**
 * The screen line for the top of the selected item that is nearest to the wanted one, such that the whole item is
 * on the screen (or its first lines, if it is taller), the first item never starts below the top, and no space is
 * left at the bottom while items are hidden above.
 */
export function nearestLine(
  heights: readonly number[],
  selected: number,
  screenLines: number,
  wanted: number,
): number {
  const above = linesBetween(heights, 0, selected);
  const lastItem = heights.length - 1;
  const toTheEnd = linesBetween(heights, selected, lastItem) + bodyLines(heights[lastItem] ?? 1);
  const highest = Math.max(0, screenLines - toTheEnd);
  const lowest = Math.min(above, Math.max(0, screenLines - bodyLines(heights[selected] ?? 1)));
  return Math.min(Math.max(wanted, highest), lowest);
}

/**
 * How many items beyond `from` are reached by scrolling at most `lines` lines; at least one. Negative lines scroll
 * up. Items that aren't loaded are taken to have the average height of those that are.
 */
export function itemsToScroll(heights: readonly number[], from: number, lines: number): number {
  const average = heights.length > 0 ? linesBetween(heights, 0, heights.length) / heights.length : 1;
  const step = Math.sign(lines);
  let count = 0;
  let used = 0;
  for (;;) {
    // Down: the items from here on leave at the top. Up: the items before this one enter at the top.
    const leaving = from + step * count + (step < 0 ? -1 : 0);
    used += heights[leaving] ?? average;
    if (used > Math.abs(lines)) return step * Math.max(1, count);
    count += 1;
  }
}

/**
 * The first visible line of a text after a step, given the numbers of visible lines and of all lines; always
 * within the text.
 */
export function scrolledTo(step: Step, top: number, visible: number, lines: number): number {
  return Math.max(0, Math.min(steppedFrom(step, top, visible), lines - visible));
}

/** Where a step leads from a line or a row, for that many in sight; it may lie beyond either end. */
export function steppedFrom(step: Step, at: number, visible: number): number {
  switch (step.kind) {
    case 'first':
      return 0;
    case 'last':
      return Number.MAX_SAFE_INTEGER;
    case 'items':
      return at + step.by;
    case 'screens':
      return at + Math.sign(step.by) * Math.max(1, Math.floor(Math.abs(step.by) * visible));
  }
}

/**
 * The first visible row, from 0, of a panel in which the row `at` is chosen: unchanged if that row is visible
 * then, else as close as possible. Never so far down that space is left below the last row.
 */
export function topOfPanel(before: number, at: number, rows: number, visible: number): number {
  const near = Math.max(at - visible + 1, Math.min(before, at));
  return Math.max(0, Math.min(near, rows - visible));
}
