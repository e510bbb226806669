import { showsJobs } from '../../machine/state/monitor-state.js';
import { average, columns, current, trend } from '../../model/monitoring/columns.js';
import { chartEnd, chartSpan, currentSpan, metricsPeriod } from '../../model/monitoring/monitoring.js';
import type { ViewContext } from '../context.js';
import { bytesText, shortCount } from '../format/numbers.js';
import { briefDuration } from '../format/times.js';
import type { Span } from '../frame.js';
import { fitLine, type Part } from '../text/line.js';
import { cells, pad } from '../text/width.js';
import { trendSign } from '../words/ends-words.js';
import { axisLine, chartLines, roomForAxis, topOf } from './chart.js';
import { endedPart, type ThroughputPart } from './ended-part.js';
import type { MonitorFigures } from './monitor-figures.js';
import { missingTable } from './monitor-layout.js';

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
  if (throughput.length === 0 || showsJobs(monitor)) {
    const mayYield = !showsJobs(monitor) && mayReport(figures);
    const jobs = endedPart(figures, width, height, context, mayYield);
    if (jobs !== null) return jobs;
  }
  if (!monitoring.has.metrics) {
    const unread = figures.unread('cf_job_metrics');
    const lines = missingTable('cf_job_metrics', 'The throughput', width, context, unread, figures.others);
    return { lines, aside: [] };
  }
  const unit = monitor.unit === 'bytes' ? 'bytes' : 'rows';
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
  const axis = height < roomForAxis ? [] : [axisLine(end - periodMs, end, context, width)];
  const charted = Math.max(0, height - summary.length - axis.length);
  const chart = chartLines({ columns: shown, top }, width, charted, context.unicode);
  const since = monitor.reset === null ? `in ${briefDuration(periodMs)}` : 'since the reset';
  const isQuiet = shown.every((value) => value === null);
  const quiet = isQuiet ? [fitLine([{ text: `Nothing reported ${since}`, style: 'dim' }], width)] : [];
  return {
    lines: [...(quiet.length > 0 ? [...quiet, ...chart.slice(1)] : chart), ...axis, ...summary],
    aside:
      loadingWords(figures, context) ??
      (quiet.length > 0 ? [] : [{ text: `scale 0-${rate(top, unit)}`, style: 'dim' }]),
  };
}

/** Whether workers may report a throughput: there is a table for it, or one that isn't read. */
function mayReport({ monitoring, unread }: MonitorFigures): boolean {
  return monitoring?.has.metrics !== false || unread('cf_job_metrics') !== null;
}

/** `loading 15m…`: how far back the operator wants to look, until that has been read; null once it has. */
function loadingWords({ monitor, periodMs }: MonitorFigures, context: ViewContext): readonly Part[] | null {
  if (metricsPeriod(monitor.periodMs) === periodMs) return null;
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
