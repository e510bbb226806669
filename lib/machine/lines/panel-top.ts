/**
 * The first row in sight, from 0, of a panel in which the row `at` is chosen: as before where that one is in sight then,
 * else as near as can be. Never so far down that room is left below the last row.
 */
export function topOfPanel(before: number, at: number, rows: number, visible: number): number {
  const near = Math.max(at - visible + 1, Math.min(before, at));
  return Math.max(0, Math.min(near, rows - visible));
}
