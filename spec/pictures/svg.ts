import type { Cell, Emulator } from '../support/emulator.js';

/** How large a cell is drawn, in the picture's own units. */
const cell = { width: 8.4, height: 16.4, baseline: 12.8 };
const margin = 12;

/** Foreground and background of the terminal, then the sixteen colours that terminals name. */
const paper = '#16181d';
const ink = '#d5d8df';
const palette = [
  ...'#3b4048 #e8646a #8fc374 #e3bd6f #69a9ec #c58be0 #5fbac6 #d5d8df #7d8590 #f28086 #a9d592 #f0d08c'.split(
    ' ',
  ),
  ...'#8cc0f5 #d6a8ea #82d0da #ffffff'.split(' '),
];

/** What stands in a row in one look. */
interface Run {
  readonly column: number;
  readonly cells: readonly Cell[];
}

/** Which way the lines of a character go from its middle: left, right, up, down. */
const arms: Readonly<Record<string, string>> = Object.fromEntries(
  '─lr ═lr │ud ┌rd ┐ld └ru ┘lu ├rud ┤lud ┬lrd ┴lru ┼lrud'
    .split(' ')
    .map(([line = '', ...ways]) => [line, ways.join('')]),
);

/**
 * A terminal's screen as an SVG picture of `columns` × `rows` cells, which is straight in whatever font a reader has:
 * frames and bars are lines and rectangles, and every word begins at its cell and is stretched to those that it fills,
 * where the viewer can do that. `title` says what is seen.
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
    '<g font-family="ui-monospace, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="14">',
    ...lines.flat(2),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

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
  const lines = linesOf(cells, x(column), y);
  if (lines !== '') parts.push(`<path d="${lines}" stroke="${fill}" fill="none"/>`);
  const styles = [
    `fill="${fill}"`,
    ...(look.bold ? ['font-weight="bold"'] : []),
    ...(look.dim ? ['opacity="0.6"'] : []),
    ...(look.underline ? ['text-decoration="underline"'] : []),
  ].join(' ');
  for (const word of wordsOf(cells)) {
    const [left, length] = [x(column + word.column), round(word.cells.length * cell.width)];
    const text = word.cells.map((each) => each.text).join('');
    const block = blockOf(text);
    parts.push(
      block !== null
        ? `<rect x="${left}" y="${round(y + cell.height * (1 - block.height))}" width="${length}" height="${round(cell.height * block.height)}" opacity="${block.shade}" fill="${fill}"/>`
        : `<text x="${left}" y="${round(y + cell.baseline)}" textLength="${length}" lengthAdjust="spacingAndGlyphs" ${styles}>${escaped(text)}</text>`,
    );
  }
  return parts;
}

/** The lines that cells from `left` on draw, as the data of a path: from the middle of each to its edges. */
function linesOf(cells: readonly Cell[], left: number, top: number): string {
  const middle = top + cell.height / 2;
  const across = [0, -1.5, 1.5].flatMap((off) =>
    cells.map(({ text }, index) => {
      const ways = (text === '═') === (off !== 0) ? (arms[text] ?? '') : '';
      const x = (part: number) => round(left + (index + part) * cell.width);
      const [begin, end] = [x(ways.includes('l') ? 0 : 0.5), x(ways.includes('r') ? 1 : 0.5)];
      return begin === end ? '' : `M${begin} ${round(middle + off)}H${end}`;
    }),
  );
  const down = cells.map(({ text }, index) => {
    const [above, below] = ['u', 'd'].map((way) => arms[text]?.includes(way));
    const [begin, end] = [above ? top : middle, below ? top + cell.height : middle];
    return begin === end ? '' : `M${round(left + (index + 0.5) * cell.width)} ${round(begin)}V${round(end)}`;
  });
  // A line that goes on where another one ends is a part of it.
  return [...across, ...down].join('').replace(/(?<=( [\d.]+H))([\d.]+)M\2\1/g, '');
}

/** The runs of cells between blanks and lines; each block is in one with its like. */
function wordsOf(cells: readonly Cell[]): readonly Run[] {
  const words: Run[] = [];
  let open: string | null = null;
  cells.forEach((each, column) => {
    const isShown = each.width > 0 && each.text.trim() !== '' && arms[each.text] === undefined;
    const kind = !isShown
      ? each.width === 0
        ? open
        : null
      : blockOf(each.text) === null
        ? 'word'
        : each.text;
    const last = words.at(-1);
    if (kind !== null && kind === open && last !== undefined)
      words[words.length - 1] = { ...last, cells: [...last.cells, each] };
    else if (kind !== null) words.push({ column, cells: [each] });
    open = kind;
  });
  return words;
}

/** What part of its cells a text of blocks fills from below, and how densely; null for other texts. */
function blockOf(text: string): { readonly height: number; readonly shade: number } | null {
  const code = text.codePointAt(0) ?? 0;
  if (code >= 0x2581 && code <= 0x2588) return { height: (code - 0x2580) / 8, shade: 1 };
  return code >= 0x2591 && code <= 0x2593 ? { height: 1, shade: (code - 0x2590) / 4 } : null;
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
