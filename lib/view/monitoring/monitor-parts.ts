import type { JobsState } from '../../machine/state/state.js';
import { shownPath } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { countText } from '../format/numbers.js';
import { whenText } from '../format/times.js';
import type { Frame, Line, Rect, Size } from '../frame.js';
import { type Message, messageLines } from '../layout/message.js';
import { blankLine, fitLine, type Part, rowLine } from '../text/line.js';
import { periodText } from '../words/ends-words.js';
import { figuresOf, type MonitorFigures } from './monitor-figures.js';
import {
  type MonitorLayout,
  missingTable,
  monitorLayout,
  type PanelPart,
  type PartArea,
  partLines,
} from './monitor-layout.js';
import { depthArea, depthCurve, outlookLines, queueLines } from './queue-part.js';
import { latencyWords, sinkRows, sinkTable } from './sinks-part.js';
import { throughputPart } from './throughput-part.js';

type Parts = Pick<Frame, 'status' | 'list' | 'panel' | 'sparklines' | 'tables'>;

/**
 * The monitoring panel (behaviour 5) on a screen that is large enough, within its border; `nothing` is the message
 * if there is nothing to show.
 */
export function monitorParts(state: JobsState, context: ViewContext, nothing: Message): Parts {
  const layout = monitorLayout(context.size);
  const figures = figuresOf(state, context.now);
  if (figures === null) {
    const { body } = layout;
    const lines = messageLines(nothing, body.width, body.height, context);
    return { status: null, list: null, panel: { rect: body, lines } };
  }
  const parts = {
    queue: queueOf(figures, layout.queue, context),
    throughput: throughputOf(figures, layout.throughput, context),
    sinks: sinksOf(figures, layout.sinks, context),
  };
  const drawn = (['queue', 'throughput', 'sinks'] as const).map((name) => {
    const area = layout[name];
    return { rect: area.rect, lines: partLines(parts[name], area, layout.compact, context) };
  });
  const { left, top, width, height } = layout.queue.inside;
  const area = depthArea(width, height, outlookLines(figures, width, height, context).length);
  const hasDepth = figures.depth.length > 0 && height > 0;
  const table = tableOf(state, figures, layout, context);
  return {
    status: null,
    list: null,
    panel: { rect: layout.body, lines: composed(layout.body, drawn) },
    sparklines: hasDepth
      ? [
          {
            rect: { left: left + area.left, top: top + area.top, width: area.width, height: area.height },
            props: depthCurve(figures, area.width),
          },
        ]
      : [],
    tables: table === null ? [] : [table],
  };
}

/** How many lines the sinks take, and how many of them are visible. */
export function monitorSinksOf(
  state: JobsState,
  size: Size,
  now: number,
): { readonly visible: number; readonly lines: number } {
  const figures = figuresOf(state, now);
  const { height } = monitorLayout(size).sinks.inside;
  return { visible: visibleSinks(height), lines: figures === null ? 0 : sinkRows(figures.sinks) };
}

/** The table's header and the line of latencies take two of the box's lines. */
function visibleSinks(inner: number): number {
  return Math.max(0, inner - (summaryFits(inner) ? 2 : 1));
}

/** Whether the latencies have a line below the table. */
function summaryFits(inner: number): boolean {
  return inner > 3;
}

function queueOf(figures: MonitorFigures, { inside }: PartArea, context: ViewContext): PanelPart {
  const { reset } = figures.monitor;
  const aside: readonly Part[] =
    reset === null ? [] : [{ text: `reset ${whenText(reset.at, context)}`, style: 'notice' }];
  return {
    title: 'QUEUE',
    aside,
    lines: queueLines(figures, inside.width, inside.height, context),
    focused: figures.monitor.focus === 'queue',
  };
}

function throughputOf(figures: MonitorFigures, { inside }: PartArea, context: ViewContext): PanelPart {
  const { periodMs, monitor } = figures;
  const { lines, aside, shownMs = periodMs } = throughputPart(figures, inside.width, inside.height, context);
  return {
    title: `THROUGHPUT (${periodText(shownMs)})`,
    aside,
    lines,
    focused: monitor.focus === 'throughput',
  };
}

function sinksOf(figures: MonitorFigures, { inside }: PartArea, context: ViewContext): PanelPart {
  const { monitoring, monitor, sinks } = figures;
  const { dash, ellipsis } = context.glyphs;
  const box = (lines: readonly Line[], aside: readonly Part[] = []): PanelPart => ({
    title: monitor.sinksSortedBy === 'name' ? 'SINKS' : `SINKS by ${monitor.sinksSortedBy}`,
    aside,
    lines,
    focused: monitor.focus === 'sinks',
  });
  if (monitoring === null) return box([]);
  if (!monitoring.has.sinks) {
    const why = figures.unread('cf_sink_stats');
    return box(missingTable('cf_sink_stats', 'What was written', inside.width, context, why, figures.others));
  }
  if (sinks.length === 0)
    return box([fitLine([{ text: 'No sink has been written to yet', style: 'dim' }], inside.width)]);
  const visible = visibleSinks(inside.height);
  const all = sinkRows(sinks);
  const from = clamped(monitor.sinksTop, all, visible);
  const range = `${countText(from + 1)}${dash}${countText(Math.min(all, from + visible))} of ${countText(all)}`;
  const position: readonly Part[] = all > visible ? [{ text: range, style: 'dim', before: '  ' }] : [];
  const latencies = latencyWords(figures.latencies, context);
  const hasSummary = summaryFits(inside.height);
  // If they have no line of their own, they are shown above the table.
  const aside: readonly Part[] = hasSummary ? position : [{ text: latencies, style: 'plain' }, ...position];
  const incomplete: readonly Part[] = monitoring.sinksComplete
    ? []
    : [
        {
          text: `${ellipsis} more in ${shownPath(context.databaseLabel, context)} after jobs-view migrate`,
          style: 'warning',
          before: '  ',
          fit: 'end',
          optional: true,
        },
      ];
  const written: Part = { text: `Write latency: ${latencies}`, style: 'plain' };
  const summary = rowLine({ left: [written, ...incomplete], right: [] }, inside.width, ellipsis);
  const lines = Array.from(
    { length: inside.height },
    (_, row): Line => (row === inside.height - 1 && hasSummary ? summary : []),
  );
  return box(lines, aside);
}

function clamped(top: number, all: number, visible: number): number {
  return Math.max(0, Math.min(top, all - visible));
}

function tableOf(
  state: JobsState,
  { monitor, monitoring, sinks, rates }: MonitorFigures,
  layout: MonitorLayout,
  context: ViewContext,
): NonNullable<Frame['tables']>[number] | null {
  const { inside } = layout.sinks;
  const visible = visibleSinks(inside.height);
  if (monitoring === null || !monitoring.has.sinks || sinks.length === 0 || inside.height <= 0) return null;
  const from = clamped(state.monitor.sinksTop, sinkRows(sinks), visible);
  const sorted = { sinks, rates, sortedBy: monitor.sinksSortedBy };
  const props = sinkTable(sorted, from, visible, inside.width, context);
  return { rect: { ...inside, height: Math.min(inside.height, props.rows.length + 1) }, props };
}

/** Parts placed into the body's lines, side by side where they share lines. */
function composed(
  body: Rect,
  parts: readonly { readonly rect: Rect; readonly lines: readonly Line[] }[],
): readonly Line[] {
  return Array.from({ length: body.height }, (_, row): Line => {
    const y = body.top + row;
    const here = parts
      .filter(({ rect }) => y >= rect.top && y < rect.top + rect.height)
      .sort((one, other) => one.rect.left - other.rect.left);
    const spans: Line[number][] = [];
    let x = body.left;
    for (const { rect, lines } of here) {
      spans.push(...blankLine(rect.left - x), ...(lines[y - rect.top] ?? blankLine(rect.width)));
      x = rect.left + rect.width;
    }
    return [...spans, ...blankLine(body.left + body.width - x)];
  });
}
