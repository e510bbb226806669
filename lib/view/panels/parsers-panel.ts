import { pictureOf } from '../../machine/state/job-window.js';
import { chosenIndex } from '../../machine/state/list-panel.js';
import type { JobsState } from '../../machine/state/state.js';
import { causeOfJob } from '../../model/cause/cause.js';
import { causeText } from '../../model/causes.js';
import { jobErrorInBrief } from '../../model/error-summary.js';
import type { Job } from '../../model/job.js';
import { jobInWords } from '../../model/job-id.js';
import { type ParserList, type ParserPause, type ParserRow, successOf } from '../../model/parsers.js';
import type { CountedPicture } from '../../model/picture.js';
import { shownPath, shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { ageText } from '../format/age.js';
import { countOf, countText } from '../format/count.js';
import { spanText } from '../format/duration.js';
import { percentText } from '../format/percentage.js';
import type { Line } from '../frame.js';
import type { RowContext } from '../job/row-context.js';
import { bulleted, type Segment, words } from '../job/segments.js';
import type { Message } from '../message.js';
import type { OnceWidth } from '../once.js';
import { type Part, type Row, rowLine } from '../text/line.js';
import { type PanelTable, panelLines } from './panel-lines.js';
import { periodWords } from './period-words.js';
import type { RowsPanel } from './rows-panel.js';

/** How the versions of parsers do (behaviour 16.3); or why there is nothing to show. */
export function parsersPanel(state: JobsState, context: RowContext): RowsPanel | Message {
  const parsers = pictureOf(state.connection)?.parsers ?? null;
  if (parsers === null)
    return [{ text: `Reading how the parsers do${context.glyphs.ellipsis}`, style: 'plain' }];
  const table = parsersTable(parsers, '+', context);
  if (!('rows' in table)) return table;
  const chosen = parsers.rows[chosenIndex(state) ?? 0];
  return {
    ...table,
    about: (width, most) => (chosen === undefined ? [] : aboutLines(chosen, parsers, width, most, context)),
    noun: 'versions',
  };
}

/** How the versions of parsers do, as lines for a pipe or a log. */
export function parserLines(
  { parsers }: Pick<CountedPicture, 'parsers'>,
  width: OnceWidth,
  context: ViewContext,
): readonly Line[] {
  return parsers ? panelLines(parsersTable(parsers, '--period', context), width, context) : [];
}

/** `further` looks further back: a key, or an option. */
function parsersTable(parsers: ParserList, further: string, context: ViewContext): PanelTable | Message {
  const { rows, periodMs } = parsers;
  if (rows.length === 0) return nothingRan(periodMs, further);
  const runCells = Math.max(4, ...rows.map(({ done, failed }) => countText(done + failed).length));
  return {
    heading: headingOf(parsers, runCells, context),
    rows: rows.length,
    row: (index) => {
      const row = rows[index];
      return row === undefined
        ? { left: [], right: [] }
        : rowOf(row, rows[index - 1]?.name === row.name, runCells, context);
    },
  };
}

function nothingRan(periodMs: number | null, further: string): Message {
  if (periodMs === null) return [{ text: 'No job that parses has ended yet.', style: 'plain' }];
  return [
    { text: `No job that parses has ended ${periodWords(periodMs)}.`, style: 'plain' },
    { text: `${further} looks further back.`, style: 'dim' },
  ];
}

/** `100%`. */
const shareCells = 4;
/** ` ▲100`. */
const changeCells = 5;
/** `12h 48m`. */
const spanCells = 7;
/** `just now` and the like. */
const ageCells = 8;

/** `3 parsers in the last 24h • 1 paused`, and at the right what the columns are. */
function headingOf({ rows, total, periodMs }: ParserList, runCells: number, { glyphs }: ViewContext): Row {
  const parsers = new Set(rows.map(({ name }) => name)).size;
  const more = total > rows.length ? ` of ${countText(total)} versions` : '';
  const label = (text: string, cells: number, before: string): Part => ({
    text: text.padStart(cells),
    style: 'dim',
    before,
  });
  return {
    left: [
      {
        text: `${countOf(parsers, 'parser')}${more} ${periodWords(periodMs)}`,
        style: 'strong',
        fit: 'end',
      },
    ],
    right: [
      label('runs', runCells, ''),
      { text: 'ok'.padStart(shareCells).padEnd(shareCells + changeCells), style: 'dim', before: '  ' },
      { text: 'p50'.padStart(spanCells).padEnd(spanCells + 2), style: 'dim', before: ' ' },
      label('p95', spanCells, ' '),
      label(`last ${glyphs.statuses.failed}`, ageCells, '  '),
    ],
  };
}

/** `✗ fix_parser v1.3    1,204   99% ▲2    1m 48s ▼   4m 2s   2m ago`; versions of one parser stand under each other. */
function rowOf(row: ParserRow, isOlder: boolean, runCells: number, context: ViewContext): Row {
  const { glyphs, now } = context;
  const { done, failed, pause, before } = row;
  const success = successOf(row);
  const sign: Part =
    pause !== null
      ? { text: `${glyphs.warning} `, style: 'warning' }
      : failed > 0
        ? { text: `${glyphs.statuses.failed} `, style: 'failed' }
        : { text: `${glyphs.statuses.complete} `, style: 'complete' };
  const paused = pause === null || isOlder ? [] : pausedParts(pause, context);
  const left: Part[] = [sign, ...nameOf(row, isOlder, context), ...paused];
  const age = ageText(row.lastFailure?.at ?? null, now);
  const right: Part[] = [
    { text: countText(done + failed).padStart(runCells), style: 'plain' },
    {
      text: (success === null ? glyphs.dash : percentText(success)).padStart(shareCells),
      style: success === null ? 'dim' : failed > 0 ? 'failed' : 'complete',
      before: '  ',
    },
    { ...changeOf(before?.success ?? null, context), before: '' },
    { text: durationText(row.p50, context).padStart(spanCells), style: 'plain', before: ' ' },
    trendOf(row, context),
    { text: durationText(row.p95, context).padStart(spanCells), style: 'plain', before: ' ' },
    { text: (age === '' ? glyphs.dash : age).padStart(ageCells), style: 'dim', before: '  ' },
  ];
  return { left, right };
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

/** `paused 2h 4m`; where room is short only that it is. */
function pausedParts({ since }: ParserPause, { now }: ViewContext): readonly Part[] {
  return [
    { text: 'paused', style: 'warning', before: '  ' },
    ...(since === null
      ? []
      : [{ text: spanText(now - since), style: 'warning', before: ' ', optional: true } as const]),
  ];
}

function durationText(ms: number | null, { glyphs }: ViewContext): string {
  return ms === null ? glyphs.dash : spanText(ms);
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

/** By how much the median is longer than that of the version before, ms; 0 where that isn't known or can't be seen. */
function longerBy(p50: number | null, before: ParserRow['before']): number {
  const by = before?.p50 ?? 0;
  return p50 === null || spanText(p50) === spanText(p50 - by) ? 0 : by;
}

/** The chosen version in words, what is known of a pause, how it differs from the one before, and its last failure. */
function aboutLines(
  row: ParserRow,
  { lastFailed }: ParserList,
  width: number,
  most: number,
  context: ViewContext,
): readonly Line[] {
  const line = (segments: readonly Segment[]) =>
    rowLine({ left: bulleted(segments, context), right: [] }, width, context.glyphs.ellipsis);
  const { pause, before, done, failed } = row;
  return [
    line([
      nameOf(row, false, context).map((part) => ({ ...part, style: 'title' as const })),
      done + failed === 0 ? words('no runs') : words(`${countText(done)} done`, 'complete'),
      failed === 0 ? [] : words(`${countText(failed)} failed`, 'failed'),
    ]),
    ...(pause === null ? [] : [line(pauseInWords(pause, context))]),
    ...(before === null ? [] : [line(differenceInWords(row, before, context))]),
    ...(lastFailed === null || lastFailed.of !== row.key
      ? []
      : failureLines(lastFailed.job, row, line, context)),
  ].slice(0, most);
}

function pauseInWords(pause: ParserPause, context: ViewContext): readonly Segment[] {
  const { since, failures } = pause;
  const reason = shownText(pause.reason, context);
  const age = ageText(since, context.now);
  const after = failures === null || failures === 0 ? '' : ` after ${countOf(failures, 'failure')} in a row`;
  return [
    words(`Paused${age === '' ? '' : ` ${age}`}${after}`, 'warning'),
    reason === '' ? [] : [{ text: reason, style: 'error', fit: 'end' }],
  ];
}

/** `Against v1.2: 2 points more succeed • half of them take 12s less`. */
function differenceInWords(
  { p50 }: ParserRow,
  before: NonNullable<ParserRow['before']>,
  context: ViewContext,
): readonly Segment[] {
  const version = shownText(before.version, context);
  const points = Math.round(before.success * 100);
  const change = Math.abs(points);
  const succeed =
    points === 0
      ? 'as many succeed'
      : `${change} ${change === 1 ? 'point' : 'points'} ${points > 0 ? 'more' : 'fewer'} succeed`;
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
      {
        text: `Against ${version === '' ? 'jobs without a version' : `v${version}`}: `,
        style: 'plain',
        fit: 'end',
      },
      { text: succeed, style: points > 0 ? 'complete' : points < 0 ? 'failed' : 'plain' },
    ],
    took,
  ];
}

function failureLines(
  job: Job,
  { lastFailure }: ParserRow,
  line: (segments: readonly Segment[]) => Line,
  context: ViewContext,
): readonly Line[] {
  const age = ageText(lastFailure?.at ?? null, context.now);
  const path = shownPath(job.failures[0]?.filePath ?? job.sourcePath, context);
  const cause = causeOfJob(job);
  const error = shownText(jobErrorInBrief(job)?.error ?? null, context);
  const text = shownText(cause === null ? causeText({ text: '' }) : causeText(cause), context);
  return [
    line([
      words(`Last failure${age === '' ? '' : ` ${age}`}: ${jobInWords(job.id)}`, 'strong'),
      path === '' ? [] : [{ text: path, style: 'path', fit: 'path' }],
    ]),
    line([
      [
        { text: 'Cause: ', style: 'plain' },
        { text, style: 'error', fit: 'end' },
      ],
    ]),
    ...(error === '' || error === text ? [] : [line([[{ text: error, style: 'dim', fit: 'end' }]])]),
  ];
}
