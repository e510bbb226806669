import { argumentsName } from '../../model/filter/column-filter.js';
import { durationOf, type Job } from '../../model/job.js';
import { type FieldColumn, fieldColumns } from '../../model/saved-view.js';
import { defaultSort, isSortKey, type SortKey } from '../../model/sort.js';
import { workerNameOf } from '../../model/worker.js';
import { shownPath, shownText } from '../appearance.js';
import { bytesText, countText, shortCount } from '../format/numbers.js';
import { spanText, whenCells, whenText } from '../format/times.js';
import { columnsFrom } from '../layout/layout.js';
import { cells, fitPath, pad } from '../text/width.js';
import type { RowContext } from '../words/segments.js';

/** One column of the compact list: what it says of a job, and how many cells it takes. */
export interface Column {
  readonly title: string;
  readonly cells: number;
  /** At which edge texts stand: numbers at the right. */
  readonly align: 'left' | 'right';
  /** Clean text; empty where the job has no such value. */
  readonly text: (job: Job, context: RowContext) => string;
  /** Texts are paths, shortened in their middle. */
  readonly isPath?: true;
  /** What the list is sorted by if the value at the end of each row says the same. */
  readonly sameAs?: SortKey;
}

const number = (title: string, room: number, text: Column['text'], sameAs?: SortKey): Column => ({
  ...{ title, cells: room, align: 'right', text },
  ...(sameAs === undefined ? {} : { sameAs }),
});
const words = (title: string, room: number, text: Column['text']): Column => ({
  ...{ title, cells: room, align: 'left', text },
});

const fields: Readonly<Record<FieldColumn, Column>> = {
  worker: number('worker', 16, ({ workerHost, workerPid }, context) =>
    shownText(workerNameOf(workerHost, workerPid), context),
  ),
  rows: number('rows', 6, ({ outputs }) => (outputs.rows === null ? '' : shortCount(outputs.rows))),
  retries: number('retries', 7, ({ retryCount }) => (retryCount > 0 ? countText(retryCount) : '')),
  duration: number('took', 7, tookText, 'duration'),
  size: number(
    'size',
    8,
    ({ outputSizeBytes: bytes, status }) =>
      bytes === null || bytes <= 0n || status === 'running' ? '' : bytesText(bytes),
    'size',
  ),
  files: number('items', 7, ({ itemsProcessed, itemsTotal }) => {
    const count = itemsProcessed ?? itemsTotal ?? 0;
    return count > 0 ? shortCount(count) : '';
  }),
  failed: number('failed', 6, ({ itemsFailed }) =>
    (itemsFailed ?? 0) > 0 ? shortCount(itemsFailed ?? 0) : '',
  ),
  priority: number('priority', 8, ({ priority }) => (priority === null ? '' : countText(priority))),
  start: number(
    'started',
    8,
    ({ startedAt, status }, context) => (status === 'queued' ? '' : whenText(startedAt, context)),
    'start',
  ),
  end: number('ended', 8, ({ completedAt }, context) => whenText(completedAt, context), 'end'),
  version: words('version', 10, ({ version }, context) => shownText(version, context)),
  source: {
    ...words('source', 24, ({ sourcePath }, context) => shownPath(sourcePath, context)),
    isPath: true,
  },
  output: {
    ...words('output', 24, ({ outputPath }, context) => shownPath(outputPath, context)),
    isPath: true,
  },
  error: words('error', 32, ({ errorMessage }, context) => shownText(errorMessage, context)),
};

/** How long a job took or has run; empty if that isn't known. */
function tookText(job: Job, context: RowContext): string {
  const duration = isGone(job) ? null : durationOf(job, context.now);
  return duration === null ? '' : spanText(duration);
}

/** Whether a running job's worker is gone. */
export const isGone = ({ trouble }: Job) => trouble?.kind === 'gone';

/** The usual columns need a list of this width. */
const usualFrom: readonly { readonly name: FieldColumn; readonly from: number }[] = [
  { name: 'worker', from: 130 },
  { name: 'rows', from: 150 },
  { name: 'retries', from: 116 },
  { name: 'duration', from: 96 },
];
/** Own columns leave at least this many cells to what a job is. */
const leastTitle = 30;
/** Cells between two columns. */
export const gap = '  ';
/** Cells of a column of ages, and of what the list is sorted by at the end of each row. */
export const ageCells = 8;

/** The columns in a list of this width, from the left, in front of what it is sorted by, which may be the last of them. */
export function columnsIn(width: number, context: RowContext): readonly Column[] {
  const { columns, sort = defaultSort } = context;
  const isNew = ({ sameAs }: Column) => sameAs === undefined || sameAs !== sort.by;
  const usual = usualFrom.filter(({ name, from }) => width >= from && !context.unrecorded.has(name));
  const names = columns ?? usual.map(({ name }) => name);
  const isListed = isSortKey(sort.by) || names.includes(sort.by);
  const all = (isListed ? names : [...names, sort.by]).map((name) => ({
    name,
    column: columnNamed(name, context),
  }));
  const wanted = all.filter(({ column }) => isNew(column));
  if (columns === undefined && isListed) return wanted.map(({ column }) => column);
  let room = width - leastTitle - whenCells(context, ageCells);
  // What the list is sorted by has its room before the others.
  const fitting = wanted
    .toSorted((one, other) => Number(other.name === sort.by) - Number(one.name === sort.by))
    .filter(({ column }) => {
      const isFitting = column.cells + gap.length <= room;
      if (isFitting) room -= column.cells + gap.length;
      return isFitting;
    });
  return wanted.filter((each) => fitting.includes(each)).map(({ column }) => column);
}

/** The column that the list is sorted by; null if it is sorted by what isn't one. */
export function sortedColumn(context: RowContext): Column | null {
  const { sort = defaultSort } = context;
  return isSortKey(sort.by) ? null : columnNamed(sort.by, context);
}

/** The narrowest and the widest column of values in jobs' arguments. */
const leastArgument = 12;
const mostArgument = 20;

/** Values in jobs' arguments as they are: a number may be an id, so it isn't written as a count. */
function argumentColumn(name: string, context: RowContext): Column {
  const title = shownText(name.slice(argumentsName.length).replace(/^\./, ''), context);
  const room = Math.max(leastArgument, Math.min(cells(title), mostArgument));
  const text: Column['text'] = ({ args }) => {
    const value = args?.find(({ path }) => path === name)?.value;
    return value === undefined ? '' : shownText(String(value), context);
  };
  return (context.numeric?.has(name) ? number : words)(title, room, text);
}

/** Those of the columns that have numbers in jobs' arguments, and nothing else. */
export function numericAmong(columns: readonly string[], jobs: readonly Job[]): ReadonlySet<string> {
  const values = jobs.flatMap(({ args = [] }) => args);
  const ofKind = (isNumber: boolean) =>
    new Set(values.filter(({ value }) => (typeof value === 'number') === isNumber).map(({ path }) => path));
  const [numbers, others] = [ofKind(true), ofKind(false)];
  return new Set(columns.filter((column) => numbers.has(column) && !others.has(column)));
}

function columnNamed(name: string, context: RowContext): Column {
  const field = fieldColumns.find((each) => each === name);
  if (field === undefined) return argumentColumn(name, context);
  const isTime = field === 'start' || field === 'end';
  return isTime ? { ...fields[field], cells: whenCells(context, ageCells) } : fields[field];
}

/** Whether a list of this width has columns. */
export function hasColumns(width: number, { columns = [] }: Pick<RowContext, 'columns'>): boolean {
  return width >= columnsFrom || columns.length > 0;
}

/** A column's text in exactly its cells. */
export function columnText(column: Column, text: string, ellipsis: string): string {
  const fitted = column.isPath === true ? fitPath(text, column.cells, ellipsis) : text;
  return pad(fitted, column.cells, column.align, ellipsis);
}

/** Whether a column shows the whole name of a job's worker. */
export function isWorkerShown(job: Job, width: number, context: RowContext): boolean {
  const { worker } = fields;
  return columnsIn(width, context).includes(worker) && cells(worker.text(job, context)) <= worker.cells;
}
