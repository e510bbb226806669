/** A cell of the screen, both counted from 0. */
export interface Position {
  readonly row: number;
  readonly column: number;
}

/** Where the cursor is; a null column: somewhere in that row; null: unknown. */
export type Cursor = { readonly row: number; readonly column: number | null } | null;

/** To the left, one backspace for each cell is shorter up to here. */
const mostBackspaces = 3;

/**
 * The shortest bytes that take the cursor to a cell. Only moves that a VT100 knows, except for a move within a row when
 * the column isn't known. None depends on the terminal's tabs or on how the system translates line ends.
 */
export function moveBytes(cursor: Cursor, to: Position): string {
  const absolute = to.column === 0 ? csi(to.row + 1, 'H') : `\x1b[${to.row + 1};${to.column + 1}H`;
  if (cursor === null) return absolute;
  if (cursor.column === null) return cursor.row === to.row ? `\x1b[${to.column + 1}G` : absolute;
  if (cursor.row === to.row && cursor.column === to.column) return '';
  const ways = [absolute, vertical(to.row - cursor.row) + horizontal(to.column - cursor.column)];
  if (to.row === cursor.row + 1) ways.push(`\x1bE${horizontal(to.column)}`);
  return ways.reduce((shortest, way) => (way.length < shortest.length ? way : shortest));
}

function horizontal(cells: number): string {
  if (cells >= 0) return cells === 0 ? '' : csi(cells, 'C');
  return cells >= -mostBackspaces ? '\b'.repeat(-cells) : csi(-cells, 'D');
}

/**
 * A move by one row is an index (IND, RI), which scrolls only at the screen's edge, where there is no row to move to.
 */
function vertical(rows: number): string {
  if (rows === 0) return '';
  if (rows === 1) return '\x1bD';
  if (rows === -1) return '\x1bM';
  return rows > 0 ? csi(rows, 'B') : csi(-rows, 'A');
}

function csi(count: number, final: string): string {
  return `\x1b[${count === 1 ? '' : count}${final}`;
}
