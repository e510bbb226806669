import type { HeightOf } from '../../machine/state/state.js';
import { type Job, type JobStatus, storedId } from '../../model/job.js';
import type { Density } from '../../model/saved-view.js';
import { type Appearance, shownText } from '../appearance.js';
import { contextOf } from '../context.js';
import type { Line } from '../frame.js';
import { columnsFrom } from '../layout/layout.js';
import { fitLine, type Part, type Row, rowLine, wholeWidth } from '../text/line.js';
import { cells, pad } from '../text/width.js';
import type { RowContext } from '../words/segments.js';
import { type Column, columnsIn, columnText, gap, hasColumns, isWorkerShown } from './columns.js';
import { cancelledRows, completeRows, failedRows, unknownRows } from './ended.js';
import { headRow, indent, progress, valueCells, valueText, valueTitle } from './head.js';
import { doubtOf, outlookOf, runningRows } from './running.js';
import { queuedRows } from './waiting.js';

/** A job's rows below its first line, by status. Their number depends on the job alone. */
const details: Readonly<Record<JobStatus, (job: Job, context: RowContext) => readonly (readonly Part[])[]>> =
  {
    queued: queuedRows,
    running: runningRows,
    complete: completeRows,
    failed: failedRows,
    cancelled: cancelledRows,
    other: unknownRows,
  };

/** A job as behaviour 4 draws it: one to four lines, each of exactly `width` cells. */
export function jobLines(job: Job, width: number, context: RowContext): readonly Line[] {
  const { ellipsis } = context.glyphs;
  return jobRows(job, context).map((row) => rowLine(row, width, ellipsis));
}

/** A job's lines with nothing shortened: they may be wider than `width`. */
export function wholeJobLines(job: Job, width: number, context: RowContext): readonly Line[] {
  const { ellipsis } = context.glyphs;
  return jobRows(job, context).map((row) => rowLine(row, Math.max(width, wholeWidth(row)), ellipsis));
}

/** How many lines a job takes in a list of that density. */
export function heightIn(density: Density): HeightOf {
  return density === 'compact' ? () => 1 : heightOf;
}

/** A job's lines in the comfortable list, including the blank one after it; the same at every width and time. */
export const heightOf: HeightOf = (job) => {
  const known = heights.get(job);
  if (known !== undefined) return known;
  const height = jobRows(job, nowhere).length + 1;
  heights.set(job, height);
  return height;
};

/** Jobs are immutable, and each frame asks for their heights many times. */
const heights = new WeakMap<Job, number>();

/** What is said of a job below its first line. */
function detailRows(job: Job, context: RowContext): readonly (readonly Part[])[] {
  return details[job.status](job, context);
}

function jobRows(job: Job, context: RowContext): readonly Row[] {
  const margin: Part = { text: ' '.repeat(indent), style: 'plain' };
  const below = detailRows(job, context).map((parts): Row => ({ left: [margin, ...parts], right: [] }));
  return [headRow(job, context), ...below];
}

const plainest: Appearance = { unicode: true, home: null, databaseLabel: '', host: '', keys: [] };
const nowhere: RowContext = {
  ...contextOf(plainest, { now: 0, heldUntil: 0, size: { columns: 0, rows: 0 } }),
  progress: new Map(),
};

const idCells = 8;

/**
 * A job in one line of exactly `width` cells, as the compact list shows it: what it is, then as much of its other lines
 * as there is room for; at the right, columns if the width allows any.
 */
export function compactLine(job: Job, width: number, context: RowContext): Line {
  const { left: head, right } = headRow(job, context);
  const [sign, ...rest] = head;
  const id =
    width < columnsFrom
      ? []
      : [{ text: fitted(shownText(storedId(job.id), context), idCells), style: 'dim' } as const];
  const title = [...(sign === undefined ? [] : [sign]), ...id, ...rest];
  const beside = rightOf(job, right, width, context);
  const rows = bodyOf(job, width, context).map(
    (details): Row => ({ left: [...title, ...details.flatMap(setOff)], right: beside }),
  );
  const whole = rows.find((row) => wholeWidth(row) <= width);
  // What is doubtful of a running job stays when all else is shortened.
  const doubt = job.status === 'running' ? doubtOf(job, context) : [];
  const left = [...title, ...doubt.map((part) => ({ ...part, before: '  ' }))];
  const last = doubt.length > 0 ? { left, right: beside } : rows[0];
  return rowLine(whole ?? last ?? { left, right }, width, context.glyphs.ellipsis);
}

/**
 * What may follow the title, the best first. A running job's progress is there too, because the columns are for times
 * and sizes, without columns only its bar. A bar says no more than the percentage beside it, so it makes room for when
 * the job will be done, or since when it stands still.
 */
function bodyOf(job: Job, width: number, context: RowContext): readonly (readonly (readonly Part[])[])[] {
  const [body = []] = detailRows(withoutColumns(job, width, context), context);
  if (job.status !== 'running') return [[body]];
  const whole = progress(job, context);
  const bar = whole.slice(0, -1);
  const percent = hasColumns(width, context)
    ? whole.slice(-1).map((part) => ({ ...part, text: part.text.trim() }))
    : [];
  const both = [...bar, ...percent.map((part) => ({ ...part, before: ' ' }))];
  const needed = body.filter((part) => part.optional !== true);
  const outlook = outlookOf(job, context);
  return [
    [both, body],
    [both, needed],
    [percent, body],
    [percent, needed],
    ...(outlook.length > 0 ? [[percent, outlook]] : []),
    [both],
  ];
}

/** Parts set two cells apart from what comes before them, to be left out if there is no room. */
function setOff(parts: readonly Part[]): readonly Part[] {
  return parts.map((part, index) => ({ ...part, optional: true, ...(index === 0 ? { before: '  ' } : {}) }));
}

/** The job without its worker, if a column shows the worker's whole name. */
function withoutColumns(job: Job, width: number, context: RowContext): Job {
  return isWorkerShown(job, width, context) ? { ...job, workerHost: null, workerPid: null } : job;
}

/** The line above the columns, in exactly `width` cells. */
export function columnTitles(width: number, context: RowContext): Line {
  const { ellipsis } = context.glyphs;
  const right = [
    ...columnsIn(width, context).map((column) => columnText(column, column.title, ellipsis)),
    valueTitle(context).padStart(valueCells(context)),
  ].join(gap);
  const left = width < columnsFrom ? '  job' : `  ${fitted('id', idCells)}job`;
  return fitLine([{ text: left.padEnd(Math.max(0, width - cells(right))) + right, style: 'dim' }], width);
}

function rightOf(job: Job, right: readonly Part[], width: number, context: RowContext): readonly Part[] {
  if (!hasColumns(width, context)) return right.slice(-1);
  const { ellipsis } = context.glyphs;
  const text = valueText(job, context);
  // How long a job has run isn't shown twice.
  const textOf = (column: Column) => {
    const own = column.text(job, context);
    return column.sameAs === 'duration' && own === text ? '' : own;
  };
  const cellsOf = columnsIn(width, context).map(
    (column): Part => ({ text: `${columnText(column, textOf(column), ellipsis)}${gap}`, style: 'dim' }),
  );
  const style = job.status === 'running' ? 'running' : 'dim';
  return [...cellsOf, { text: pad(text, valueCells(context), 'right', ellipsis), style }];
}

/** An id at the left of its column; one that is too long is shown whole: cut off, it could be taken for another. */
function fitted(text: string, room: number): string {
  return `${text.padEnd(room)}${text.length >= room ? ' ' : ''}`;
}
