import { pictureOf } from '../../machine/state/job-window.js';
import type { JobsState } from '../../machine/state/state.js';
import { causeOfJob } from '../../model/cause/cause.js';
import { causeText, jobErrorInBrief } from '../../model/causes.js';
import { type Job, jobInWords } from '../../model/job.js';
import type { QueueKind } from '../../model/limits.js';
import type { Between } from '../../model/monitoring/monitoring.js';
import {
  type ParserDifference,
  type ParserList,
  type ParserPause,
  type ParserRow,
  rowsPerJob,
  successOf,
} from '../../model/panels/parsers.js';
import type { CountedPicture } from '../../model/picture.js';
import { shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { countOf, countText, percentText, shortCount } from '../format/numbers.js';
import { briefDuration, spanText, whenCells, whenText } from '../format/times.js';
import type { Line } from '../frame.js';
import { bulleted, optional, pathOf, quoted, type RowContext, type Segment, words } from '../job/segments.js';
import type { Message } from '../screen/message.js';
import { type Part, type Row, rowLine } from '../text/line.js';
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

/**
 * The chosen version in words: its runs, its pause if there is one, how it differs from the version before, and its
 * last failure.
 */
function aboutLines(
  row: ParserRow,
  { lastFailed, ends }: ParserList,
  queue: QueueKind | undefined,
  width: number,
  most: number,
  context: ViewContext,
): readonly Line[] {
  const line = (segments: readonly Segment[]) =>
    rowLine({ left: bulleted(segments, context), right: [] }, width, context.glyphs.ellipsis);
  const { pause, before, done, failed } = row;
  const isCounted = !queue?.lacks.includes('done');
  const lines = [
    line([
      nameOf(row, false, context).map((part) => ({ ...part, style: 'title' as const })),
      done + failed === 0 ? words('no runs') : isCounted ? words(`${countText(done)} done`, 'complete') : [],
      failed === 0 ? [] : words(`${countText(failed)} failed`, 'failed'),
      optional(rowsInWords(row)),
    ]),
    ...(pause === null ? [] : [line(pauseInWords(pause, context))]),
    ...(queue?.lacks.includes('starts')
      ? [line([words(`${queue.title} does not record how long a finished job ran.`, 'dim')])]
      : []),
    ...(row.between === undefined ? [] : [line(betweenInWords(row.between))]),
    ...(before === null ? [] : [line(differenceInWords(row, before, context))]),
    ...(lastFailed === null || lastFailed.of !== row.key
      ? []
      : failureLines(lastFailed.job, row, line, context)),
  ];
  // A chart comes only where everything else has room.
  const [first = [], ...others] = lines;
  const room = { width, most: most - others.length };
  return [first, ...endedLines(ends, row.key, room, context), ...others].slice(0, most);
}

/** `1,847,234 rows`, and of how many runs if not all record their rows. */
function rowsInWords({ rows, jobsWithRows, done, failed }: ParserRow): Segment {
  if (rows === null) return [];
  const isPart = jobsWithRows < done + failed;
  return words(`${countOf(rows, 'row')}${isPart ? ` of ${countOf(jobsWithRows, 'run')}` : ''}`);
}

/** `p50 between 2m and 4m • p95 between 5m and 9m, by database`. */
function betweenInWords({ p50, p95 }: NonNullable<ParserRow['between']>): readonly Segment[] {
  const wordsFor = (name: string, [least, most]: Between) =>
    least === most
      ? `${name} ${spanText(least)}`
      : `${name} between ${spanText(least)} and ${spanText(most)}`;
  return [words(wordsFor('p50', p50)), words(`${wordsFor('p95', p95)}, by database`)];
}

function pauseInWords(pause: ParserPause, context: ViewContext): readonly Segment[] {
  const { since, failures } = pause;
  const age = whenText(since, context);
  const after = failures === null || failures === 0 ? '' : ` after ${countOf(failures, 'failure')} in a row`;
  return [
    words(`Paused${age === '' ? '' : ` ${age}`}${after}`, 'warning'),
    quoted(pause.reason, 'error', context),
  ];
}

/** `Success 2 points higher than with v1.2 • p50 2m → 1m 48s • 1,498 → 1,543 rows a run`. */
function differenceInWords(
  row: ParserRow,
  before: NonNullable<ParserRow['before']>,
  context: ViewContext,
): readonly Segment[] {
  const { p50 } = row;
  const version = shownText(before.version, context);
  const points = Math.round(before.success * 100);
  const change = Math.abs(points);
  const success =
    points === 0
      ? 'Success as'
      : `Success ${change} ${change === 1 ? 'point' : 'points'} ${points > 0 ? 'higher' : 'lower'}`;
  const by = longerBy(p50, before);
  const took =
    p50 === null || before.p50 === null
      ? []
      : by === 0
        ? words(`p50 ${spanText(p50)} as before`)
        : words(
            `p50 ${spanText(p50 - by)} ${context.glyphs.arrow} ${spanText(p50)}`,
            by > 0 ? 'failed' : 'complete',
          );
  return [
    [
      { text: success, style: points > 0 ? 'complete' : points < 0 ? 'failed' : 'plain' },
      {
        text: `${points === 0 ? '' : ' than'} ${version === '' ? 'without a version' : `with v${version}`}`,
        style: 'plain',
        fit: 'end',
      },
    ],
    took,
    optional(rowsPerRunInWords(row, before, context)),
  ];
}

/** `1,498 → 1,543 rows a run`; without a colour, because more rows aren't better or worse. */
function rowsPerRunInWords(
  row: ParserRow,
  { rowsPerJob: by }: ParserDifference,
  context: ViewContext,
): Segment {
  const now = rowsPerJob(row);
  if (now === null || by === null) return [];
  const [before, after] = [Math.round(now - by), Math.round(now)];
  return before === after
    ? words(`${countText(after)} rows a run as before`)
    : words(`${countText(before)} ${context.glyphs.arrow} ${countText(after)} rows a run`);
}

function failureLines(
  job: Job,
  { lastFailure }: ParserRow,
  line: (segments: readonly Segment[]) => Line,
  context: ViewContext,
): readonly Line[] {
  const age = whenText(lastFailure?.at ?? null, context);
  const cause = causeOfJob(job);
  const error = shownText(jobErrorInBrief(job)?.error ?? null, context);
  const text = shownText(cause === null ? causeText({ text: '' }) : causeText(cause), context);
  return [
    line([
      words(`Last failure${age === '' ? '' : ` ${age}`}: ${jobInWords(job.id)}`, 'strong'),
      pathOf(job.failures[0]?.filePath ?? job.sourcePath, context),
    ]),
    line([
      [
        { text: 'Cause: ', style: 'plain' },
        { text, style: 'error', fit: 'cause' },
      ],
    ]),
    ...(error === '' || error === text ? [] : [line([[{ text: error, style: 'dim', fit: 'end' }]])]),
  ];
}

/** Name and version; of a parser's older versions the version alone, below the newer one's name. */
function nameOf({ name, version }: ParserRow, isOlder: boolean, context: ViewContext): readonly Part[] {
  const { branch, dash } = context.glyphs;
  const shown = shownText(version, context);
  const ofVersion = /^v\d/i.test(shown) ? shown : `v${shown}`;
  if (isOlder)
    return [
      { text: `  ${branch} `, style: 'dim' },
      { text: shown === '' ? 'no version' : ofVersion, style: 'plain', fit: 'end' },
    ];
  return [
    { text: shownText(name, context) || dash, style: 'strong', fit: 'end' },
    ...(shown === '' ? [] : [{ text: ofVersion, style: 'strong', fit: 'end', before: ' ' } as const]),
  ];
}

/**
 * By how much the median is longer than that of the version before, ms; 0 if that isn't known or both read the same.
 */
function longerBy(p50: number | null, before: ParserRow['before']): number {
  const by = before?.p50 ?? 0;
  return p50 === null || spanText(p50) === spanText(p50 - by) ? 0 : by;
}

/** How the versions of parsers do (behaviour 16.3); or why there is nothing to show. */
export function parsersPanel(state: JobsState, context: RowContext): RowsPanel | Message {
  const picture = pictureOf(state.connection);
  const parsers = picture?.parsers ?? null;
  if (parsers === null)
    return [{ text: `Reading the ${context.parserWord}s${context.glyphs.ellipsis}`, style: 'plain' }];
  const table = parsersTable({ parsers, queue: picture?.queue }, '+', context.size.columns, context);
  if (!('rows' in table)) return table;
  return {
    ...table,
    ...aboutChosen(parsers.rows, state, (row, width, most) =>
      aboutLines(row, parsers, picture?.queue, width, most, context),
    ),
  };
}

/** How the versions of parsers do, as lines for a pipe or a log. */
export function parserLines(
  { parsers, queue }: Pick<CountedPicture, 'parsers' | 'queue'>,
  width: OnceWidth,
  context: ViewContext,
): readonly Line[] {
  return parsers
    ? panelLines(
        parsersTable(
          { parsers, queue },
          '--period',
          width.whole ? Number.POSITIVE_INFINITY : width.columns,
          context,
        ),
        width,
        context,
        parsers.ends,
      )
    : [];
}

/** `further`: the key or option that looks further back; `columns`: the width of the screen. */
function parsersTable(
  { parsers, queue }: { readonly parsers: ParserList; readonly queue: CountedPicture['queue'] | undefined },
  further: string,
  columns: number,
  context: ViewContext,
): PanelTable | Message {
  const { rows, periodMs } = parsers;
  if (rows.length === 0) return nothingRan(periodMs, queue, further, context.parserWord);
  const cells: Cells = {
    runs: Math.max(
      queue?.lacks.includes('done') ? 6 : 4,
      ...rows.map(({ done, failed }) => countText(done + failed).length),
    ),
    rows: columns >= columnsForRows && rows.some((row) => row.rows !== null) ? rowCells : 0,
    isNarrow: columns < columnsForAll,
    hasShare: !queue?.lacks.includes('done'),
  };
  return {
    heading: headingOf(parsers, cells, context),
    ...rowsFor(rows, (row, index) => rowOf(row, rows[index - 1]?.name === row.name, cells, context)),
  };
}

function nothingRan(
  periodMs: number | null,
  queue: QueueKind | undefined,
  further: string,
  word: ViewContext['parserWord'],
): Message {
  const none = queue?.lacks.includes('done')
    ? `${queue.title} keeps no jobs that are done, and none has failed`
    : `No job${word === 'kind' ? '' : ' that parses'} has ended`;
  if (periodMs === null) return [{ text: `${none} yet.`, style: 'plain' }];
  return [
    { text: `${none} ${periodWords(periodMs)}.`, style: 'plain' },
    { text: `${further} looks further back.`, style: 'dim' },
  ];
}

/**
 * The widths of columns that depend on the rows; 0: the column is left out. On a narrow screen differences and the last
 * failure are left out; the lines below the list give them for the chosen version.
 */
interface Cells {
  readonly runs: number;
  readonly rows: number;
  readonly isNarrow: boolean;
  /** Whether it is known how many succeed: not where finished jobs aren't kept. */
  readonly hasShare: boolean;
}

/** On narrower screens there isn't room for all columns beside a name. */
const columnsForAll = 70;
/**
 * On narrower screens a column of rows would cut names; the lines below the list give the rows of the chosen version.
 */
const columnsForRows = 90;
/** `  1.8M`. */
const rowCells = 7;
/** `100%`. */
const shareCells = 4;
/** ` ▲100`. */
const changeCells = 5;
/** ` ▼`. */
const trendCells = 2;
/** `12h 48m`. */
const spanCells = 7;
/** `just now` and the like. */
const ageCells = 8;

/** `3 parsers in the last 24h • 1 paused`, and at the right what the columns are. */
function headingOf({ rows, total, periodMs }: ParserList, cells: Cells, context: ViewContext): Row {
  const { glyphs, parserWord } = context;
  const parsers = new Set(rows.map(({ name }) => name)).size;
  const all = total > rows.length ? ` of ${countText(total)}` : '';
  const more = all !== '' && parserWord === 'parser' ? `${all} versions` : all;
  const label = (text: string, cells: number, before: string): Part => ({
    text: text.padStart(cells),
    style: 'dim',
    before,
  });
  return {
    left: [
      ...words(`${countOf(parsers, parserWord)}${more}`, 'strong'),
      ...optional(words(` ${periodWords(periodMs)}`, 'strong')),
    ],
    right: [
      // Where finished jobs aren't kept, only failures are counted.
      label(cells.hasShare ? 'runs' : 'failed', cells.runs, ''),
      label('ok', shareCells, '  '),
      label('', cells.isNarrow ? 0 : changeCells, ''),
      label('p50', spanCells, ' '),
      label('', cells.isNarrow ? 0 : trendCells, ''),
      label('p95', spanCells, ' '),
      ...(cells.rows === 0 ? [] : [label('rows', cells.rows, '')]),
      ...(cells.isNarrow
        ? []
        : [label(`last ${glyphs.statuses.failed}`, whenCells(context, ageCells), '  ')]),
    ],
  };
}

/**
 * `✗ fix_parser v1.3    1,204   99% ▲2    1m 48s ▼   4m 2s   2m ago`; versions of one parser stand under each other.
 */
function rowOf(row: ParserRow, isOlder: boolean, cells: Cells, context: ViewContext): Row {
  const { glyphs } = context;
  const { done, failed, pause, before } = row;
  const success = cells.hasShare ? successOf(row) : null;
  const style = failed === 0 ? 'complete' : gradeOf(success, before?.success ?? 0);
  const ended = glyphs.statuses[style === 'complete' || style === 'plain' ? 'complete' : 'failed'];
  const sign: Part =
    pause !== null ? { text: `${glyphs.warning} `, style: 'warning' } : { text: `${ended} `, style };
  const paused = pause === null || isOlder ? [] : pausedParts(pause, context);
  const left: Part[] = [sign, ...nameOf(row, isOlder, context), ...paused];
  const right: Part[] = [
    { text: countText(done + failed).padStart(cells.runs), style: 'plain' },
    {
      text: (success === null ? glyphs.dash : percentText(success)).padStart(shareCells),
      style: success === null ? 'dim' : style,
      before: '  ',
    },
    ...(cells.isNarrow ? [] : [{ ...changeOf(before?.success ?? null, context), before: '' }]),
    {
      text: durationText(row.p50, row.between?.p50, context).padStart(spanCells),
      style: 'plain',
      before: ' ',
    },
    ...(cells.isNarrow ? [] : [trendOf(row, context)]),
    {
      text: durationText(row.p95, row.between?.p95, context).padStart(spanCells),
      style: 'plain',
      before: ' ',
    },
    ...(cells.rows === 0 ? [] : [rowsOf(row, cells.rows, context)]),
    ...(cells.isNarrow ? [] : [ageOf(row, context)]),
  ];
  return { left, right };
}

/**
 * How bad it is that some runs of a version failed: red is only what needs a look. `change` is that of the share that
 * succeeded, against the version before; `success` is null where only failures are known.
 */
function gradeOf(success: number | null, change: number): 'plain' | 'warning' | 'failed' {
  // By the whole percents that are shown: what reads 99% is graded as that.
  const percent = Math.round((success ?? 0) * 100);
  if (percent < 90 || change <= -0.05) return 'failed';
  return percent < 99 ? 'warning' : 'plain';
}

/** `paused 2h 4m`; only `paused` if room is short. */
function pausedParts({ since }: ParserPause, { now }: ViewContext): readonly Part[] {
  return [
    { text: 'paused', style: 'warning', before: '  ' },
    ...(since === null
      ? []
      : [{ text: spanText(now - since), style: 'warning', before: ' ', optional: true } as const]),
  ];
}

/** `1m 48s`; of several databases `2m–4m` where it lies between these; a dash if no record says. */
function durationText(ms: number | null, between: Between | undefined, { glyphs }: ViewContext): string {
  if (ms !== null || between === undefined) return ms === null ? glyphs.dash : spanText(ms);
  const [least, most] = between.map(briefDuration);
  return least === most ? `~${least}` : `${least}${glyphs.dash}${most}`;
}

/** `1.8M`; a dash if the record doesn't say. */
function rowsOf({ rows }: ParserRow, width: number, { glyphs }: ViewContext): Part {
  const text = rows === null ? glyphs.dash : shortCount(rows);
  return { text: text.padStart(width), style: rows === null ? 'dim' : 'plain', before: '' };
}

/** `2m ago`: when a run last failed; a dash if none did. */
function ageOf({ lastFailure }: ParserRow, context: ViewContext): Part {
  const age = whenText(lastFailure?.at ?? null, context);
  return {
    text: (age || context.glyphs.dash).padStart(whenCells(context, ageCells)),
    style: 'dim',
    before: '  ',
  };
}

/** `▲2`: percentage points more than the version before; blank for less than half a point. */
function changeOf(success: number | null, { glyphs }: ViewContext): Part {
  const points = Math.round((success ?? 0) * 100);
  if (points === 0) return { text: ' '.repeat(changeCells), style: 'plain' };
  const text = ` ${points > 0 ? glyphs.up : glyphs.down}${Math.abs(points)}`;
  return { text: text.padEnd(changeCells), style: points > 0 ? 'complete' : 'failed' };
}

/** `▼`: less time than with the version before, which is better; blank where both read the same. */
function trendOf({ p50, before }: ParserRow, { glyphs }: ViewContext): Part {
  const by = longerBy(p50, before);
  if (by === 0) return { text: '  ', style: 'plain' };
  return { text: ` ${by > 0 ? glyphs.up : glyphs.down}`, style: by > 0 ? 'failed' : 'complete' };
}
