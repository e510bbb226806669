import { topOfPanel } from '../../machine/lines/viewport.js';
import { chosenIndex, panelRows } from '../../machine/state/list-panel.js';
import type { JobsState } from '../../machine/state/state.js';
import { comparedAt, type EndCounts } from '../../model/monitoring/ends.js';
import type { ViewContext } from '../context.js';
import { briefDuration } from '../format/times.js';
import type { Frame, Line, Rect } from '../frame.js';
import { margin, type PrintedWidth } from '../layout/layout.js';
import type { Message } from '../layout/message.js';
import type { Extent } from '../layout/separator-words.js';
import { chartOf } from '../monitoring/ended-part.js';
import {
  blankLine,
  type Part,
  type Row,
  rowLine,
  spansOf,
  wholeWidth,
  widthOf,
  withMatches,
} from '../text/line.js';
import { endsInWords, unrecordedText } from '../words/ends-words.js';
import { bulleted } from '../words/segments.js';

/** The content of a panel of rows. */
export interface RowsPanel {
  /** The heading of all rows. */
  readonly heading: Row;
  readonly rows: number;
  /** A row, by its position from 0. */
  readonly row: (index: number) => Row;
  /** Details of the chosen row, below all rows, in lines of that width; at most `most` are shown. */
  readonly about: (width: number, most: number) => readonly Line[];
}

/** A row for each of these items. */
export function rowsFor<T>(
  items: readonly T[],
  rowOf: (item: T, index: number) => Row,
): Pick<RowsPanel, 'rows' | 'row'> {
  return {
    rows: items.length,
    row: (index) => {
      const item = items[index];
      return item === undefined ? { left: [], right: [] } : rowOf(item, index);
    },
  };
}

/** Details of the chosen one of these items, in lines of that width, at most `most`. */
export function aboutChosen<T>(
  items: readonly T[],
  state: JobsState,
  linesOf: (item: T, width: number, most: number) => readonly Line[],
): Pick<RowsPanel, 'about'> {
  const chosen = items[chosenIndex(state) ?? 0];
  return { about: (width, most) => (chosen === undefined ? [] : linesOf(chosen, width, most)) };
}

/** With fewer lines than this below the heading there are no details. */
const leastForAbout = 8;

/**
 * How many rows fit into a panel of that height. If there are more, details of the chosen one have `most` lines, and at
 * most half of the panel.
 */
export function rowsVisible(height: number, rows: number, most: number): number {
  const inner = Math.max(1, height - 1);
  if (inner < leastForAbout) return inner;
  const about = Math.min(most, Math.floor((inner - 1) / 2));
  return Math.max(1, Math.min(rows, inner - 1 - about));
}

/**
 * The panel in the list's place: a heading, the rows around the chosen one, and details of that, which take `most` lines
 * where there are more rows than fit.
 */
export function rowsPanelParts(
  panel: RowsPanel,
  state: JobsState,
  rect: Rect,
  most: number,
  context: ViewContext,
): Pick<Frame, 'list' | 'panel'> {
  const { ellipsis, selected } = context.glyphs;
  const width = Math.max(0, rect.width - 2 * margin);
  const visible = rowsVisible(rect.height, panel.rows, most);
  const chosen = chosenIndex(state) ?? 0;
  const top = topOfPanel(state.panelPosition.top, chosen, panel.rows, visible);
  const sought = state.panelSearch?.text ?? '';
  const lineAt = (index: number): Line => {
    if (index >= panel.rows) return blankLine(rect.width);
    const line = rowLine(panel.row(index), width, ellipsis);
    const isChosen = index === chosen;
    const spans: Line = [
      { text: isChosen ? selected : ' ', style: 'strong' },
      ...blankLine(margin - 1),
      ...(sought === '' ? line : withMatches(line, sought)),
      ...blankLine(margin),
    ];
    // One bar from edge to edge, as in the list.
    return isChosen
      ? spans.map((span) => (span.style === 'match' ? span : { ...span, style: 'focus' }))
      : spans;
  };
  const rows = Array.from({ length: visible }, (_, row) => lineAt(top + row));
  const room = rect.height - 1 < leastForAbout ? 0 : rect.height - 1 - visible - 1;
  const about = room === 0 ? [] : panel.about(width, room);
  const lines: readonly Line[] = [
    indented(rowLine(panel.heading, width, ellipsis)),
    ...rows,
    blankLine(rect.width),
    ...about.slice(0, room).map(indented),
  ];
  const shown = panelRows(state)?.slice(top, top + visible) ?? [];
  return {
    list: null,
    panel: {
      rect,
      targets: shown.map(({ key }, row) => ({ key, rect: { ...rect, top: rect.top + 1 + row, height: 1 } })),
      lines: Array.from({ length: rect.height }, (_, row) => lines[row] ?? blankLine(rect.width)),
    },
  };
}

/** Which rows are on the screen, where `visible` of them fit; null if there are none. */
export function rowsExtent(state: JobsState, visible: number, rows: number, noun: string): Extent | null {
  const chosen = chosenIndex(state);
  if (chosen === null) return null;
  const top = topOfPanel(state.panelPosition.top, chosen, rows, visible);
  return { first: top + 1, last: Math.min(rows, top + visible), count: rows, noun };
}

function indented(line: Line): Line {
  return [...blankLine(margin), ...line, ...blankLine(margin)];
}

/** A panel's heading and its rows, without what is below them. */
export type PanelTable = Pick<RowsPanel, 'heading' | 'rows' | 'row'>;

/**
 * All rows of a panel as lines for a pipe or a log, columns under each other, and what ended in the period and the one
 * before; or why there are none.
 */
export function panelLines(
  table: PanelTable | Message,
  { columns, whole }: PrintedWidth,
  context: ViewContext,
  ends: EndCounts | null | undefined = undefined,
): readonly Line[] {
  if (!('rows' in table)) return table.map(({ text, style }) => [{ text, style }]);
  const { glyphs } = context;
  const rows = [table.heading, ...Array.from({ length: table.rows }, (_, index) => table.row(index))];
  const width = whole ? rows.reduce((widest, row) => Math.max(widest, wholeWidth(row)), columns) : columns;
  return [
    ...rows.map((row) => rowLine(row, width, glyphs.ellipsis)),
    ...(ends
      ? [[], spansOf([{ text: 'Together: ', style: 'dim' }, ...endedWords(ends, width, context)])]
      : []),
  ];
}

const hour = 3_600_000;
const day = 24 * hour;

/** `in the last hour`, `in the last 24h`; for all times, null, `of all times`. A day is told in hours, as everybody does. */
export function periodWords(periodMs: number | null): string {
  if (periodMs === null) return 'of all times';
  if (periodMs === hour) return 'in the last hour';
  return `in the last ${periodMs === day ? '24h' : briefDuration(periodMs)}`;
}

/** With fewer lines than this below the chosen row there is no chart. */
const leastForChart = 5;
const chartHeight = 2;

/**
 * How many jobs of the chosen row ended in the panel's period and the one before, in words, and as a chart where `most`
 * lines have room for it; nothing if its own weren't counted, and where the queue keeps none, why.
 */
export function endedLines(
  ends: EndCounts | null | undefined,
  key: string,
  { width, most }: { readonly width: number; readonly most: number },
  context: ViewContext,
): readonly Line[] {
  if (ends === undefined || (ends !== null && ends.of !== key)) return [];
  const line = rowLine({ left: endedWords(ends, width, context), right: [] }, width, context.glyphs.ellipsis);
  if (ends === null || most < leastForChart) return [line];
  const compared = comparedAt(ends, context.heldUntil);
  return [line, ...chartOf(compared.jobs, compared.jobsBefore, compared, width, chartHeight, context).lines];
}

/** The fullest words that fit into that width. */
function endedWords(ends: EndCounts | null, width: number, context: ViewContext): readonly Part[] {
  if (ends === null) return [{ text: unrecordedText(null), style: 'dim', fit: 'end' }];
  const { heldUntil } = context;
  const { jobs, failed } = endsInWords(comparedAt(ends, heldUntil), ends, heldUntil, context);
  const versions = jobs.flatMap((each) => failed.map((other) => bulleted([each, other], context)));
  return versions.find((version) => widthOf(version) <= width) ?? versions.at(-1) ?? [];
}
