import { endedByMinute, sinceQuiet } from '../../model/forecast/pace.js';
import { average, columns, current, type Trend, trend } from '../../model/monitoring/columns.js';
import { chartEnd, chartSpan, currentSpan } from '../../model/monitoring/monitoring.js';
import type { ViewContext } from '../context.js';
import { bytesText, shortCount } from '../format/numbers.js';
import { briefDuration } from '../format/times.js';
import type { Line, Span } from '../frame.js';
import { fitLine, type Part } from '../text/line.js';
import { cells, pad } from '../text/width.js';
import type { MonitorFigures } from './monitor-figures.js';
import { missingTable } from './monitor-layout.js';

/** A column chart: its columns, oldest first, null for a gap, and the value of its full height. */
export interface Chart {
  readonly columns: readonly (number | null)[];
  readonly top: number;
}

const eighths = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const asciiEighths = [' ', '.', '.', ':', ':', '|', '|', '#', '#'];

/**
 * The columns as lines of exactly `width` cells, the highest line first, in eighths of a cell. They fill the
 * width: if there are fewer of them than cells, each takes several. A gap stays blank; a zero still has the least
 * height.
 */
export function chartLines(
  { columns, top }: Chart,
  width: number,
  height: number,
  unicode: boolean,
): readonly Line[] {
  const signs = unicode ? eighths : asciiEighths;
  const levels = columns.map((value) => levelOf(value, top, height));
  return Array.from({ length: height }, (_, row): Line => {
    const below = (height - 1 - row) * 8;
    let text = '';
    for (let cell = 0; cell < width; cell += 1) {
      const level = levels[Math.floor((cell * columns.length) / width)] ?? null;
      const rest = level === null ? 0 : Math.max(0, Math.min(8, level - below));
      text += signs[rest] ?? ' ';
    }
    const span: Span = { text, style: 'bar' };
    return [span];
  });
}

/** A value's height in eighths of a cell: at least one, so that it isn't taken for a gap. */
function levelOf(value: number | null, top: number, height: number): number | null {
  if (value === null || !Number.isFinite(value)) return null;
  const share = top > 0 ? Math.min(1, Math.max(0, value / top)) : 0;
  return Math.max(1, Math.round(share * height * 8));
}

/** A round figure at or above the greatest of the columns, so that the scale is readable and seldom changes. */
export function topOf(columns: readonly (number | null)[]): number {
  const greatest = columns.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
  if (!(greatest > 0) || !Number.isFinite(greatest)) return 1;
  const magnitude = 10 ** Math.floor(Math.log10(greatest));
  const step = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((each) => each * magnitude >= greatest) ?? 10;
  // For the smallest numbers the power of ten underflows to 0.
  return Math.max(greatest, step * magnitude);
}

/** The content of the throughput's box, and the scale above it. */
interface ThroughputPart {
  readonly lines: readonly Line[];
  readonly aside: readonly Part[];
  /** How far back it looks, ms, if that isn't the panel's period. */
  readonly shownMs?: number;
}

/** Whether a figure is above or below its average, as a sign; a blank where that isn't known. */
function trendSign(way: Trend | null, context: Pick<ViewContext, 'glyphs'>): string {
  const { up, down } = context.glyphs;
  switch (way) {
    case 'up':
      return up;
    case 'down':
      return down;
    case 'level':
      return '=';
    case null:
      return ' ';
  }
}

const minuteMs = 60_000;
/** A curve of fewer minutes says nothing. */
const leastMinutes = 15;

/**
 * How many jobs ended in each minute, in place of a throughput that no worker reports, with a hint how to see more.
 * Null if that isn't known either, or if none has ended and the database has a table for the throughput.
 */
function jobsPerMinute(
  { pace, now, periodMs, monitor, monitoring, unread }: MonitorFigures,
  width: number,
  height: number,
  context: ViewContext,
): ThroughputPart | null {
  if (pace === null) return null;
  const minutes = Math.max(leastMinutes, Math.round(periodMs / minuteMs));
  const begin = Math.floor(now / minuteMs) - minutes;
  const from = monitor.reset?.at ?? Number.NEGATIVE_INFINITY;
  const shown = endedByMinute(pace, now)
    .slice(-minutes)
    .map((count, index) => ((begin + index) * minuteMs >= from ? count : null));
  const hint = monitoring?.has.metrics === false && height > 5 ? [hintLine(width)] : [];
  if (!shown.some((count) => count !== null && count > 0)) {
    if (monitoring?.has.metrics !== false || unread('cf_job_metrics') !== null) return null;
    const text = quietText(shown, monitor.reset !== null, minutes);
    return {
      lines: [...hint, fitLine([{ text, style: 'dim' }], width)],
      aside: [],
      shownMs: minutes * minuteMs,
    };
  }
  const top = topOf(shown);
  // What is idle is left out of the outlook's rate, too, which stands beside it.
  const quiet = shown.length - sinceQuiet(pace, now).length;
  const mean = average(shown.slice(Math.max(0, quiet)));
  const latest = shown.at(-1) ?? null;
  const meanNow: Span = { text: `${jobsFigure(mean)} avg`, style: 'plain' };
  const latestNow: readonly Span[] = [
    { text: `${jobsFigure(latest)} now`, style: 'strong' },
    { text: ` ${trendSign(trend(latest, mean), context)}`, style: 'notice' },
  ];
  const room = width - cells([meanNow, ...latestNow].map(({ text }) => text).join(''));
  const between: Span = { text: ' '.repeat(Math.max(1, room)), style: 'plain' };
  const figures = room < 1 ? [[meanNow], latestNow] : [[meanNow, between, ...latestNow]];
  const summary = figures.map((line) => fitLine(line, width));
  const charted = Math.max(0, height - summary.length - hint.length);
  return {
    lines: [...hint, ...chartLines({ columns: shown, top }, width, charted, context.unicode), ...summary],
    aside: [{ text: `scale 0-${shortCount(top)} jobs/min`, style: 'dim' }],
    shownMs: minutes * minuteMs,
  };
}

/** Why there is no curve. The minute of the reset and the one under way are ignored. */
function quietText(shown: readonly (number | null)[], isReset: boolean, minutes: number): string {
  if (!isReset) return `Nothing finished in ${minutes}m`;
  return shown.some((count) => count !== null)
    ? 'Nothing finished since the reset'
    : 'No whole minute since the reset yet';
}

function jobsFigure(perMinute: number | null): string {
  if (perMinute === null) return '-';
  // Few jobs aren't none.
  return `${perMinute > 0 && perMinute < 0.1 ? '<0.1' : shortCount(perMinute)} jobs/min`;
}

/** What is needed to see rows and bytes. */
function hintLine(width: number): Line {
  const [text = ''] = ['rows per second: jobs-view migrate', 'jobs-view migrate adds rows/s'].filter(
    (each) => cells(each) <= width,
  );
  return fitLine([{ text, style: 'dim' }], width);
}

const figureWidth = 11;
/** If the box is narrower, the average has a line of its own. */
const bothFigures = 34;

/** The chart, and below it the average and the current rate: in one line, or in two if the box is narrow. */
export function throughputPart(
  figures: MonitorFigures,
  width: number,
  height: number,
  context: ViewContext,
): ThroughputPart {
  const { monitor, monitoring, now, throughput, periodMs } = figures;
  if (monitoring === null)
    return { lines: [[{ text: `Reading${context.glyphs.ellipsis}`, style: 'dim' }]], aside: [] };
  if (throughput.length === 0) {
    const jobs = jobsPerMinute(figures, width, height, context);
    if (jobs !== null) return jobs;
  }
  if (!monitoring.has.metrics) {
    return {
      lines: missingTable(
        'cf_job_metrics',
        'The throughput',
        width,
        context,
        figures.unread('cf_job_metrics'),
      ),
      aside: [],
    };
  }
  const { unit } = monitor;
  const end = chartEnd(now, throughput, periodMs);
  const shown = columns(throughput, chartSpan(end, periodMs, width), unit);
  const top = topOf(shown);
  const mean = average(shown);
  const latest = current(columns(throughput, currentSpan(end, periodMs), unit));
  const meanNow: Span = { text: `${figure(mean, unit)} avg`, style: 'plain' };
  const latestNow: readonly Span[] = [
    { text: `${figure(latest, unit)} now`, style: 'strong' },
    { text: ` ${trendSign(trend(latest, mean), context)}`, style: 'notice' },
  ];
  const between: Span = { text: ' '.repeat(Math.max(1, width - 2 * figureWidth - 11)), style: 'plain' };
  const summary = (width < bothFigures ? [[meanNow], latestNow] : [[meanNow, between, ...latestNow]]).map(
    (line) => fitLine(line, width),
  );
  const charted = Math.max(0, height - summary.length);
  const chart = chartLines({ columns: shown, top }, width, charted, context.unicode);
  const quiet = shown.every((value) => value === null)
    ? [
        fitLine(
          [
            {
              text:
                monitor.reset === null
                  ? `Nothing reported in ${briefDuration(periodMs)}`
                  : 'Nothing reported since the reset',
              style: 'dim',
            },
          ],
          width,
        ),
      ]
    : [];
  return {
    lines: [...(quiet.length > 0 ? [...quiet, ...chart.slice(1)] : chart), ...summary],
    aside:
      loadingWords(figures, context) ??
      (quiet.length > 0 ? [] : [{ text: `scale 0-${rate(top, unit)}`, style: 'dim' }]),
  };
}

/** `loading 15m…`: how far back the operator wants to look, until that has been read; null once it has. */
function loadingWords({ monitor, periodMs }: MonitorFigures, context: ViewContext): readonly Part[] | null {
  if (monitor.periodMs === periodMs) return null;
  const { ellipsis } = context.glyphs;
  return [{ text: `loading ${briefDuration(monitor.periodMs)}${ellipsis}`, style: 'notice' }];
}

function figure(value: number | null, unit: 'rows' | 'bytes'): string {
  const text = value === null ? '-' : rate(value, unit);
  return pad(text, Math.max(figureWidth, cells(text)), 'right');
}

function rate(value: number, unit: 'rows' | 'bytes'): string {
  return unit === 'rows' ? `${shortCount(value)} rows/s` : `${bytesText(Math.floor(value))}/s`;
}
