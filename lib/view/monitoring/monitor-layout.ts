import type { Rect, Size } from '../frame.js';

/** The place of a part, and of its content within its box. */
export interface PartArea {
  readonly rect: Rect;
  readonly inside: Rect;
}

/** The places of the panel's parts, including titles and boxes. */
export interface MonitorLayout {
  readonly body: Rect;
  /** True if titles must share a line with the boxes' edges. */
  readonly compact: boolean;
  readonly queue: PartArea;
  readonly throughput: PartArea;
  readonly sinks: PartArea;
}

/** On a wide screen the queue's box is wider, for the curve of the depth. */
const leastQueue = 32;
const queueShare = 0.3;
const gap = 2;
/** On a lower screen there is no room for separate titles. */
const titles = 20;
/** Lines of the queue, and least lines of the sinks: the latencies, and the table's header with two rows. */
const queueLines = 5;
const leastSinks = 3;

/** The parts of a screen that is large enough: queue and throughput side by side, the sinks below. */
export function monitorLayout(size: Size): MonitorLayout {
  const body: Rect = { left: 1, top: 1, width: size.columns - 2, height: size.rows - 4 };
  const compact = size.rows < titles;
  const around = compact ? 2 : 3;
  const left = body.left + gap;
  const width = body.width - 2 * gap;
  const area = (rect: Rect): PartArea => ({
    rect,
    inside: {
      left: rect.left + 2,
      top: rect.top + around - 1,
      width: rect.width - 4,
      height: rect.height - around,
    },
  });
  const queue = Math.max(leastQueue, Math.floor(width * queueShare));
  const least = queueLines + around;
  const upper = Math.max(least, Math.min(body.height - leastSinks - around, Math.floor(body.height / 2)));
  const above = { top: body.top, height: upper };
  return {
    body,
    compact,
    queue: area({ left, width: queue, ...above }),
    throughput: area({ left: left + queue + gap, width: width - queue - gap, ...above }),
    sinks: area({ left, width, top: body.top + upper, height: body.height - upper }),
  };
}
