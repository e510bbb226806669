import type { JobStatus } from '../../model/job.js';
import { depthColumns } from '../../model/monitoring-columns.js';
import { chartSpan, type Span as TimeSpan } from '../../model/monitoring-window.js';
import { type Appearance, glyphsOf } from '../appearance.js';
import { countingText, countText } from '../format/count.js';
import type { Line, Span, SparklineProps } from '../frame.js';
import { fitLine } from '../line.js';
import { cells, pad } from '../width.js';
import type { MonitorMoment } from './moment.js';

const rows: readonly { readonly label: string; readonly status: JobStatus }[] = [
  { label: 'Pending:', status: 'queued' },
  { label: 'Running:', status: 'running' },
  { label: 'Done:', status: 'complete' },
  { label: 'Failed:', status: 'failed' },
];

const labelWidth = 8;
const figureWidth = 11;
const depthLabel = 'Depth: ';

/** The queue's counts, one to a line, and the line that the depth's curve stands in: the last one of the box. */
export function queueLines(
  moment: MonitorMoment,
  width: number,
  height: number,
  appearance: Appearance,
): readonly Line[] {
  const counts = rows.map((row) => countLine(row, moment, width, appearance));
  const used = Array.from({ length: Math.max(0, height - 1) }, (_, row): Line => counts[row] ?? []);
  return [...used, fitLine([{ text: depthLabel, style: 'dim' }, ...depthNow(moment)], width)];
}

/** Where the curve begins in that line, and how wide it may be. */
export function depthPlace(width: number): { readonly left: number; readonly width: number } {
  return { left: depthLabel.length, width: width - depthLabel.length };
}

/** The depth over the window, one value to a cell. */
export function depthCurve(moment: MonitorMoment, width: number): SparklineProps {
  const { monitor, now, depth, depthIsSeen } = moment;
  const span: TimeSpan = chartSpan(now, monitor.windowMs, width);
  const values = depthColumns(depth, span);
  const shown = depthIsSeen ? carried(values) : values;
  return { values: shown, style: 'bar' };
}

/** What was seen holds until something else was seen. */
function carried(values: readonly (number | null)[]): readonly (number | null)[] {
  let last: number | null = null;
  return values.map((value) => {
    last = value ?? last;
    return last;
  });
}

function depthNow({ depth }: MonitorMoment): readonly Span[] {
  return depth.length === 0 ? [{ text: 'nothing seen yet', style: 'dim' }] : [];
}

/** `Done:    1,247 jobs  +12`, the last figure being those since the reset. */
function countLine(
  { label, status }: (typeof rows)[number],
  { counts, monitor }: MonitorMoment,
  width: number,
  appearance: Appearance,
): Line {
  const glyphs = glyphsOf(appearance);
  const { ellipsis } = glyphs;
  const head: Span = { text: pad(label, labelWidth), style: 'plain' };
  if (counts === null) {
    const figure = pad(countingText(glyphs), figureWidth, 'right', ellipsis);
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
