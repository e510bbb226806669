/** Width of a progress bar, on screens of any width, in cells. */
export const barCells = 12;

/** How many of a bar's cells are filled: in proportion, and all of them only when all is done. */
export function filledCells(share: number): number {
  if (share >= 1) return barCells;
  return share > 0 ? Math.min(barCells - 1, Math.round(share * barCells)) : 0;
}
