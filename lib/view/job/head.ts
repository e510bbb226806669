import { durationOf, type Job, type JobType, typeOfItsOwn } from '../../model/job.js';
import { fraction } from '../../model/progress.js';
import { defaultSort, isSortKey, type SortKey, timeOf } from '../../model/sort.js';
import { shownText } from '../appearance.js';
import { barCells, bytesText, countText, filledCells, percentText } from '../format/numbers.js';
import { spanText, whenCells, whenText } from '../format/times.js';
import type { StyleName } from '../frame.js';
import type { Part, Row } from '../text/line.js';
import { pad } from '../text/width.js';
import { tellingWord } from '../words/filter-words.js';
import {
  bulleted,
  firstOf,
  itemsDone,
  optional,
  pathOf,
  quoted,
  type RowContext,
  type Segment,
  withOutput,
  words,
} from '../words/segments.js';
import { ageCells, columnText, isGone, sortedColumn } from './columns.js';
import { runningTrouble } from './running.js';

/** A job's title, for its first line (behaviour 4): its name and version, or what it reads and writes. */
function titleOf(job: Job, context: RowContext): Part[] {
  return bulleted(
    [
      titles[job.type](job, context),
      job.type === 'scan' && job.status === 'complete' ? itemsDone(job) : [],
      job.status === 'queued' && job.type !== 'scan' ? optional(pathOf(job.sourcePath, context)) : [],
      words(tellingWord(job) ?? '', 'notice').filter(({ text }) => text !== ''),
      job.status === 'complete' && job.warnings ? words('with warnings', 'warning') : [],
      isWorking(job) && job.retryCount > 0 ? optional(words(`retry ${countText(job.retryCount)}`)) : [],
    ],
    context,
  );
}

const titles: Readonly<Record<JobType, (job: Job, context: RowContext) => Segment>> = {
  scan: (job, context) => firstOf(pathOf(job.sourcePath, context), pathOf(job.name, context), unnamed),
  parse: nameAndVersion,
  export: (job, context) =>
    withOutput(nameAndVersion({ ...job, name: withoutPath(job) }, context), job, context),
  backtest: (job, context) => [...nameAndVersion(job, context), ...iterationOf(job)],
  other: nameAndVersion,
};

const arrows: readonly string[] = ['→', '->', '=>', 'to'];

/** The name of an export without the folder of its output at the end, as the path follows: `orders → ./out/` is `orders`. */
function withoutPath({ name, outputPath }: Job): string {
  const nameOf = (path: string) => path.split('/').findLast((part) => part !== '');
  const parts = name.trim().split(/\s+/);
  const path = parts.at(-1) ?? '';
  if (!path.includes('/') || nameOf(path) !== nameOf(outputPath ?? '')) return name;
  const before = parts.slice(0, arrows.includes(parts.at(-2) ?? '') ? -2 : -1).join(' ');
  return before === '' ? name : before;
}

const unnamed: Segment = words('(unnamed)', 'dim');

function isWorking(job: Job): boolean {
  return job.status === 'running' || job.status === 'queued';
}

function nameAndVersion(job: Job, context: RowContext): Segment {
  const name = firstOf(quoted(job.name, 'strong', context), unnamed);
  const version = shownText(job.version, context);
  if (version === '') return name;
  return [
    ...name,
    { text: /^v\d/i.test(version) ? ` ${version}` : ` v${version}`, style: 'strong', fit: 'end' },
  ];
}

/** A backtest's iteration; once it has ended, only its result matters. */
function iterationOf(job: Job): Segment {
  const iteration = job.backtest?.iteration ?? null;
  return iteration === null || job.status !== 'running' ? [] : words(` (iter ${countText(iteration)})`);
}

/** Cells of `100%`. */
const percentWidth = 4;

/**
 * What a row shows on its right: what the list is sorted by (behaviour 10.1), or how far a running job is. Jobs without
 * the value show none; if that is a column, it comes last, after what they usually show.
 */
function besideTitle(job: Job, context: RowContext): readonly Part[] {
  const usual = besideUsually(job, context);
  const column = sortedColumn(context);
  const value = column?.text(job, context) ?? '';
  if (column === null || value === '') return usual;
  const text = `${column.title} ${columnText(column, value, context.glyphs.ellipsis).trim()}`;
  const before = usual.length === 0 ? {} : { before: '  ' };
  return [...usual.map((part) => ({ ...part, optional: true })), { text, style: 'dim', ...before }];
}

function besideUsually(job: Job, context: RowContext): readonly Part[] {
  const by = sortedBy(context);
  const value = valueText(job, context);
  const since = hasTime(by, context) ? ' since' : '';
  if (job.status === 'running') {
    const bar = by === 'start' || by === 'duration' ? [] : progress(job, context);
    if (bar.length > 0) return bar;
    const text = value === '' ? 'running' : `${isGone(job) ? 'started' : `running${since}`} ${value}`;
    return [{ text, style: 'running' }];
  }
  if (value === '') return [];
  if (job.status === 'queued') return [{ text: `waiting${since} ${value}`, style: 'dim' }];
  const phrase = by === 'start' ? `started ${value}` : by === 'duration' ? `took ${value}` : value;
  return [...beforeValue(job, by, context), { text: phrase, style: 'dim' }];
}

/** The other one of age and duration, if there is room for it: values are under each other at the right. */
function beforeValue(job: Job, by: SortKey, context: RowContext): readonly Part[] {
  const duration = durationOf(job, context.now);
  const took = duration === null ? '' : `took ${spanText(duration)}`;
  const text = by === 'duration' ? whenText(timeOf(job), context) : took;
  return text === '' ? [] : [{ text: `${text}, `, style: 'dim', optional: true }];
}

/** The value alone: an age or a time, how long it took or has run, a size; empty if there is none. */
export function valueText(job: Job, context: RowContext): string {
  const by = sortedBy(context);
  const { now } = context;
  if (job.status === 'queued') return isByTime(by) ? begun(job.startedAt, by, context) : '';
  if (by === 'size') {
    const bytes = job.status === 'running' || job.isMeasured === true ? null : job.outputSizeBytes;
    return bytes === null || bytes <= 0n ? '' : bytesText(bytes);
  }
  if (job.status === 'running') {
    if (by === 'end') return '';
    // Nobody knows how long a job ran whose worker is gone.
    return isGone(job) ? whenText(job.startedAt, context) : begun(job.startedAt, by, context);
  }
  if (by === 'duration') {
    const duration = durationOf(job, now);
    return duration === null ? '' : spanText(duration);
  }
  return whenText(by === 'start' ? job.startedAt : timeOf(job), context);
}

/** The heading above these values in the compact list. */
export function valueTitle(context: RowContext): string {
  const title = valueTitles[sortedBy(context)];
  return context.showsTimes && title === 'age' ? 'time' : title;
}

/** How many cells these values have in the compact list. */
export function valueCells(context: RowContext): number {
  const by = sortedBy(context);
  return by === 'duration' || by === 'size' ? ageCells : whenCells(context, ageCells);
}

const valueTitles: Readonly<Record<SortKey, string>> = {
  time: 'age',
  start: 'started',
  end: 'ended',
  duration: 'took',
  size: 'size',
  name: 'age',
};

/** Bar and percentage (behaviour 4.4, 4.6, 4.7), the latter as the last part; empty if no progress is reported. */
export function progress(job: Job, { glyphs }: RowContext): readonly Part[] {
  const share = fraction(job);
  if (share === null) return [];
  const filled = filledCells(share);
  return [
    { text: glyphs.barFull.repeat(filled), style: 'bar' },
    { text: glyphs.barRest.repeat(barCells - filled), style: 'barRest' },
    { text: ` ${percentText(share).padStart(percentWidth)}`, style: 'plain' },
  ];
}

/** What the list is sorted by; the time if that is a column. */
export function sortedBy({ sort = defaultSort }: RowContext): SortKey {
  return isSortKey(sort.by) ? sort.by : 'time';
}

const isByTime = (by: SortKey) => by === 'time' || by === 'name';

/** Whether a job that isn't over has a time for its value, and not how long it has lasted. */
const hasTime = (by: SortKey, { showsTimes }: RowContext) => showsTimes && by !== 'duration';

/** How long something has lasted, or since when; empty if it has yet to begin. */
function begun(since: number | null, by: SortKey, context: RowContext): string {
  if (since === null || since > context.now) return '';
  return hasTime(by, context) ? whenText(since, context) : spanText(context.now - since);
}

/** Cells of the type column (behaviour 3.1). */
const typeWidth = 8;
/** Cells of the column of databases' names. */
const databaseWidth = 10;

/** Where a job's title and all of its other lines begin: after status glyph and type. */
export const indent = 2 + typeWidth + 1;

/**
 * A job's first line: status, type and title, and on the right how far it is, or how long it took and when it ended.
 */
export function headRow(job: Job, context: RowContext): Row {
  const glyph = context.glyphs.statuses[job.status];
  return {
    left: [
      { text: `${glyph} `, style: signStyle(job, context) },
      { text: `${typeWord(job, context)} `, style: 'strong' },
      ...databaseColumn(job, context),
      ...titleOf(job, context),
    ],
    right: besideTitle(job, context),
  };
}

/** The name of the job's database, where there are several. */
function databaseColumn({ database }: Job, context: RowContext): readonly Part[] {
  if (database === undefined) return [];
  const name = pad(shownText(database, context), databaseWidth, 'left', context.glyphs.ellipsis);
  return [{ text: `${name} `, style: 'path' }];
}

/** Something wrong with a running or complete job shows in its sign too. */
function signStyle(job: Job, context: RowContext): StyleName {
  if (job.status === 'complete') return job.warnings ? 'warning' : 'complete';
  return (job.status === 'running' ? runningTrouble(job, context)[0]?.style : undefined) ?? job.status;
}

const typeWords: Readonly<Record<Exclude<JobType, 'other'>, string>> = {
  scan: 'SCAN',
  parse: 'PARSE',
  export: 'EXPORT',
  backtest: 'BACKTEST',
};

function typeWord(job: Job, context: RowContext): string {
  const own = typeOfItsOwn(job);
  const word =
    own === null && job.type !== 'other'
      ? typeWords[job.type]
      : shownText((own ?? '').slice(0, 100).toUpperCase(), context) || 'JOB';
  return pad(word, typeWidth, 'left', context.glyphs.ellipsis);
}
