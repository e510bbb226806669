import { type Compared, comparedAt, type EndCounts, periodBegin } from '../../model/monitoring/ends.js';
import { endsPeriod } from '../../model/monitoring/monitoring.js';
import type { ViewContext } from '../context.js';
import { countOf } from '../format/numbers.js';
import type { Line } from '../frame.js';
import { fitLine, type Part, spansOf, widthOf, wrappedLines } from '../text/line.js';
import { cells } from '../text/width.js';
import { endsInWords, periodText, rateColumns, scaleText, unrecordedText } from '../words/ends-words.js';
import type { Segment } from '../words/segments.js';
import { axisLine, chartLines, legendText, roomForAxis, topOf } from './chart.js';
import type { MonitorFigures } from './monitor-figures.js';

/** The content of the throughput's box, and the scale above it. */
export interface ThroughputPart {
  readonly lines: readonly Line[];
  readonly aside: readonly Part[];
  /** How far back it looks, ms, if that isn't the panel's period. */
  readonly shownMs?: number;
}

/** From this height on the failures have a chart of their own, and a hint has a line. */
const roomForFailures = 6;

/**
 * How many jobs ended and how many of them failed, as charts, each with the period before as a line, and in figures;
 * where no throughput is reported, with a hint how to see that. Null if there is nothing to show, and the database has a
 * table for the throughput (`mayYield`).
 */
export function endedPart(
  figures: MonitorFigures,
  width: number,
  height: number,
  context: ViewContext,
  mayYield: boolean,
): ThroughputPart | null {
  const { monitor, monitoring, now } = figures;
  const periodMs = endsPeriod(monitor.periodMs);
  const ends = monitoring?.ends;
  const part = (text: string): ThroughputPart => ({
    lines: wrappedLines(text, 'dim', width),
    aside: [],
    shownMs: ends?.periodMs ?? periodMs,
  });
  const { ellipsis } = context.glyphs;
  if (ends === undefined && mayYield) return null;
  if (ends === undefined)
    return part(monitor.paused === null ? `Reading${ellipsis}` : 'Jobs were not counted before the pause.');
  if (ends === null) return part(unrecordedText(figures.queue));
  const shown = sinceReset(ends, monitor.reset?.at ?? null, now);
  const hint = [...hintLine(figures, width, height), ...uncountedLine(ends, width)];
  if (![...shown.jobs, ...shown.jobsBefore].some((count) => count !== null && count > 0)) {
    if (mayYield) return null;
    const quiet = part(quietText(shown, monitor.reset !== null, ends.periodMs));
    return { ...quiet, lines: [...hint, ...quiet.lines] };
  }
  // A reset ends what it is compared with.
  const about = monitor.reset === null ? ends : { periodMs: ends.periodMs };
  const inWords = endsInWords(shown, about, now, context);
  const figure = (versions: readonly Segment[]) =>
    fitLine(spansOf(versions.find((version) => widthOf(version) <= width) ?? versions.at(-1) ?? []), width);
  const hasFailures = height >= roomForFailures && shown.failed.some((count) => count !== null && count > 0);
  const axis = height < roomForAxis ? [] : [axisLine(periodBegin(ends.periodMs, now), now, context, width)];
  const room = Math.max(0, height - 2 - hint.length - axis.length - (hasFailures ? 1 : 0));
  const jobs = chartOf(shown.jobs, shown.jobsBefore, shown, width, room, context);
  const failed = chartOf(shown.failed, shown.failedBefore, shown, width, hasFailures ? 1 : 0, context);
  const isCompared = shown.jobsBefore.some((count) => count !== null && count > 0);
  const legend: readonly Part[] = isCompared
    ? [{ text: legendText(periodText(ends.periodMs), context.unicode), style: 'dim' }]
    : [];
  const loading = ends.periodMs === periodMs ? null : `loading ${periodText(periodMs)}${ellipsis}`;
  return {
    lines: [
      ...hint,
      ...jobs.lines,
      ...axis,
      figure(inWords.jobs),
      ...failed.lines.map((line) =>
        line.map((span) => (span.style === 'bar' ? { ...span, style: 'failed' as const } : span)),
      ),
      figure(inWords.failed),
    ],
    aside:
      loading === null
        ? [...legend, { text: scaleText(jobs.top), style: 'dim', before: '  ' }]
        : [{ text: loading, style: 'notice' }],
    shownMs: ends.periodMs,
  };
}

/** A chart of that height in jobs a minute, and the value of its full height. */
export function chartOf(
  counts: readonly (number | null)[],
  countsBefore: readonly (number | null)[],
  compared: Pick<Compared, 'stepMs'>,
  width: number,
  height: number,
  { unicode }: Pick<ViewContext, 'unicode'>,
): { readonly lines: readonly Line[]; readonly top: number } {
  const columns = rateColumns(counts, compared, width);
  const before = rateColumns(countsBefore, compared, width);
  const top = topOf([...columns, ...before]);
  return { lines: chartLines({ columns, before, top, isUnderWay: true }, width, height, unicode), top };
}

/** What counts since a reset: the steps that began after it, once a whole one is over, compared with nothing. */
function sinceReset(ends: EndCounts, resetAt: number | null, now: number): Compared {
  const compared = comparedAt(ends, now);
  if (resetAt === null) return compared;
  const { stepMs, jobs, failed } = compared;
  const last = Math.floor(now / stepMs);
  const first = Math.ceil(resetAt / stepMs);
  const since = (counts: Compared['jobs']) =>
    counts.map((count, step) => (first < last && last - counts.length + 1 + step >= first ? count : null));
  const none = jobs.map(() => null);
  return { ...compared, jobs: since(jobs), failed: since(failed), jobsBefore: none, failedBefore: none };
}

/** Why there is no curve. The step of the reset and the one under way are ignored. */
function quietText({ stepMs, jobs, jobsBefore }: Compared, isReset: boolean, periodMs: number): string {
  const span = periodText(periodMs);
  if (!isReset)
    return `Nothing finished in ${span}${jobsBefore.every((count) => count !== null) ? ', nor in the one before' : ''}`;
  return jobs.some((count) => count !== null)
    ? 'Nothing finished since the reset'
    : `Nothing to show for the first ${stepMs === 60_000 ? 'minute' : periodText(stepMs)} after a reset`;
}

/** What is needed to see rows and bytes. */
function hintLine({ monitoring, others }: MonitorFigures, width: number, height: number): readonly Line[] {
  if (others !== null || monitoring?.has.metrics !== false || height < roomForFailures) return [];
  const [text = ''] = ['rows per second: jobs-view migrate', 'jobs-view migrate adds rows/s'].filter(
    (each) => cells(each) <= width,
  );
  return [fitLine([{ text, style: 'dim' }], width)];
}

function uncountedLine({ uncounted = 0 }: EndCounts, width: number): readonly Line[] {
  const text = `without ${countOf(uncounted, 'queue')} that keep${uncounted === 1 ? 's' : ''} no jobs that are done`;
  return uncounted === 0 ? [] : [fitLine([{ text, style: 'warning' }], width)];
}
