import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type DrawnRow, Painter } from '../../widgets/painter.js';
import { blankRow, type ScreenCell, type ScreenRow, secondHalf } from '../../widgets/screen-cells.js';
import { plainAttribute } from '../../widgets/style-bytes.js';
import { Emulator } from '../support/emulator.js';
import { expectSame } from '../support/expect-same.js';
import { needs } from '../support/needs.js';
import { startTmux } from '../support/tmux.js';

type Picture = readonly ScreenRow[];

interface Shape {
  readonly columns: number;
  readonly rows: number;
}

const ownColor = 0x1ff;
const attributeOf = (flags: number, foreground: number, background: number) =>
  (flags << 18) | (foreground << 9) | background;
const bold = attributeOf(1, ownColor, ownColor);
const blue = attributeOf(0, 33, ownColor);

const color = fc.oneof(
  { weight: 3, arbitrary: fc.constant(ownColor) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 255 }) },
);
const attribute = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(plainAttribute, bold, blue) },
  // Bold, underlined, reversed: those that the widgets use.
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(0, 1, 2, 3, 8, 9, 10, 11), color, color)
      .map((all) => attributeOf(...all)),
  },
);
const glyph = fc.oneof(
  { weight: 4, arbitrary: fc.constant(' ') },
  { weight: 4, arbitrary: fc.constantFrom('a', '7', '│', '█', 'ä', '↻') },
  { weight: 1, arbitrary: fc.constantFrom('日', '語', '한', '🚀', '⏩', '（') },
  { weight: 1, arbitrary: fc.constantFrom('e\u0301', '𝒳', '日\u0301', 'ก\u0e34', '❤\ufe0f') },
);
const wide = /^[日語한🚀⏩（]/u;

/** Runs of one glyph in one attribute, as on screens; a wide one that doesn't fit is left out. */
function rowOf(
  runs: readonly (readonly [text: string, attribute: number, count: number])[],
  columns: number,
) {
  const cells: ScreenCell[] = [];
  for (const [text, its, count] of runs)
    for (let each = 0; each < count; each += 1) {
      const width = wide.test(text) ? 2 : 1;
      if (cells.length + width > columns) continue;
      cells.push([its, text]);
      if (width === 2) cells.push([its, secondHalf]);
    }
  return [...cells, ...blankRow(columns - cells.length)];
}

const picture = ({ columns, rows }: Shape): fc.Arbitrary<Picture> =>
  fc.array(
    fc
      .array(fc.tuple(glyph, attribute, fc.integer({ min: 1, max: 6 })), { maxLength: columns })
      .map((runs) => rowOf(runs, columns)),
    { minLength: rows, maxLength: rows },
  );

/** A picture that is the one before, but for a few rows. */
const pictures = ({ columns, rows }: Shape): fc.Arbitrary<readonly Picture[]> =>
  fc
    .tuple(
      picture({ columns, rows }),
      fc.array(fc.tuple(picture({ columns, rows }), fc.nat()), { maxLength: 4 }),
    )
    .map(([first, changes]) => {
      const all = [first];
      for (const [next, which] of changes)
        all.push(next.map((row, y) => (((which >> y) & 1) === 1 ? row : (all.at(-1)?.[y] ?? row))));
      return all;
    });

const shapeAndPictures = fc
  .record({ columns: fc.integer({ min: 2, max: 40 }), rows: fc.integer({ min: 1, max: 6 }) })
  .chain((shape) => fc.tuple(fc.constant(shape), pictures(shape)));

const dirty = (shown: Picture): DrawnRow[] => shown.map((row) => Object.assign([...row], { dirty: true }));
const blankOf = ({ columns, rows }: Shape): Picture => Array.from({ length: rows }, () => blankRow(columns));

/** What a painter writes to show these pictures, one after the other, on a screen that it clears first. */
function painted(shape: Shape, all: readonly Picture[], stepwise = true): string[] {
  const painter = new Painter(stepwise);
  let shown = blankOf(shape);
  return [
    painter.clear(),
    ...all.map((next) => {
      const bytes = painter.paint(dirty(next), shown);
      shown = next;
      return bytes;
    }),
  ];
}

async function seen(shape: Shape, widths: 'current' | 'old', bytes: readonly string[]) {
  const screen = new Emulator({ ...shape, widths });
  await screen.write('\x1b[?7l');
  for (const each of bytes) await screen.write(each);
  const cells = Array.from({ length: shape.rows }, (_, row) =>
    screen.cells(row).map((cell) => ({ ...cell, text: cell.text || ' ' })),
  );
  screen.dispose();
  return cells;
}

const lineOf = (text: string, its = plainAttribute): ScreenRow => [...text].map((each) => [its, each]);

describe('the painter', () => {
  it.each(['current', 'old'] as const)(
    'leads from picture to picture to what a full repaint shows, with %s widths',
    async (widths) => {
      await fc.assert(
        fc.asyncProperty(shapeAndPictures, fc.boolean(), async ([shape, all], stepwise) => {
          const whole = await seen(shape, widths, painted(shape, all.slice(-1), stepwise));
          expectSame(await seen(shape, widths, painted(shape, all, stepwise)), whole);
        }),
        { numRuns: 400 },
      );
    },
  );

  it('shows in each cell its text and its attribute', async () => {
    await fc.assert(
      fc.asyncProperty(shapeAndPictures, async ([shape, all]) => {
        const cells = await seen(shape, 'current', painted(shape, all));
        const last = all.at(-1) ?? [];
        const expected = last.map((row) =>
          row.map(([its, text], column) => ({
            ...{ text: text || ' ', width: text === '' ? 0 : row[column + 1]?.[1] === '' ? 2 : 1 },
            ...{ bold: (its & (1 << 18)) !== 0, dim: false, underline: (its & (2 << 18)) !== 0 },
            inverse: (its & (8 << 18)) !== 0,
            foreground: ((its >> 9) & 0x1ff) === 0x1ff ? null : (its >> 9) & 0x1ff,
            background: (its & 0x1ff) === 0x1ff ? null : its & 0x1ff,
          })),
        );
        expectSame(cells, expected);
      }),
      { numRuns: 300 },
    );
  });

  needs('tmux').it('leaves in a tmux pane the same picture as a full repaint', async () => {
    const shape = { columns: 40, rows: 6 };
    const tmux = await startTmux(shape);
    try {
      await tmux.command('stty -echo; tput civis; PS1=');
      const capture = async (bytes: readonly string[]) => {
        const line = `printf '%s' '${Buffer.from(bytes.join('')).toString('base64')}' | base64 -d; tmux wait-for -S drawn`;
        const pane = await tmux.tmux(
          ...['send-keys', '-t', 'spec', '-l', line, ';', 'send-keys', '-t', 'spec', 'Enter', ';'],
          ...['wait-for', 'drawn', ';', 'capture-pane', '-p', '-e', '-t', 'spec'],
        );
        const lines = pane.split('\n').slice(0, shape.rows);
        return seen(shape, 'current', [lines.join('\r\n')]);
      };
      for (const all of fc.sample(pictures(shape), { numRuns: 15, seed: 5 })) {
        const steps = await capture(['\x1b[?7l', ...painted(shape, all)]);
        const whole = await capture(['\x1b[?7l', ...painted(shape, all.slice(-1))]);
        expectSame(steps, whole);
      }
    } finally {
      await tmux.close();
    }
  });

  it('writes nothing for cells that are shown already', () => {
    const shape = { columns: 5, rows: 1 };
    const [, first, second] = painted(shape, [[lineOf('hello')], [lineOf('hello')]]);
    expect([first, second]).toEqual(['hello', '']);
  });

  it('continues at the cursor, in the colour that it left', () => {
    const clock = (seconds: string) => [[...lineOf('running '), ...lineOf(seconds, blue), ...lineOf(' ')]];
    const [, , ...ticks] = painted({ columns: 11, rows: 1 }, [
      clock('2s'),
      clock('3s'),
      clock('4s'),
      clock('5s'),
    ]);
    expect(ticks).toEqual(['\b\b3', '\b4', '\b5']);
  });

  it('takes the nearest of several changes first, by relative moves', () => {
    const shape = { columns: 60, rows: 30 };
    const at = (changes: Readonly<Record<number, string>>): Picture =>
      blankOf(shape).map((row, y) =>
        rowOf(
          [
            [' ', plainAttribute, 20],
            [changes[y] ?? ' ', plainAttribute, 1],
          ],
          row.length,
        ),
      );
    const [, , second, third] = painted(shape, [
      at({ 5: 'x', 20: 'y' }),
      at({ 5: 'a', 20: 'b' }),
      at({ 6: 'c', 21: 'd', 5: 'a', 20: 'b' }),
    ]);
    expect(second).toBe('\bb\x1b[15A\ba');
    expect(third).toBe('\x1bD\bc\x1b[15B\bd');
  });

  it('writes what stands between two changes where that is shorter', () => {
    const shape = { columns: 11, rows: 1 };
    const change = (from: string, to: string, its: number) =>
      painted(shape, [[lineOf(from, its)], [lineOf(to, its)]]).at(-1);
    expect(change('1,377 files', '2,388 files', plainAttribute)).toBe('\x1b[H2,388');
    expect(change('1-34567-890', '2-34567-891', plainAttribute)).toBe('\x1b[H2\x1b[9C1');
  });

  it('erases what is long and blank, in the terminal’s own colours', () => {
    const shape = { columns: 40, rows: 1 };
    const [, , bytes] = painted(shape, [
      [lineOf('x'.repeat(40), blue)],
      [
        lineOf('│'.padEnd(39).concat('│'), blue).map(
          (cell): ScreenCell => (cell[1] === ' ' ? [plainAttribute, ' '] : cell),
        ),
      ],
    ]);
    expect(bytes).toBe('\x1b[H│\x1b[m\x1b[K\x1b[38C\x1b[38;5;33m│');
  });

  it('erases from where the most is blank', () => {
    const [, , bytes] = painted({ columns: 40, rows: 1 }, [
      [lineOf('y'.repeat(40))],
      [lineOf(`    x${' '.repeat(34)}z`)],
    ]);
    expect(bytes).toBe('\x1b[H    x\x1b[K\x1b[34Cz');
  });

  it('takes no terminal’s word for how wide a character is that has marks', () => {
    const shape = { columns: 30, rows: 1 };
    const heart = (rest: string): ScreenRow => [[plainAttribute, '❤\ufe0f'], ...lineOf(rest.padEnd(29))];
    const change = (from: ScreenRow, to: ScreenRow) => painted(shape, [[from], [to]]).at(-1);
    // It may have been drawn over the cell to its right, whichever of them is new.
    expect(change(lineOf('ab'.padEnd(30)), heart('b'))).toBe('\b\b❤\ufe0f\x1b[2Gb');
    expect(change(heart('b'), lineOf('ab'.padEnd(30)))).toBe('\b\bab');
    expect(change(heart('b'), heart('c'))).toBe('\b\b❤\ufe0f\x1b[2Gc');
    expect(change(heart('b'), heart(' '))).toBe('\b \b\b❤\ufe0f');
    expect(change(heart('x'.repeat(20)), heart(''))).not.toContain('\x1b[K');
  });

  it('turns off one of several styles where the terminal can, and all of them where it may not be able to', () => {
    const shape = { columns: 2, rows: 1 };
    const colored: ScreenRow = [
      [attributeOf(1, 33, ownColor), 'a'],
      [blue, 'b'],
    ];
    expect(painted(shape, [[colored]]).at(-1)).toBe('\x1b[1;38;5;33ma\x1b[22mb');
    const reversed: ScreenRow = [
      [attributeOf(9, ownColor, ownColor), 'a'],
      [bold, 'b'],
    ];
    expect(painted(shape, [[reversed]], false).at(-1)).toBe('\x1b[1;7ma\x1b[0;1mb');
  });
});
