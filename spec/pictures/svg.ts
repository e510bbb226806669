import type { Cell, Emulator } from '../support/emulator.js';

/** How large a cell is drawn, in the picture's own units. */
const cell = { width: 8.4, height: 16.4, baseline: 12.8 };
const margin = 12;

/** Foreground and background of the terminal, then the sixteen colours that terminals name. */
const paper = '#16181d';
const ink = '#d5d8df';
const palette = [
  '#3b4048',
  '#e8646a',
  '#8fc374',
  '#e3bd6f',
  '#69a9ec',
  '#c58be0',
  '#5fbac6',
  '#d5d8df',
  '#7d8590',
  '#f28086',
  '#a9d592',
  '#f0d08c',
  '#8cc0f5',
  '#d6a8ea',
  '#82d0da',
  '#ffffff',
];

/** What stands in a row in one look. */
interface Run {
  readonly column: number;
  readonly cells: readonly Cell[];
}

/**
 * A terminal's screen as an SVG picture of `columns` × `rows` cells. Every run of text is stretched to the cells that
 * it fills, so that the picture is straight in whatever font a reader has. `title` says what is seen.
 */
export function svgOf(screen: Emulator, columns: number, rows: number, title: string): string {
  const width = Math.ceil(columns * cell.width + 2 * margin);
  const height = Math.ceil(rows * cell.height + 2 * margin);
  const lines = Array.from({ length: rows }, (_, row) =>
    runsOf(screen.cells(row)).map((run) => drawn(run, row)),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<rect width="${width}" height="${height}" rx="6" fill="${paper}"/>`,
    '<g font-family="ui-monospace, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="14" xml:space="preserve">',
    ...lines.flat(2),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** Blanks at the ends of runs are left out: they show nothing but a background. */
function runsOf(cells: readonly Cell[]): readonly Run[] {
  const runs: Run[] = [];
  cells.forEach((each, column) => {
    const last = runs.at(-1);
    const before = last?.cells.at(-1);
    if (last !== undefined && before !== undefined && lookOf(before) === lookOf(each)) {
      runs[runs.length - 1] = { ...last, cells: [...last.cells, each] };
    } else runs.push({ column, cells: [each] });
  });
  return runs;
}

function lookOf({ foreground, background, bold, dim, underline, inverse }: Cell): string {
  return JSON.stringify([foreground, background, bold, dim, underline, inverse]);
}

function drawn({ column, cells }: Run, row: number): readonly string[] {
  const [look] = cells;
  if (look === undefined) return [];
  const text = cells.map(({ text, width }) => (width === 0 ? '' : text || ' ')).join('');
  const own = look.foreground === null ? ink : colorOf(look.foreground);
  const behind = look.background === null ? paper : colorOf(look.background);
  const [fill, ground] = look.inverse ? [behind, own] : [own, behind];
  const x = (at: number) => round(margin + at * cell.width);
  const y = round(margin + row * cell.height);
  const parts: string[] = [];
  if (ground !== paper) {
    parts.push(
      `<rect x="${x(column)}" y="${y}" width="${round(cells.length * cell.width)}" height="${cell.height}" fill="${ground}"/>`,
    );
  }
  const start = text.length - text.trimStart().length;
  const shown = text.trim();
  if (shown === '') return parts;
  const length = cells.slice(start).findLastIndex((each) => each.text.trim() !== '') + 1;
  const styles = [
    `fill="${fill}"`,
    ...(look.bold ? ['font-weight="bold"'] : []),
    ...(look.dim ? ['opacity="0.6"'] : []),
    ...(look.underline ? ['text-decoration="underline"'] : []),
  ];
  parts.push(
    `<text x="${x(column + start)}" y="${round(y + cell.baseline)}" textLength="${round(length * cell.width)}" lengthAdjust="spacingAndGlyphs" ${styles.join(' ')}>${escaped(shown)}</text>`,
  );
  return parts;
}

/** A colour of a terminal's palette of 256. */
function colorOf(index: number): string {
  const named = palette[index];
  if (named !== undefined) return named;
  if (index >= 232) return hex([1, 1, 1].map(() => 8 + 10 * (index - 232)));
  const level = (part: number) => (part === 0 ? 0 : 55 + 40 * part);
  const rest = index - 16;
  return hex([Math.floor(rest / 36), Math.floor(rest / 6) % 6, rest % 6].map(level));
}

function hex(parts: readonly number[]): string {
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
