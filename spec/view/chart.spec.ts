import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chartLines, topOf } from '../../lib/view/monitoring/chart.js';
import { textOf } from '../../lib/view/text/line.js';

const drawn = (columns: readonly (number | null)[], width: number, height: number, unicode = true) =>
  chartLines({ columns, top: topOf(columns) }, width, height, unicode).map(textOf);

describe('a column chart', () => {
  it('draws in eighths of a cell, with its full height for a round figure', () => {
    expect(drawn([0, 1, 2, 3, 4, 5, 6, 7, 8], 9, 1)).toEqual(['▁▁▂▃▄▅▆▇█']);
    expect(drawn([10, 20, 30, 40], 4, 2)).toEqual(['  ▄█', '▄███']);
  });

  it('leaves gaps blank, and lays zeroes on the ground', () => {
    expect(drawn([8, null, 0, 8], 4, 2)).toEqual(['█  █', '█ ▁█']);
    expect(drawn([8, null, 0, 8], 4, 2, false)).toEqual(['#  #', '# .#']);
  });

  it('draws what it is compared with as a line, above columns and through them, that needs no colour', () => {
    const compared = (unicode: boolean) =>
      chartLines({ columns: [1, 8, 8, 0, 8], before: [8, 1, null, 4, 8], top: 8 }, 5, 2, unicode);
    expect(compared(true).map(textOf)).toEqual(['╌██ ▒', '▂▒█╌█']);
    expect(compared(false).map(textOf)).toEqual(['-## =', '.=#-#']);
    const dim = compared(true).flatMap((line) => line.filter(({ style }) => style === 'dim'));
    expect(dim.map(({ text }) => text)).toEqual(['╌', '▒', '▒', '╌']);
  });

  it('has a top above zero for the smallest rate', () => {
    expect(topOf([5e-324])).toBeGreaterThan(0);
    expect(drawn([5e-324], 1, 1)).toEqual(['█']);
  });

  it('fills its box, with several cells to a column where there are fewer', () => {
    expect(drawn([1, 2], 6, 1)).toEqual(['▄▄▄███']);
  });

  it('is never higher than its box, never wider, and taller for more', () => {
    const value = fc.option(fc.double({ min: 0, max: 1e15, noNaN: true }), { nil: null });
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 80 }),
        fc.integer({ min: 1, max: 120 }),
        fc.nat({ max: 20 }),
        (columns, width, height) => {
          const top = topOf(columns);
          for (const each of columns) expect(each ?? 0).toBeLessThanOrEqual(top);
          const lines = chartLines({ columns, top }, width, height, true);
          expect(lines).toHaveLength(height);
          for (const line of lines) expect([...textOf(line)]).toHaveLength(width);
          const heightAt = (cell: number) =>
            lines.reduce((sum, line) => sum + ' ▁▂▃▄▅▆▇█'.indexOf([...textOf(line)][cell] ?? ' '), 0);
          for (let cell = 1; cell < width; cell += 1) {
            const [one, other] = [cell - 1, cell].map(
              (each) => columns[Math.floor((each * columns.length) / width)] ?? null,
            );
            if (one === null || other === null || one === undefined || other === undefined) continue;
            if (one <= other) expect(heightAt(cell - 1)).toBeLessThanOrEqual(heightAt(cell));
          }
        },
      ),
    );
  });
});
