import { causeOfJob } from '../../model/cause/cause.js';
import { causeText } from '../../model/causes.js';
import { jobErrorInBrief } from '../../model/error-summary.js';
import { type Job, jobInWords } from '../../model/job.js';
import type { Between } from '../../model/monitoring/monitoring.js';
import {
  type ParserDifference,
  type ParserList,
  type ParserPause,
  type ParserRow,
  rowsPerJob,
} from '../../model/parsers.js';
import { shownPath, shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { ageText } from '../format/age.js';
import { countOf, countText } from '../format/count.js';
import { spanText } from '../format/duration.js';
import type { Line } from '../frame.js';
import { bulleted, optional, type Segment, words } from '../job/segments.js';
import { type Part, rowLine } from '../text/line.js';

/**
 * The chosen version in words: its runs, its pause if there is one, how it differs from the version before, and its
 * last failure.
 */
export function aboutLines(
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
      optional(rowsInWords(row)),
    ]),
    ...(pause === null ? [] : [line(pauseInWords(pause, context))]),
    ...(row.between === undefined ? [] : [line(betweenInWords(row.between))]),
    ...(before === null ? [] : [line(differenceInWords(row, before, context))]),
    ...(lastFailed === null || lastFailed.of !== row.key
      ? []
      : failureLines(lastFailed.job, row, line, context)),
  ].slice(0, most);
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
  const reason = shownText(pause.reason, context);
  const age = ageText(since, context.now);
  const after = failures === null || failures === 0 ? '' : ` after ${countOf(failures, 'failure')} in a row`;
  return [
    words(`Paused${age === '' ? '' : ` ${age}`}${after}`, 'warning'),
    reason === '' ? [] : [{ text: reason, style: 'error', fit: 'end' }],
  ];
}

/** `Against v1.2: 2 points more succeed • p50 2m → 1m 48s • 1,498 → 1,543 rows a run`. */
function differenceInWords(
  row: ParserRow,
  before: NonNullable<ParserRow['before']>,
  context: ViewContext,
): readonly Segment[] {
  const { p50 } = row;
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

/** Name and version; of a parser's older versions the version alone, below the newer one's name. */
export function nameOf(
  { name, version }: ParserRow,
  isOlder: boolean,
  context: ViewContext,
): readonly Part[] {
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
export function longerBy(p50: number | null, before: ParserRow['before']): number {
  const by = before?.p50 ?? 0;
  return p50 === null || spanText(p50) === spanText(p50 - by) ? 0 : by;
}
