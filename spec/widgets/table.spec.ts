import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Frame, Rect, TableCell, TableProps } from '../../lib/view/frame.js';
import { looks } from '../../widgets/theme.js';
import { frame, widthOf } from './stage.js';
import { watchedStages } from './watched-stages.js';

const stageSize = { columns: 40, rows: 8 };

const cell = (text: string, style: TableCell['style'] = 'plain'): TableCell => ({ text, style });

function table(props: Partial<TableProps>, rect: Partial<Rect> = {}): Frame {
  return frame(stageSize, {
    tables: [
      {
        rect: { left: 2, top: 1, width: 30, height: 5, ...rect },
        props: { header: ['File', 'Rows', 'Error'], widths: [12, 6, 10], rows: [], ...props },
      },
    ],
  });
}

describe('a table', () => {
  const set = watchedStages({ size: stageSize });

  it('has its header in the first row and its columns below one another', async () => {
    const { show, screen } = set();
    await show(
      table({
        rows: [
          [cell('a.csv'), cell('  1847'), cell('none')],
          [cell('日本語.csv'), cell('    12'), cell('e\u0301te\u0301')],
          [cell('🚀'), cell('     7'), cell('{bold}{/}')],
          [cell('\u0915\u094d\u0937'), cell(''), cell('漢'.repeat(5))],
        ],
      }),
    );
    expect(screen.lines().map((line) => line.trimEnd())).toEqual([
      '',
      '  File         Rows   Error',
      '  a.csv          1847 none',
      '  日本語.csv       12 e\u0301te\u0301',
      '  🚀                7 {bold}{/}',
      '  \u0915\u094d\u0937                  漢漢漢漢漢',
      '',
      '',
    ]);
    expect([2, 3, 4, 5].map((row) => screen.cell(22, row).text)).toEqual(['n', 'e\u0301', '{', '漢']);
  });

  it.each<[string, Partial<TableProps>, Partial<Rect>]>([
    ['no width', { rows: [[cell('x')]] }, { width: 0 }],
    ['no height', { rows: [[cell('x')]] }, { height: 0 }],
    ['no columns', { header: [], widths: [], rows: [[cell('x')], []] }, {}],
    ['columns of no width', { widths: [0, -3, Number.NaN], rows: [[cell('x'), cell('y'), cell('z')]] }, {}],
    ['nothing at all', { header: [], rows: [] }, {}],
  ])('is blank with %s', async (_, props, rect) => {
    const { show, screen } = set();
    await show(table(props, rect));
    expect(screen.text()).toBe('\n');
  });

  it('ends at its right edge where a column is wider than any number', async () => {
    const { show, screen } = set();
    await show(table({ header: [], widths: [Number.POSITIVE_INFINITY], rows: [[cell('日'.repeat(40))]] }));
    expect(screen.text()).toBe(`\n\n  ${'日'.repeat(15)}\n`);
  });

  it('never lets a control character out, nor takes text for a tag, an escape or one of its own units', async () => {
    const { show, screen } = set();
    const text = '\x1b[31m{red-fg}\ue000\ue001\x07\u009b2J';
    const bytes = await show(table({ header: [], widths: [30], rows: [[cell(text)]] }));
    expect(screen.lines()[2]?.trimEnd()).toBe('   [31m{red-fg}\ue000\ue001  2J');
    expect(bytes).not.toMatch(/\x1b\[31m|[\x00-\x1a\x1c-\x1f\x7f-\x9f]/);
  });

  it('has the style of each cell, a header that stands out, and no colours where there are none', async () => {
    const props = {
      header: ['h', 'i'],
      widths: [2, 2],
      rows: [[cell('a', 'failed'), cell('b', 'path')], [cell('c', 'dim')]],
    };
    const { show, screen } = set();
    await show(table(props));
    const look = (column: number, row: number) => {
      const { text, bold, foreground } = screen.cell(column, row);
      return [text || ' ', bold, foreground];
    };
    expect([look(2, 1), look(5, 1)]).toEqual([
      ['h', true, null],
      ['i', true, null],
    ]);
    expect(look(2, 2)).toEqual(['a', true, looks.failed.of256]);
    expect(look(3, 2)).toEqual([' ', false, null]);
    expect(look(5, 2)).toEqual(['b', false, looks.path.of256]);
    expect(look(2, 3)).toEqual(['c', false, looks.dim.of256]);
    expect(await set({ colors: 0 }).show(table(props))).not.toMatch(/\x1b\[(?:\d+;)*[349]\d[\d;]*m/);
  });

  it('puts every text into its column, whatever it is made of', async () => {
    const { show, screen } = set();
    const piece = fc.constantFrom('a', '{', '}', '{/}', '%', ' ', '日', '🚀', 'e\u0301', '한');
    const text = fc.array(piece, { maxLength: 12 });
    const rows = fc.array(fc.array(text, { maxLength: 5 }), { maxLength: 7 });
    const widths = fc.array(fc.nat(12), { maxLength: 5 });
    const rect = { width: fc.integer({ min: 1, max: 38 }), height: fc.integer({ min: 1, max: 7 }) };
    await fc.assert(
      fc.asyncProperty(rows, widths, fc.record(rect), async ([header = [], ...below], columns, place) => {
        await show(
          table(
            {
              header: header.map((pieces) => pieces.join('')),
              widths: columns,
              rows: below.map((row) => row.map((pieces) => cell(pieces.join('')))),
            },
            place,
          ),
        );
        const expected = [header, ...below].map((row) => {
          const line = columns.flatMap((width, column) => [
            ...(column > 0 ? [' '] : []),
            ...fit(row[column] ?? [], width),
          ]);
          return fit(line, place.width).join('').trimEnd();
        });
        for (let row = 0; row < place.height; row += 1) {
          expect(screen.lines()[1 + row]?.slice(2).trimEnd()).toBe(expected[row] ?? '');
        }
      }),
      { numRuns: 150, seed: 20_240_115 },
    );
  });
});

/** Pieces in exactly `width` cells; one that isn't ASCII stays whole. */
function fit(pieces: readonly string[], width: number): string[] {
  const fitting: string[] = [];
  let used = 0;
  for (const one of pieces.flatMap((piece) => (/^[ -~]+$/.test(piece) ? [...piece] : [piece]))) {
    const cells = [...one].reduce((sum, character) => sum + widthOf(character), 0);
    if (used + cells > width) break;
    fitting.push(one);
    used += cells;
  }
  return [...fitting, ...Array(Math.max(0, width - used)).fill(' ')];
}
