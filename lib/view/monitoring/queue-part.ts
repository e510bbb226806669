import type { JobStatus } from '../../model/job.js';
import { depthColumns } from '../../model/monitoring/columns.js';
import { chartSpan, type Span as TimeSpan } from '../../model/monitoring/monitoring.js';
import type { ViewContext } from '../context.js';
import { countingText, countText, shortCount } from '../format/numbers.js';
import { briefDuration } from '../format/times.js';
import type { Line, Rect, Span, SparklineProps } from '../frame.js';
import { fitLine, spansOf, textOf, widthOf, wrappedLines } from '../text/line.js';
import { cells, pad } from '../text/width.js';
import { outlookVersions } from '../words/outlook-words.js';
import type { Segment } from '../words/segments.js';
import { axisLine, roomForAxis } from './chart.js';
import type { MonitorFigures } from './monitor-figures.js';

const rows: readonly { readonly label: string; readonly status: JobStatus }[] = [
  { label: 'Queued:', status: 'queued' },
  { label: 'Running:', status: 'running' },
  { label: 'Done:', status: 'complete' },
  { label: 'Failed:', status: 'failed' },
];

const labelWidth = 8;
const figureWidth = 11;
const depthLabel = 'Depth: ';
/** With more lines than this below the counts, the outlook may take several. */
const roomy = 6;
/** A curve that is lower than this, with its axis, goes without one. */
const leastWithAxis = 4;
/** Cells next to a curve that shares its line with the current depth. */
const figureBeside = 7;

/**
 * The queue's counts, one per line, its outlook, and below them the depth in figures, next to its curve if there is
 * room.
 */
export function queueLines(
  figures: MonitorFigures,
  width: number,
  height: number,
  context: ViewContext,
): readonly Line[] {
  const extras = outlookLines(figures, width, height, context);
  const counts = [...rows.map((row) => countLine(row, figures, width, context)), ...extras];
  const area = depthArea(width, height, extras.length);
  const lines = Math.max(0, height);
  const depth = area.beside ? depthBeside(figures, width) : depthAbove(figures, width, context);
  const depthRow = area.beside ? lines - 1 : area.top - 1;
  // A line below the curve is for its times.
  const axisRow = area.beside ? lines : area.top + area.height;
  return Array.from({ length: lines }, (_, row): Line => {
    if (row === axisRow) return depthAxis(figures, width, context);
    return row === depthRow ? depth : (counts[row] ?? []);
  });
}

/**
 * Where the curve is in the box, in cells of its inside, if there are `extras` lines below the counts; `beside`: it
 * shares a line with the figures.
 */
export function depthArea(
  width: number,
  height: number,
  extras: number,
): Rect & { readonly beside: boolean } {
  const above = rows.length + extras + 1;
  const below = height - above;
  const axis = height < roomForAxis || below < leastWithAxis ? 0 : 1;
  if (below > 0) return { left: 0, top: above, width, height: below - axis, beside: false };
  const left = depthLabel.length;
  return { left, top: height - 1, width: width - left - figureBeside, height: 1, beside: true };
}

/** The outlook, and how long the oldest job has waited, as far as that leaves the depth a line below. */
export function outlookLines(
  { outlook, now }: MonitorFigures,
  width: number,
  height: number,
  context: ViewContext,
): readonly Line[] {
  const spare = Math.max(0, height - rows.length - 1);
  const oldest = outlook?.oldestWaitingAt ?? null;
  const lines: Line[] = [
    ...verdictLines(outlookVersions(outlook, context), width, spare > roomy),
    ...(oldest === null ? [] : [oldestLine(now - oldest, width)]),
  ];
  return lines.slice(0, spare);
}

/** One line, with as many words as fit; with more room, all words on as many lines as they need. */
function verdictLines(versions: readonly Segment[], width: number, hasRoom: boolean): readonly Line[] {
  const fitting = versions.find((version) => widthOf(version) <= width);
  const [fullest] = versions;
  if (fullest !== undefined && hasRoom) {
    const style = fullest.at(-1)?.style ?? 'plain';
    return wrappedLines(textOf(spansOf(fullest)), style, width);
  }
  return fitting === undefined ? [] : [fitLine(spansOf(fitting), width)];
}

/** `Oldest:        14m waiting`. */
function oldestLine(ms: number, width: number): Line {
  return fitLine(
    [
      { text: pad('Oldest:', labelWidth), style: 'plain' },
      { text: pad(briefDuration(ms), figureWidth - 1, 'right'), style: 'strong' },
      { text: ' waiting', style: 'dim' },
    ],
    width,
  );
}

/** The depth over the time shown, one value per cell, from 0: a full queue that drains a little isn't nearly empty. */
export function depthCurve(figures: MonitorFigures, width: number): SparklineProps {
  const { periodMs, now, depth, depthIsSeen } = figures;
  const span: TimeSpan = chartSpan(now, periodMs, width);
  const values = depthColumns(depth, span);
  const shown = depthIsSeen ? carried(values) : values;
  return { values: shown, from: 0, style: 'bar' };
}

/** When its columns begin and end; they are at the right if there is room for more. */
function depthAxis({ periodMs, now, depth }: MonitorFigures, width: number, context: ViewContext): Line {
  const { stepMs, steps } = chartSpan(now, periodMs, width);
  const blank: Span = { text: ' '.repeat(width - steps), style: 'plain' };
  return depth.length === 0 ? [] : [blank, ...axisLine(now - steps * stepMs, now, context, steps)];
}

/** A sample's depth holds until the next sample. */
function carried(values: readonly (number | null)[]): readonly (number | null)[] {
  return values.map((_, at) => values.slice(0, at + 1).findLast((value) => value !== null) ?? null);
}

/** `Depth:          45`: with room for the curve in between. */
function depthBeside({ depth }: MonitorFigures, width: number): Line {
  const now = depth.at(-1)?.depth;
  const label: Span = { text: depthLabel, style: 'dim' };
  if (now === undefined) return fitLine([label, noDepth], width);
  const figure = pad(pad(shortCount(now), figureBeside, 'right'), width - depthLabel.length, 'right');
  return fitLine([label, { text: figure, style: 'strong' }], width);
}

/**
 * `Depth: 45 now, 0 to 60`; the range is left out if it is a single value, and shortened or left out before a
 * figure is cut.
 */
function depthAbove({ depth }: MonitorFigures, width: number, context: ViewContext): Line {
  const now = depth.at(-1)?.depth;
  const label: Span = { text: depthLabel, style: 'dim' };
  if (now === undefined) return fitLine([label, noDepth], width);
  const values = depth.map((sample) => sample.depth);
  const least = values.reduce((one, other) => Math.min(one, other));
  const greatest = values.reduce((one, other) => Math.max(one, other));
  const figure = `${shortCount(now)} now`;
  const room = width - cells(depthLabel) - cells(figure);
  const words = least === greatest ? [] : [' to ', context.glyphs.dash];
  const range =
    words
      .map((between) => `, ${shortCount(least)}${between}${shortCount(greatest)}`)
      .find((text) => cells(text) <= room) ?? '';
  return fitLine([label, { text: figure, style: 'strong' }, { text: range, style: 'dim' }], width);
}

const noDepth: Span = { text: 'nothing seen yet', style: 'dim' };

/** `Done:    1,247 jobs  +12`, where the last figure counts those since the reset. */
function countLine(
  { label, status }: (typeof rows)[number],
  { counts, monitor, keepsDone }: MonitorFigures,
  width: number,
  context: ViewContext,
): Line {
  const { glyphs } = context;
  const { ellipsis } = glyphs;
  const head: Span = { text: pad(label, labelWidth), style: 'plain' };
  const isRecorded = status !== 'complete' || keepsDone;
  if (counts === null || !isRecorded) {
    const text = counts === null ? countingText(glyphs) : pad('not kept', figureWidth - 1, 'right', ellipsis);
    const figure = counts === null ? pad(text, figureWidth, 'right', ellipsis) : text;
    return fitLine([head, { text: figure, style: 'dim' }], width);
  }
  const count = counts[status];
  const since = monitor.reset === null ? 0 : count - monitor.reset.counts[status];
  const isEnd = status === 'complete' || status === 'failed';
  const more = monitor.reset !== null && isEnd ? ` ${since >= 0 ? '+' : ''}${countText(since)}` : '';
  const figure = pad(countText(count), Math.max(figureWidth - 1, cells(countText(count))), 'right', ellipsis);
  return fitLine(
    [
      head,
      { text: figure, style: status === 'failed' && count > 0 ? 'failed' : 'strong' },
      { text: count === 1 ? ' job ' : ' jobs', style: 'dim' },
      { text: more, style: 'notice' },
    ],
    width,
  );
}
