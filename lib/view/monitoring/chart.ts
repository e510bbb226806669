import type { Line, Span } from '../frame.js';

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
