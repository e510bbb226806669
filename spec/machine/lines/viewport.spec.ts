import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bodyLines, itemsToScroll, linesBetween, nearestLine } from '../../../lib/machine/lines/viewport.js';

/**
 * A screen as a drawing: items are A, B, C…, with small letters for the lines after the first, a dot for the
 * blank line after each, `~` where there is no item, and `>` at the selected item.
 */
function draw(heights: readonly number[], selected: number, screenLines: number, line: number): string {
  const rows: string[] = Array.from({ length: screenLines }, () => ' ~');
  heights.forEach((height, item) => {
    const top = line + linesBetween(heights, selected, item);
    for (let offset = 0; offset < height; offset++) {
      const letter = String.fromCharCode((offset === 0 ? 65 : 97) + item);
      const text = offset < bodyLines(height) ? letter : '.';
      const row = top + offset;
      if (row >= 0 && row < screenLines)
        rows[row] = `${item === selected && text !== '.' ? '>' : ' '}${text}`;
    }
  });
  return rows.join('\n');
}

const screens: [
  name: string,
  heights: number[],
  selected: number,
  lines: number,
  wanted: number,
  screen: string,
][] = [
  ['is the wanted one if the screen stays full', [3, 3, 3, 3, 3], 2, 7, 3, ' B\n b\n .\n>C\n>c\n .\n D'],
  ['leaves no empty line above the first item', [3, 2, 3], 1, 5, 4, ' A\n a\n .\n>B\n .'],
  [
    'leaves no empty line below the last item while others are hidden above',
    [3, 3, 3, 2],
    2,
    7,
    0,
    ' B\n b\n .\n>C\n>c\n .\n D',
  ],
  ['shows a list shorter than the screen from its top', [2, 3], 1, 7, 5, ' A\n .\n>B\n>b\n .\n ~\n ~'],
  ['moves up until the end of the item is on the screen', [3, 4, 3, 3], 1, 5, 4, ' a\n .\n>B\n>b\n>b'],
  ['moves down until the head of the item is on the screen', [3, 4, 3, 3], 1, 5, -2, '>B\n>b\n>b\n .\n C'],
  ['shows the head of an item that is taller than the screen', [3, 6, 3], 1, 3, 1, '>B\n>b\n>b'],
  ['cuts off the item above one that just fits on the screen', [4, 4, 3], 1, 4, 9, ' .\n>B\n>b\n>b'],
  ['needs no room for the blank line after the last item', [3, 3], 1, 5, 9, ' A\n a\n .\n>B\n>b'],
];

describe('the line of the selected item', () => {
  it.each(screens)('%s', (_, heights, selected, lines, wanted, screen) => {
    expect(draw(heights, selected, lines, nearestLine(heights, selected, lines, wanted))).toBe(screen);
  });

  it('keeps the item visible, the top filled and the bottom filled, for any list and screen', () => {
    const lists = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        lists,
        fc.nat(),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: -50, max: 50 }),
        (heights, seed, screenLines, wanted) => {
          const selected = seed % heights.length;
          const line = nearestLine(heights, selected, screenLines, wanted);
          const rows = draw(heights, selected, screenLines, line).split('\n');

          const body = bodyLines(heights[selected] ?? 1);
          expect(rows.filter((row) => row.startsWith('>'))).toHaveLength(Math.min(body, screenLines));
          expect(rows[0]).not.toBe(' ~');
          const hiddenAbove = linesBetween(heights, 0, selected) - line;
          expect(hiddenAbove).toBeGreaterThanOrEqual(0);
          if (hiddenAbove > 0) expect(rows.at(-1)).not.toBe(' ~');
          // Settled is settled.
          expect(nearestLine(heights, selected, screenLines, line)).toBe(line);
        },
      ),
    );
  });
});

describe('scrolling by a number of lines', () => {
  it.each([
    { name: 'counts the items that leave at the top', from: 0, lines: 7, items: 2 },
    { name: 'counts the items that come in at the top', from: 4, lines: -7, items: -2 },
    { name: 'moves down by one item even if none fits', from: 1, lines: 1, items: 1 },
    { name: 'moves up by one item even if none fits', from: 1, lines: -1, items: -1 },
    { name: 'takes items that are not loaded to have the average height', from: 3, lines: 12, items: 4 },
    { name: 'counts from a position that is not loaded', from: 100, lines: -9, items: -3 },
    { name: 'does not move if there is no line to scroll', from: 1, lines: 0, items: 0 },
  ])('$name', ({ from, lines, items }) => {
    expect(itemsToScroll([3, 4, 2, 2, 4], from, lines)).toBe(items);
  });

  it('never passes an item unseen', () => {
    const lists = fc.array(fc.integer({ min: 2, max: 6 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(lists, fc.nat(), fc.integer({ min: 6, max: 40 }), (heights, seed, lines) => {
        const from = seed % heights.length;
        const to = Math.min(heights.length - 1, from + itemsToScroll(heights, from, lines));
        expect(linesBetween(heights, from, to)).toBeLessThanOrEqual(lines);
      }),
    );
  });
});

describe('scrolling up', () => {
  it('counts the items that come in at the top, not those that leave at the bottom', () => {
    expect(itemsToScroll([2, 2, 10], 2, -4)).toBe(-2);
    expect(itemsToScroll([10, 2, 2], 1, -3)).toBe(-1);
  });
});
