import { type Job, storedId } from '../../model/job.js';
import { shownText } from '../appearance.js';
import type { Line } from '../frame.js';
import { columnsFrom } from '../screen/layout.js';
import { fitLine, type Part, type Row, rowLine, wholeWidth } from '../text/line.js';
import { cells, pad } from '../text/width.js';
import { type Column, columnsIn, columnText, gap, hasColumns, isWorkerShown, valueCells } from './columns.js';
import { headRow, progress, sortedBy, valueText, valueTitles } from './head.js';
import { detailRows } from './job-lines.js';
import { outlookOf } from './running.js';
import type { RowContext } from './segments.js';

const idCells = 8;

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
  const rows = bodyOf(job, width, context).map(
    (details): Row => ({
      left: [...(sign === undefined ? [] : [sign]), ...id, ...rest, ...details.flatMap(setOff)],
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
    valueTitles[sortedBy(context)].padStart(valueCells),
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
  return [...cellsOf, { text: pad(text, valueCells, 'right', ellipsis), style }];
}

/** An id at the left of its column; one that is too long is shown whole: cut off, it could be taken for another. */
function fitted(text: string, room: number): string {
  return `${text.padEnd(room)}${text.length >= room ? ' ' : ''}`;
}
