/**
 * The first visible row, from 0, of a panel in which the row `at` is chosen: unchanged if that row is visible
 * then, else as close as possible. Never so far down that space is left below the last row.
 */
export function topOfPanel(before: number, at: number, rows: number, visible: number): number {
  const near = Math.max(at - visible + 1, Math.min(before, at));
  return Math.max(0, Math.min(near, rows - visible));
}
