import { type JobTrouble, jobInWords, localId, storedId } from '../../model/job.js';
import type { QueueKind, QueueLack } from '../../model/limits.js';
import type { WorkerRow } from '../../model/worker.js';
import { shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { countOf, countText } from '../format/numbers.js';
import { spanText, whenCells, whenText } from '../format/times.js';
import type { Line, StyleName } from '../frame.js';
import { headRow } from '../job/head.js';
import type { Message } from '../layout/message.js';
import { type Part, type Row, rowLine } from '../text/line.js';
import { cells, clip, pad } from '../text/width.js';
import { databaseOfJob, exactSecondsOf, idIn, rounded, secondsOf, timeOf } from '../words/json-parts.js';
import { bulleted, optional, type RowContext, words } from '../words/segments.js';
import { type AnswerDrawn, type AnswerShown, answerView, endedIn } from './answer-view.js';
import { endedLines, periodWords } from './rows-panel.js';

/** On narrower screens there are neither rate nor last sign, nor columns of zeros: what a worker does needs the room. */
const columnsForAll = 70;

/** Who works, and at what (behaviour 16.2). */
export const workersView = answerView<'workers', WorkerRow>({
  name: 'workers',
  called: () => ({ title: 'WORKERS', noun: 'workers' }),
  aboutLines: 9,
  ask: (periodMs) => ({ workers: { periodMs, of: null, jobs: 0, ends: 'all' } }),
  rows: ({ rows }) => rows,
  nothing: (drawn) => (drawn.answer.rows.length === 0 ? noWorkers(drawn) : null),
  heading: headingOf,
  left: (drawn) => {
    const widest = Math.max(...drawn.answer.rows.map(({ name }) => cells(nameOf(name, drawn.context))));
    const width = Math.min(widest, nameCells(drawn));
    return (worker) => leftOf(worker, width, drawn);
  },
  columns: [
    { fields: (worker) => ({ name: worker.name, ...stateIn(worker) }) },
    { fields: ({ longest }, { asOf }) => ({ longest_job: longest === null ? null : jobIn(longest, asOf) }) },
    {
      ...counts('done', 'complete', ['done', 'finishers']),
      fields: ({ done }, { queue }) => ({ done: lacks(queue, 'done', 'finishers') ? null : done }),
    },
    {
      ...counts('failed', 'failed', ['finishers']),
      fields: ({ failed }, { queue }) => ({ failed: lacks(queue, 'finishers') ? null : failed }),
    },
    {
      title: '/min',
      cells: 6,
      least: columnsForAll,
      before: ' ',
      cell: ({ perMinute }, { queue, context }) => ({
        text: rateText(lacks(queue, 'finishers') ? null : perMinute, context.glyphs.dash),
        style: 'plain',
      }),
      fields: ({ perMinute }, { queue }) => ({
        per_minute: perMinute === null || lacks(queue, 'finishers') ? null : rounded(perMinute, 2),
      }),
    },
    {
      title: 'last sign',
      // `just now` is the longest of the usual ages.
      cells: (_, { context }) => whenCells(context, 9),
      least: columnsForAll,
      cell: ({ lastAt }, { context }) => ({
        text: whenText(lastAt, context) || context.glyphs.dash,
        style: 'dim',
      }),
      fields: ({ lastAt }) => ({ last_sign_at: timeOf(lastAt) }),
    },
  ],
  about: aboutLines,
  fields: (shown) => ({
    period_seconds: exactSecondsOf(shown.answer.periodMs),
    total: shown.answer.total,
    not_heard_of: shown.answer.others,
    ended: endedIn(shown),
  }),
});

type Drawn = AnswerDrawn<'workers'>;

function noWorkers({ answer: { others, periodMs }, queue, further }: Drawn): Message {
  if (queue?.lacks.includes('workers'))
    return [{ text: `${queue.title} does not record who works on a job.`, style: 'plain' }];
  if (others === 0) return [{ text: 'No job in this queue names a worker.', style: 'plain' }];
  const known = `${countOf(others, 'worker')} ${others === 1 ? 'was' : 'were'} heard of before that`;
  return [
    { text: `No worker was heard of ${periodWords(periodMs)}.`, style: 'plain' },
    { text: `${known}: ${further} looks further back.`, style: 'dim' },
  ];
}

/** How many cells a name takes at most. */
function nameCells({ columns }: Drawn): number {
  return Number.isFinite(columns) ? (columns < 100 ? 18 : 36) : columns;
}

/** A column of counts; on narrow screens, one of zeros is left out. */
function counts(of: 'done' | 'failed', style: StyleName, unless: readonly QueueLack[]) {
  return {
    title: of,
    cells: (rows: readonly WorkerRow[], { columns }: Drawn) =>
      columns < columnsForAll && rows.every((row) => row[of] === 0)
        ? 0
        : Math.max(of.length, ...rows.map((row) => countText(row[of]).length)),
    cell: (row: WorkerRow, { queue, context }: Drawn): Part =>
      lacks(queue, ...unless)
        ? { text: context.glyphs.dash, style: 'dim' }
        : { text: countText(row[of]), style: row[of] > 0 ? style : 'dim' },
  };
}

function lacks(queue: QueueKind | undefined, ...any: readonly QueueLack[]): boolean {
  return any.some((lack) => queue?.lacks.includes(lack));
}

/** What a worker is doing, for JSON. */
function stateIn({ trouble, running }: WorkerRow) {
  return {
    state: trouble?.kind ?? (running > 0 ? 'working' : 'idle'),
    trouble_since: timeOf(trouble?.since ?? null),
    running,
  };
}

function jobIn({ id, name, startedAt }: NonNullable<WorkerRow['longest']>, asOf: number) {
  return {
    id: idIn(storedId(id)),
    ...databaseOfJob('database', id),
    name,
    started_at: timeOf(startedAt),
    running_seconds: startedAt === null ? null : secondsOf(Math.max(0, asOf - startedAt)),
  };
}

/** `4 workers in the last hour • 2 at work • 1 in trouble`. */
function headingOf({ answer: { total, others, periodMs, rows }, context }: Drawn): readonly Part[] {
  const troubled = rows.filter(({ trouble }) => trouble !== null).length;
  const working = rows.filter(({ trouble, running }) => trouble === null && running > 0).length;
  return bulleted(
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
}

/** `↻ vm:30534  fix_parser 1m 48s +2`. */
function leftOf(worker: WorkerRow, width: number, drawn: Drawn): readonly Part[] {
  const { context } = drawn;
  const { ellipsis } = context.glyphs;
  const { sign, style } = signOf(worker, context);
  const name = clip(nameOf(worker.name, context), width, ellipsis);
  return [
    { text: `${sign} `, style },
    { text: pad(name, width, 'left', ellipsis), style: 'strong' },
    ...doing(worker, drawn).map((part, index) => ({ ...part, before: index === 0 ? '  ' : ' ' })),
  ];
}

/** What a worker does: `fix_parser 1m 48s +2`; `gone 12m 3s fix_parser`; `idle`, since when if no column tells. */
function doing(
  { longest, running, trouble, lastAt }: WorkerRow,
  { context, columns }: Drawn,
): readonly Part[] {
  const { dash } = context.glyphs;
  const hasAges = columns >= columnsForAll;
  if (longest === null) {
    const since = hasAges || lastAt === null ? '' : ` ${spanText(context.now - lastAt)}`;
    return [{ text: `idle${since}`, style: 'dim' }];
  }
  const name = shownText(longest.name, context);
  const job: Part = { text: name === '' ? dash : name, style: 'plain', fit: 'end' };
  const more: readonly Part[] = running > 1 ? [{ text: `+${countText(running - 1)}`, style: 'dim' }] : [];
  if (trouble !== null) {
    const since: Part = { text: troubleText(trouble, context), style: styleOf(trouble) };
    return [since, { ...job, optional: !hasAges }, ...more];
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
  { answer: { jobs, ends }, queue }: AnswerShown<'workers'>,
  { width, most }: { readonly width: number; readonly most: number },
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
