import { causeOfRecord } from '../../causes/cause.js';
import { recordInBrief } from '../../causes/error.js';
import { causeText } from '../../model/causes.js';
import { type Job, jobInWords, storedId } from '../../model/job.js';
import type { Between } from '../../model/monitoring/monitoring.js';
import {
  type ParserDifference,
  type ParserPause,
  type ParserRow,
  rowsPerJob,
  successOf,
} from '../../model/panels/parsers.js';
import { shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { countOf, countText, percentText, shortCount } from '../format/numbers.js';
import { briefDuration, spanText, whenCells, whenText } from '../format/times.js';
import type { Line } from '../frame.js';
import type { Message } from '../layout/message.js';
import { type Part, rowLine } from '../text/line.js';
import { databaseOfJob, exactSecondsOf, idIn, rounded, timeOf } from '../words/json-parts.js';
import { bulleted, optional, pathOf, quoted, type Segment, words } from '../words/segments.js';
import { type AnswerDrawn, type AnswerShown, answerView, endedIn } from './answer-view.js';
import { endedLines, periodWords } from './rows-panel.js';

/** On narrower screens there isn't room for all columns beside a name; the lines below the list have what is left out. */
const columnsForAll = 70;
/** On narrower screens a column of rows would cut names; the lines below the list have them. */
const columnsForRows = 90;
/** ` ▲100`. */
const changeCells = 5;

/** How the versions of parsers do (behaviour 16.3). */
export const parsersView = answerView<'parsers', ParserRow>({
  name: 'parsers',
  called: (word) =>
    word === 'kind' ? { title: 'KINDS', noun: 'kinds' } : { title: 'PARSERS', noun: 'versions' },
  reading: (word) => `${word}s`,
  aboutLines: 9,
  ask: (periodMs) => ({ parsers: { periodMs, of: null, ends: 'all' } }),
  rows: ({ rows }) => rows,
  nothing: nothingRan,
  heading: headingOf,
  left: (drawn) => (row, index) => leftOf(row, drawn.answer.rows[index - 1]?.name === row.name, drawn),
  columns: [
    { fields: ({ name, version }) => ({ name, version }) },
    {
      // Where finished jobs aren't kept, only failures are counted.
      title: (drawn) => (keepsDone(drawn) ? 'runs' : 'failed'),
      cells: (rows, drawn) =>
        Math.max(
          keepsDone(drawn) ? 4 : 6,
          ...rows.map(({ done, failed }) => countText(done + failed).length),
        ),
      cell: ({ done, failed }) => ({ text: countText(done + failed), style: 'plain' }),
      fields: ({ done, failed }, shown) => ({
        ...(keepsDone(shown) ? { runs: done + failed, done } : { runs: null, done: null }),
        failed,
      }),
    },
    {
      title: 'ok',
      // `100%`.
      cells: 4,
      cell: (row, drawn) => {
        const success = successIn(row, drawn);
        return success === null
          ? { text: drawn.context.glyphs.dash, style: 'dim' }
          : { text: percentText(success), style: styleOf(row, drawn) };
      },
      fields: (row, shown) => {
        const success = successIn(row, shown);
        return { success: success === null ? null : rounded(success, 6) };
      },
    },
    { title: '', cells: changeCells, least: columnsForAll, before: '', cell: changeOf },
    {
      ...durations('p50'),
      fields: ({ p50 }) => ({ p50_seconds: exactSecondsOf(p50) }),
    },
    // ` ▼`.
    { title: '', cells: 2, least: columnsForAll, before: '', cell: trendOf },
    {
      ...durations('p95'),
      fields: ({ p95 }) => ({ p95_seconds: exactSecondsOf(p95) }),
    },
    {
      title: 'rows',
      // `  1.8M`.
      cells: (all) => (all.some(({ rows }) => rows !== null) ? 7 : 0),
      least: columnsForRows,
      before: '',
      cell: ({ rows }, { context }) =>
        rows === null
          ? { text: context.glyphs.dash, style: 'dim' }
          : { text: shortCount(rows), style: 'plain' },
      fields: ({ rows, jobsWithRows }) => ({ rows, runs_with_rows: jobsWithRows }),
    },
    {
      title: ({ context }) => `last ${context.glyphs.statuses.failed}`,
      // `just now` and the like.
      cells: (_, { context }) => whenCells(context, 8),
      least: columnsForAll,
      cell: ({ lastFailure }, { context }) => ({
        text: whenText(lastFailure?.at ?? null, context) || context.glyphs.dash,
        style: 'dim',
      }),
      fields: ({ lastFailure }) => ({
        last_failed_at: timeOf(lastFailure?.at ?? null),
        last_failed_job: lastFailure === null ? null : idIn(storedId(lastFailure.id)),
        ...databaseOfJob('last_failed_database', lastFailure?.id ?? null),
      }),
    },
    { fields: ({ retriable }) => ({ failed_jobs: retriable }) },
    { fields: ({ pause }) => ({ paused: pause && pauseIn(pause) }) },
    { fields: ({ before }) => ({ before: before && differenceIn(before) }) },
  ],
  about: aboutLines,
  fields: (shown) => ({
    period_seconds: exactSecondsOf(shown.answer.periodMs),
    total: shown.answer.total,
    ended: endedIn(shown),
  }),
});

type Drawn = AnswerDrawn<'parsers'>;

/** Whether it is known how many succeed: not where finished jobs aren't kept. */
function keepsDone({ queue }: Pick<Drawn, 'queue'>): boolean {
  return !queue?.lacks.includes('done');
}

function successIn(row: ParserRow, shown: Pick<Drawn, 'queue'>): number | null {
  return keepsDone(shown) ? successOf(row) : null;
}

function pauseIn({ since, failures, reason }: ParserPause) {
  return { since: timeOf(since), failures, last_failure: reason };
}

function differenceIn({ version, success, p50, rowsPerJob: rows }: ParserDifference) {
  return {
    version,
    success_change: rounded(success, 6),
    p50_change_seconds: exactSecondsOf(p50),
    rows_per_run_change: rows === null ? null : rounded(rows, 2),
  };
}

/** A column of durations: `12h 48m`. */
function durations(percentile: 'p50' | 'p95') {
  return {
    title: percentile,
    cells: 7,
    before: ' ',
    cell: (row: ParserRow, { context }: Drawn): Part => ({
      text: durationText(row[percentile], row.between?.[percentile], context),
      style: 'plain',
    }),
  };
}

/** `3 parsers in the last 24h`. */
function headingOf({ answer: { rows, total, periodMs }, context: { parserWord } }: Drawn): readonly Part[] {
  const parsers = new Set(rows.map(({ name }) => name)).size;
  const all = total > rows.length ? ` of ${countText(total)}` : '';
  const more = all !== '' && parserWord === 'parser' ? `${all} versions` : all;
  return [
    ...words(`${countOf(parsers, parserWord)}${more}`, 'strong'),
    ...optional(words(` ${periodWords(periodMs)}`, 'strong')),
  ];
}

/** `✗ fix_parser v1.3  paused 2h 4m`; versions of one parser stand under each other. */
function leftOf(row: ParserRow, isOlder: boolean, drawn: Drawn): readonly Part[] {
  const { context } = drawn;
  const { glyphs } = context;
  const style = styleOf(row, drawn);
  const ended = glyphs.statuses[style === 'complete' || style === 'plain' ? 'complete' : 'failed'];
  return [
    row.pause === null ? { text: `${ended} `, style } : { text: `${glyphs.warning} `, style: 'warning' },
    ...nameOf(row, isOlder, context),
    ...(row.pause === null || isOlder ? [] : pausedParts(row.pause, context)),
  ];
}

function styleOf(row: ParserRow, shown: Pick<Drawn, 'queue'>): 'complete' | 'plain' | 'warning' | 'failed' {
  return row.failed === 0 ? 'complete' : gradeOf(successIn(row, shown), row.before?.success ?? 0);
}

function nothingRan({ answer: { rows, periodMs }, queue, further, context }: Drawn): Message | null {
  if (rows.length > 0) return null;
  const none = keepsDone({ queue })
    ? `No job${context.parserWord === 'kind' ? '' : ' that parses'} has ended`
    : `${queue?.title} keeps no jobs that are done, and none has failed`;
  if (periodMs === null) return [{ text: `${none} yet.`, style: 'plain' }];
  return [
    { text: `${none} ${periodWords(periodMs)}.`, style: 'plain' },
    { text: `${further} looks further back.`, style: 'dim' },
  ];
}

/**
 * The chosen version in words: its runs, its pause if there is one, how it differs from the version before, and its
 * last failure.
 */
function aboutLines(
  row: ParserRow,
  { answer: { lastFailed, ends }, queue }: AnswerShown<'parsers'>,
  { width, most }: { readonly width: number; readonly most: number },
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
  const cause = causeOfRecord(job);
  const error = shownText(recordInBrief(job)?.error ?? null, context);
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

/** `▲2`: percentage points more than the version before; blank for less than half a point. */
function changeOf({ before }: ParserRow, { context: { glyphs } }: Drawn): Part {
  const points = Math.round((before?.success ?? 0) * 100);
  if (points === 0) return { text: '', style: 'plain' };
  const text = ` ${points > 0 ? glyphs.up : glyphs.down}${Math.abs(points)}`;
  return { text: text.padEnd(changeCells), style: points > 0 ? 'complete' : 'failed' };
}

/** `▼`: less time than with the version before, which is better; blank where both read the same. */
function trendOf({ p50, before }: ParserRow, { context: { glyphs } }: Drawn): Part {
  const by = longerBy(p50, before);
  if (by === 0) return { text: '', style: 'plain' };
  return { text: ` ${by > 0 ? glyphs.up : glyphs.down}`, style: by > 0 ? 'failed' : 'complete' };
}
