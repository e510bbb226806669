import type { ViewContext } from '../context.js';
import type { Line } from '../frame.js';
import type { Message } from '../message.js';
import type { OnceWidth } from '../once.js';
import { rowLine, wholeWidth } from '../text/line.js';
import type { RowsPanel } from './rows-panel.js';

/** A panel's heading and its rows, without what is below them. */
export type PanelTable = Pick<RowsPanel, 'heading' | 'rows' | 'row'>;

/** All rows of a panel as lines for a pipe or a log, columns under each other; or why there are none. */
export function panelLines(
  table: PanelTable | Message,
  { columns, whole }: OnceWidth,
  { glyphs }: ViewContext,
): readonly Line[] {
  if (!('rows' in table)) return table.map(({ text, style }) => [{ text, style }]);
  const rows = [table.heading, ...Array.from({ length: table.rows }, (_, index) => table.row(index))];
  const width = whole ? rows.reduce((widest, row) => Math.max(widest, wholeWidth(row)), columns) : columns;
  return rows.map((row) => rowLine(row, width, glyphs.ellipsis));
}
