import { type Clock, clockText } from '../format/times.js';
import type { Line, Span } from '../frame.js';
import { fitLine } from '../text/line.js';
import { cells } from '../text/width.js';

/** A column chart: its columns, oldest first, null for a gap, and the value of its full height. */
interface Chart {
  readonly columns: readonly (number | null)[];
  readonly top: number;
  /** Other values that the columns are compared with, drawn as a line; as many. */
  readonly before?: readonly (number | null)[];
  /** Whether the last column is still growing: it is dim. */
  readonly isUnderWay?: boolean;
}

/** The line of what is compared with: above a column, and where it crosses one. */
const ghost = { above: '╌', inside: '▒' };
const asciiGhost = { above: '-', inside: '=' };

const eighths = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const asciiEighths = [' ', '.', '.', ':', ':', '|', '|', '#', '#'];

/**
 * The columns as lines of exactly `width` cells, the highest line first, in eighths of a cell. They fill the
 * width: if there are fewer of them than cells, each takes several. A gap stays blank; a zero still has the least
 * height.
 */
export function chartLines(
  { columns, top, before = [], isUnderWay = false }: Chart,
  width: number,
  height: number,
  unicode: boolean,
): readonly Line[] {
  const signs = unicode ? eighths : asciiEighths;
  const levels = columns.map((value) => levelOf(value, top, height));
  const others = before.map((value) => levelOf(value, top, height));
  return Array.from({ length: height }, (_, row): Line => {
    const below = (height - 1 - row) * 8;
    const spans: Span[] = [];
    for (let cell = 0; cell < width; cell += 1) {
      const column = Math.floor((cell * columns.length) / width);
      const rest = Math.max(0, Math.min(8, (levels[column] ?? 0) - below));
      const line = ghostIn((others[column] ?? 0) - below, rest, unicode ? ghost : asciiGhost);
      const last = spans.at(-1);
      const isDim = line !== null || (isUnderWay && column === columns.length - 1);
      const style = isDim ? 'dim' : 'bar';
      const text = line ?? signs[rest] ?? ' ';
      if (last?.style === style) spans[spans.length - 1] = { text: last.text + text, style };
      else spans.push({ text, style });
    }
    return spans;
  });
}

/** The sign of the line in a cell; null where it doesn't pass, or is too near to the column's end to be told from it. */
function ghostIn(level: number, rest: number, { above, inside }: typeof ghost): string | null {
  if (level <= 0 || level > 8) return null;
  if (rest === 8) return inside;
  return rest <= 2 && level - rest >= 3 ? above : null;
}

/** A box of this height has room for a time axis. */
export const roomForAxis = 10;

/** `14:07 UTC                 15:07 UTC`: when the first column of a chart begins and the last one ends; blank if it is too narrow. */
export function axisLine(from: number, to: number, clock: Clock, width: number): Line {
  const [first, last] = [clockText(from, clock), clockText(to, clock)];
  const between = width - cells(first) - cells(last);
  return fitLine([{ text: between > 0 ? first + ' '.repeat(between) + last : '', style: 'dim' }], width);
}

/** `╌▒ 15m before`: what the line in a chart is; `period`: its length in words. */
export function legendText(period: string, unicode: boolean): string {
  const { above, inside } = unicode ? ghost : asciiGhost;
  return `${above}${inside} ${period} before`;
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
