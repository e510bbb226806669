import { pictureOf } from '../../machine/state/job-window.js';
import type { JobsState } from '../../machine/state/state.js';
import { type JobTrouble, jobInWords, localId } from '../../model/job.js';
import type { QueueKind, QueueLack } from '../../model/limits.js';
import type { CountedPicture } from '../../model/picture.js';
import type { WorkerList, WorkerRow } from '../../model/worker.js';
import { shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { countOf, countText } from '../format/numbers.js';
import { spanText, whenCells, whenText } from '../format/times.js';
import type { Line, StyleName } from '../frame.js';
import { headRow } from '../job/head.js';
import { bulleted, optional, type RowContext, words } from '../job/segments.js';
import type { Message } from '../screen/message.js';
import { type Part, type Row, rowLine } from '../text/line.js';
import { cells, clip, pad } from '../text/width.js';
import type { OnceWidth } from '../text-out/once.js';
import {
  aboutChosen,
  endedLines,
  type PanelTable,
  panelLines,
  periodWords,
  type RowsPanel,
  rowsFor,
} from './rows-panel.js';

/** Who works, and at what (behaviour 16.2); or why there is nothing to show. */
export function workersPanel(state: JobsState, context: RowContext): RowsPanel | Message {
  const picture = pictureOf(state.connection);
  const workers = picture?.workers ?? null;
  if (workers === null) return [{ text: `Reading the workers${context.glyphs.ellipsis}`, style: 'plain' }];
  const { rows } = workers;
  const table = workersTable(workers, picture?.queue, nameCells(context), '+', context);
  if (!('rows' in table)) return table;
  return {
    ...table,
    ...aboutChosen(rows, state, (worker, width, most) =>
      aboutLines(worker, workers, picture?.queue, width, most, context),
    ),
  };
}

/** Who works, as lines for a pipe or a log. */
export function workerLines(
  { workers, queue }: Pick<CountedPicture, 'workers' | 'queue'>,
  width: OnceWidth,
  context: ViewContext,
): readonly Line[] {
  if (!workers) return [];
  const cells = width.whole ? Number.POSITIVE_INFINITY : nameCells(context);
  return panelLines(workersTable(workers, queue, cells, '--period', context), width, context, workers.ends);
}

/** `further` looks further back: a key, or an option. */
function workersTable(
  workers: WorkerList,
  queue: QueueKind | undefined,
  mostCells: number,
  further: string,
  context: ViewContext,
): PanelTable | Message {
  const { rows } = workers;
  if (rows.length === 0) return noWorkers(workers, queue, further);
  const widths = widthsOf(rows, mostCells, context);
  return {
    heading: headingOf(workers, widths, context),
    ...rowsFor(rows, (worker) => rowOf(worker, queue, widths, context)),
  };
}

function noWorkers({ others, periodMs }: WorkerList, queue: QueueKind | undefined, further: string): Message {
  if (queue?.lacks.includes('workers'))
    return [{ text: `${queue.title} does not record who works on a job.`, style: 'plain' }];
  if (others === 0) return [{ text: 'No job in this queue names a worker.', style: 'plain' }];
  const known = `${countOf(others, 'worker')} ${others === 1 ? 'was' : 'were'} heard of before that`;
  return [
    { text: `No worker was heard of ${periodWords(periodMs)}.`, style: 'plain' },
    { text: `${known}: ${further} looks further back.`, style: 'dim' },
  ];
}

/** The widths of columns; 0: the column is left out. */
interface Widths {
  readonly name: number;
  readonly done: number;
  readonly failed: number;
  readonly rate: number;
  readonly age: number;
}

/** `just now` is the longest of the usual ages. */
const ageCells = 9;
const rateCells = 6;
const [narrow, wide] = [18, 36];
const roomy = 100;
/** On narrower screens there are neither rate nor last sign, nor columns of zeros: what a worker does needs the room. */
const columnsForAll = 70;

/** How many cells a name takes at most. */
function nameCells({ size }: ViewContext): number {
  return size.columns < roomy ? narrow : wide;
}

function widthsOf(rows: readonly WorkerRow[], mostCells: number, context: ViewContext): Widths {
  const name = Math.max(...rows.map(({ name }) => cells(nameOf(name, context))));
  // Lines for a pipe may be as wide as they like.
  const isNarrow = Number.isFinite(mostCells) && context.size.columns < columnsForAll;
  const column = (title: string, counts: readonly number[]) =>
    isNarrow && counts.every((count) => count === 0)
      ? 0
      : Math.max(title.length, ...counts.map((count) => countText(count).length));
  return {
    name: Math.min(name, mostCells),
    done: column(
      'done',
      rows.map(({ done }) => done),
    ),
    failed: column(
      'failed',
      rows.map(({ failed }) => failed),
    ),
    rate: isNarrow ? 0 : rateCells,
    age: isNarrow ? 0 : whenCells(context, ageCells),
  };
}

/** `4 workers in the last hour • 2 at work • 1 in trouble`, and at the right what the columns are. */
function headingOf({ total, others, periodMs, rows }: WorkerList, widths: Widths, context: ViewContext): Row {
  const troubled = rows.filter(({ trouble }) => trouble !== null).length;
  const working = rows.filter(({ trouble, running }) => trouble === null && running > 0).length;
  const left = bulleted(
    [
      [
        ...words(countOf(total, 'worker'), 'strong'),
        ...optional(words(` ${periodWords(periodMs)}`, 'strong')),
      ],
      troubled === 0 ? [] : words(`${countText(troubled)} in trouble`, 'warning'),
      working === 0 ? [] : optional(words(`${countText(working)} at work`, 'running')),
      others === 0 ? [] : optional(words(`${countText(others)} before`, 'dim')),
    ],
    context,
  );
  const label = (text: string) => ({ text, style: 'dim' }) as const;
  const right = columnsOf(widths, {
    done: label('done'),
    failed: label('failed'),
    rate: label('/min'),
    age: label('last sign'),
  });
  return { left, right };
}

/** What stands in each column at the right. */
type Cells = Readonly<Record<Exclude<keyof Widths, 'name'>, Part>>;

/** The columns that there are, from the left to the right. */
function columnsOf(widths: Widths, texts: Cells): Part[] {
  return (['done', 'failed', 'rate', 'age'] as const)
    .filter((column) => widths[column] > 0)
    .map((column, index) => ({
      ...texts[column],
      text: texts[column].text.padStart(widths[column]),
      before: index === 0 ? '' : column === 'rate' ? ' ' : '  ',
    }));
}

/** `↻ vm:30534  fix_parser 1m 48s +2      1,204      12    20  just now`. */
function rowOf(worker: WorkerRow, queue: QueueKind | undefined, widths: Widths, context: ViewContext): Row {
  const { ellipsis, dash } = context.glyphs;
  const { sign, style } = signOf(worker, context);
  const name = clip(nameOf(worker.name, context), widths.name, ellipsis);
  const left: Part[] = [
    { text: `${sign} `, style },
    { text: pad(name, widths.name, 'left', ellipsis), style: 'strong' },
    ...doing(worker, widths, context).map((part, index) => ({ ...part, before: index === 0 ? '  ' : ' ' })),
  ];
  const counted = (count: number, style: StyleName): Part => ({
    text: countText(count),
    style: count > 0 ? style : 'dim',
  });
  const unknown = (...lacks: readonly QueueLack[]) => lacks.some((lack) => queue?.lacks.includes(lack));
  const none: Part = { text: dash, style: 'dim' };
  const right = columnsOf(widths, {
    done: unknown('done', 'finishers') ? none : counted(worker.done, 'complete'),
    failed: unknown('finishers') ? none : counted(worker.failed, 'failed'),
    rate: { text: rateText(unknown('finishers') ? null : worker.perMinute, dash), style: 'plain' },
    age: { text: whenText(worker.lastAt, context) || dash, style: 'dim' },
  });
  return { left, right };
}

/** What a worker does: `fix_parser 1m 48s +2`; `gone 12m 3s fix_parser`; `idle`, since when if no column tells. */
function doing(
  { longest, running, trouble, lastAt }: WorkerRow,
  widths: Widths,
  context: ViewContext,
): readonly Part[] {
  const { dash } = context.glyphs;
  if (longest === null) {
    const since = widths.age > 0 || lastAt === null ? '' : ` ${spanText(context.now - lastAt)}`;
    return [{ text: `idle${since}`, style: 'dim' }];
  }
  const name = shownText(longest.name, context);
  const job: Part = { text: name === '' ? dash : name, style: 'plain', fit: 'end' };
  const more: readonly Part[] = running > 1 ? [{ text: `+${countText(running - 1)}`, style: 'dim' }] : [];
  if (trouble !== null) {
    const since: Part = { text: troubleText(trouble, context), style: styleOf(trouble) };
    return [since, { ...job, optional: widths.age === 0 }, ...more];
  }
  const { startedAt } = longest;
  const since: readonly Part[] =
    startedAt === null ? [] : [{ text: spanText(context.now - startedAt), style: 'running' }];
  return [job, ...since, ...more];
}

function signOf(
  { trouble, running }: WorkerRow,
  { glyphs }: ViewContext,
): { sign: string; style: StyleName } {
  if (trouble !== null) return { sign: glyphs.warning, style: styleOf(trouble) };
  return running > 0
    ? { sign: glyphs.statuses.running, style: 'running' }
    : { sign: glyphs.bullet, style: 'dim' };
}

function styleOf({ kind }: JobTrouble): StyleName {
  return kind === 'gone' ? 'failed' : 'warning';
}

/** `gone 12m 3s`, which is proved, or `silent 14m`, which is not. */
function troubleText({ kind, since }: JobTrouble, { heldUntil }: ViewContext): string {
  return since === null ? kind : `${kind} ${spanText(heldUntil - since)}`;
}

/** One decimal below ten: a worker that does a job every few minutes doesn't do none. */
function rateText(perMinute: number | null, none: string): string {
  if (perMinute === null) return none;
  if (perMinute >= 9.95) return countText(Math.round(perMinute));
  return perMinute < 0.05 ? '<0.1' : perMinute.toFixed(1);
}

/** A name that has nothing to show still takes its place. */
function nameOf(name: string, context: ViewContext): string {
  return shownText(name, context) || context.glyphs.dash;
}

/** This many of its jobs come before a chart. */
const leastJobs = 2;

/** The chosen worker in full, what it did in the period and the one before, and the first of its jobs as the list has them. */
function aboutLines(
  worker: WorkerRow,
  { jobs, ends }: WorkerList,
  queue: QueueKind | undefined,
  width: number,
  most: number,
  context: RowContext,
): readonly Line[] {
  const { ellipsis } = context.glyphs;
  const { trouble, running, longest } = worker;
  const head = bulleted(
    [
      [{ text: nameOf(worker.name, context), style: 'title', fit: 'end' }],
      trouble === null ? [] : words(troubleText(trouble, context), styleOf(trouble)),
      running === 0 || longest === null ? [] : words(`runs ${countOf(running, 'job')}`),
    ],
    context,
  );
  const line = (row: Row) => rowLine(row, width, ellipsis);
  const room = { width, most: most - (jobs === null ? 0 : leastJobs) };
  const ended = queue?.lacks.includes('finishers')
    ? [
        line({
          left: words(`${queue.title} does not record who worked on a job that has ended.`, 'dim'),
          right: [],
        }),
      ]
    : endedLines(ends, worker.name, room, context);
  const lines = [line({ left: head, right: [] }), ...ended];
  if (jobs === null || jobs.of !== worker.name) return lines;
  for (const job of jobs.jobs.slice(0, Math.max(0, most - lines.length))) {
    const { left, right } = headRow(job, context);
    // Whose database it is stands in front of the name.
    const id: Part = { text: jobInWords(localId(job.id)), style: 'dim', before: '  ' };
    lines.push(line({ left: [...left, id], right }));
  }
  return lines;
}
