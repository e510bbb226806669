import { endedByMinute, sinceQuiet } from '../../model/forecast/pace.js';
import { average, trend } from '../../model/monitoring/columns.js';
import type { ViewContext } from '../context.js';
import { shortCount } from '../format/short-count.js';
import type { Line, Span } from '../frame.js';
import { fitLine } from '../text/line.js';
import { cells } from '../text/width.js';
import { chartLines, topOf } from './chart.js';
import type { MonitorFigures } from './monitor-figures.js';
import type { ThroughputPart } from './part-of-throughput.js';
import { trendSign } from './trend-sign.js';

const minuteMs = 60_000;
/** A curve of fewer minutes says nothing. */
const leastMinutes = 15;

/**
 * How many jobs ended in each minute, in place of a throughput that no worker reports, with a hint how to see more.
 * Null if that isn't known either, or if none has ended and the database has a table for the throughput.
 */
export function jobsPerMinute(
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
  const meanNow: Span = { text: `${figure(mean)} avg`, style: 'plain' };
  const latestNow: readonly Span[] = [
    { text: `${figure(latest)} now`, style: 'strong' },
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

function figure(perMinute: number | null): string {
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
