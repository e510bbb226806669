import { type Job, storedId } from '../../model/job.js';
import type { SortKey } from '../../model/sort.js';
import { workerNameOf } from '../../model/worker.js';
import { shownText } from '../appearance.js';
import { shortCount } from '../format/numbers.js';
import type { Line } from '../frame.js';
import { columnsFrom } from '../screen/layout.js';
import { fitLine, type Part, type Row, rowLine, wholeWidth } from '../text/line.js';
import { cells, pad } from '../text/width.js';
import { headRow, progress, sortedBy, tookText, valueText, valueTitles } from './head.js';
import { detailRows } from './job-lines.js';
import { outlookOf } from './running.js';
import type { RowContext } from './segments.js';

/**
 * One column of the compact list: what it says of a job, how many cells it takes, and the least width of the list for
 * it.
 */
interface Column {
  readonly title: string;
  readonly cells: number;
  readonly from: number;
  readonly text: (job: Job, context: RowContext) => string;
}

const workerColumn: Column = {
  title: 'worker',
  cells: 16,
  from: 130,
  text: ({ workerHost, workerPid }, context) => shownText(workerNameOf(workerHost, workerPid), context),
};
const tookColumn: Column = { title: 'took', cells: 7, from: 96, text: tookText };
/** From the left to the right, in front of what the list is sorted by. */
const columns: readonly Column[] = [
  workerColumn,
  {
    title: 'rows',
    cells: 6,
    from: 150,
    text: ({ outputs }) => (outputs.rows === null ? '' : shortCount(outputs.rows)),
  },
  {
    title: 'retries',
    cells: 7,
    from: 116,
    text: ({ retryCount }) => (retryCount > 0 ? String(retryCount) : ''),
  },
  tookColumn,
];
const idCells = 8;
const valueCells = 8;

/** The columns in a list of this width, if it is sorted by that. */
function columnsIn(width: number, by: SortKey): readonly Column[] {
  return columns.filter((column) => width >= column.from && (by !== 'duration' || column !== tookColumn));
}

/**
 * A job in one line of exactly `width` cells, as the compact list shows it: what it is, then as much of its other lines
 * as there is room for; at the right, columns if the width allows any.
 */
export function compactLine(job: Job, width: number, context: RowContext): Line {
  const { left, right } = headRow(job, context);
  const [sign, ...rest] = left;
  const id =
    width < columnsFrom
      ? []
      : [{ text: fitted(shownText(storedId(job.id), context), idCells), style: 'dim' } as const];
  const rows = saidOf(job, width, context).map(
    (details): Row => ({
      left: [...(sign === undefined ? [] : [sign]), ...id, ...rest, ...details.flatMap(apart)],
      right: rightOf(job, right, width, context),
    }),
  );
  const whole = rows.find((row) => wholeWidth(row) <= width);
  return rowLine(whole ?? rows[0] ?? { left, right }, width, context.glyphs.ellipsis);
}

/**
 * What may follow the title, the best first. A running job's progress is there too, because the columns are for times
 * and sizes, without columns only its bar. A bar says no more than the percentage beside it, so it makes room for when
 * the job will be done, or since when it stands still.
 */
function saidOf(job: Job, width: number, context: RowContext): readonly (readonly (readonly Part[])[])[] {
  const [said = []] = detailRows(withoutColumns(job, width, context), context);
  if (job.status !== 'running') return [[said]];
  const whole = progress(job, context);
  const bar = whole.slice(0, -1);
  const percent =
    width < columnsFrom ? [] : whole.slice(-1).map((part) => ({ ...part, text: part.text.trim() }));
  const both = [...bar, ...percent.map((part) => ({ ...part, before: ' ' }))];
  const needed = said.filter((part) => part.optional !== true);
  const outlook = outlookOf(job, context);
  return [
    [both, said],
    [both, needed],
    [percent, said],
    [percent, needed],
    ...(outlook.length > 0 ? [[percent, outlook]] : []),
    [both],
  ];
}

/** Parts set two cells apart from what comes before them, to be left out if there is no room. */
function apart(parts: readonly Part[]): readonly Part[] {
  return parts.map((part, index) => ({ ...part, optional: true, ...(index === 0 ? { before: '  ' } : {}) }));
}

/** The job without its worker, if a column shows the worker's whole name. */
function withoutColumns(job: Job, width: number, context: RowContext): Job {
  const { from, cells: room, text } = workerColumn;
  return width >= from && cells(text(job, context)) <= room
    ? { ...job, workerHost: null, workerPid: null }
    : job;
}

/** The line above the columns, in exactly `width` cells. */
export function columnTitles(width: number, by: SortKey): Line {
  const right = [
    ...columnsIn(width, by).map(({ title, cells: room }) => title.padStart(room)),
    valueTitles[by].padStart(valueCells),
  ].join(gap);
  const left = `  ${fitted('id', idCells)}job`;
  return fitLine([{ text: left.padEnd(Math.max(0, width - cells(right))) + right, style: 'dim' }], width);
}

const gap = '  ';

function rightOf(job: Job, right: readonly Part[], width: number, context: RowContext): readonly Part[] {
  if (width < columnsFrom) return right.slice(-1);
  const text = valueText(job, context);
  // How long a job has run isn't shown twice.
  const isSaid = (column: Column) => column === tookColumn && text === column.text(job, context);
  const cellsOf = columnsIn(width, sortedBy(context)).map(
    (column): Part => ({
      text: `${aligned(isSaid(column) ? '' : column.text(job, context), column.cells, context)}${gap}`,
      style: 'dim',
    }),
  );
  const style = job.status === 'running' ? 'running' : 'dim';
  return [...cellsOf, { text: aligned(text, valueCells, context), style }];
}

/** A text at the right of its column, cut if it must be. */
function aligned(text: string, room: number, context: RowContext): string {
  return pad(text, room, 'right', context.glyphs.ellipsis);
}

/** An id at the left of its column; one that is too long is shown whole: cut off, it could be taken for another. */
function fitted(text: string, room: number): string {
  return `${text.padEnd(room)}${text.length >= room ? ' ' : ''}`;
}
