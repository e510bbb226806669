import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fitParts, type Part, rowLine, textOf, widthOf } from '../../../lib/view/text/line.js';
import {
  cells,
  clip,
  clipCause,
  clipStart,
  fitMiddle,
  fitPath,
  pad,
  wrap,
} from '../../../lib/view/text/width.js';
import { hostileText } from '../any-value.js';

const anyWidth = fc.nat({ max: 60 });
const anyEllipsis = fc.constantFrom('…', '...');

describe('cells', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['漢字', 4],
    ['한글', 4],
    ['ｶﾅ', 2],
    ['e\u0301', 1],
    ['█░─│✓✗↻◌⊘▸•→…', 13],
    ['\u302a', 0],
    ['𠀀', 2],
  ])('of %j are %i', (text, expected) => {
    expect(cells(text)).toBe(expected);
  });
});

describe('clip, clipCause, pad, fitMiddle, fitPath', () => {
  it.each([
    ['fits', clip('abc', 3), 'abc'],
    ['clips', clip('abcdef', 4), 'abc…'],
    ['clips in ASCII', clip('abcdef', 4, '...'), 'a...'],
    ['clips to less than the ellipsis', clip('abcdef', 2, '...'), '..'],
    ['clips before a wide character that has no room', clip('漢字漢字', 4), '漢…'],
    ['keeps a mark with its letter', clip('ae\u0301bcd', 3), 'ae\u0301…'],
    ['leaves no space before the ellipsis', clip('ab cdef', 4), 'ab…'],
    ['clips to nothing', clip('abc', 0), ''],
    ['clips before a placeholder of a cause', clipCause('to Decimal(<n>,<…>)', 17), 'to Decimal(<n>,…'],
    ['clips between placeholders', clipCause('<id> of <n>', 6), '<id>…'],
    ['clips to nothing of a placeholder', clipCause('<duration>', 5), '…'],
    ['clips what is no placeholder', clipCause('a < b, c > d', 6), 'a < b…'],
    ['pads', pad('ab', 4), 'ab  '],
    ['pads from the left', pad('ab', 4, 'right'), '  ab'],
    ['pads what a wide character leaves free', pad('漢字漢字', 4), '漢… '],
    ['keeps the end', clipStart('abcdefghij', 7), '…efghij'],
    ['keeps nothing where there is room for nothing', clipStart('abc', 0), ''],
    ['shortens in the middle', fitMiddle('abcdefghij', 7), 'abc…hij'],
    ['puts no mark on the ellipsis', fitMiddle('abcdefghe\u0301', 4), 'ab…e\u0301'],
    ['puts no mark on the ellipsis where its character has no room', fitMiddle('abcdefgh漢\u0301', 4), 'ab…'],
    ['leaves a folder out that has no room', fitPath('/data/venue.log', 11), 'venue.log'],
    ['keeps a path that fits', fitPath('/data/a.log', 11), '/data/a.log'],
    ['keeps the file name', fitPath('/data/fix_logs/2024/venue.log', 20), '/data/fix…/venue.log'],
    [
      'keeps the folder name',
      fitPath('~/.casparian_flow/output/fix_orders/', 24),
      '~/.casparia…/fix_orders/',
    ],
    ['keeps both ends of a long file name', fitPath('/d/venue_nyse_20240115.log', 12), 'venue_…5.log'],
    ['shortens what has no slash', fitPath('venue_nyse_20240115.log', 9), 'venu….log'],
    ['shortens in ASCII', fitPath('/data/fix_logs/2024/venue.log', 20, '...'), '/data/f.../venue.log'],
  ])('%s', (_, text, expected) => {
    expect(text).toBe(expected);
  });

  it('none of them exceeds the width, and a padded text has exactly that', () => {
    fc.assert(
      fc.property(hostileText, anyWidth, anyEllipsis, (text, width, ellipsis) => {
        for (const fit of [clip, clipCause, clipStart, fitMiddle, fitPath]) {
          const fitted = fit(text, width, ellipsis);
          expect(cells(fitted)).toBeLessThanOrEqual(width);
          expect(cells(pad(fitted, width))).toBe(width);
          if (cells(text) <= width) expect(fitted).toBe(text);
        }
        expect(cells(pad(text, width, 'right', ellipsis))).toBe(width);
      }),
      { numRuns: 200 },
    );
  });

  it('fitPath keeps a file name that has room', () => {
    const anyName = fc.string({ minLength: 1, maxLength: 15 }).filter((name) => !name.includes('/'));
    fc.assert(
      fc.property(fc.string({ minLength: 30 }), anyName, (folder, name) => {
        expect(fitPath(`${folder}/${name}`, 20).endsWith(`/${name}`)).toBe(true);
      }),
    );
  });
});

describe('wrap', () => {
  it('breaks between words, and long words anywhere', () => {
    expect(wrap('the quick brown fox', 9)).toEqual(['the quick', 'brown fox']);
    expect(wrap('an extraordinarily long word', 8)).toEqual(['an', 'extraord', 'inarily', 'long', 'word']);
    expect(wrap('漢字漢字', 5)).toEqual(['漢字', '漢字']);
    expect(wrap('', 8)).toEqual([]);
    expect(wrap('the quick', 9)).toEqual(['the quick']);
    expect(wrap(' two  spaces ', 40)).toEqual(['two spaces']);
    expect(wrap('e\u0301te\u0301', 3)).toEqual(['e\u0301te\u0301']);
  });

  it('loses nothing but spaces, and keeps to the width', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 2, max: 40 }), (text, width) => {
        const lines = wrap(text, width);
        for (const line of lines) expect(cells(line)).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });
});

const part = (text: string, given: Partial<Part> = {}): Part => ({ text, style: 'plain', ...given });
const fitted = (parts: readonly Part[], width: number) => fitParts(parts, width, '…').map(({ text }) => text);

describe('a row', () => {
  const left = [part('a'.repeat(30), { fit: 'end' })];

  it('has its right side at its end, as long as twenty cells are left for the left side', () => {
    const row = { left, right: [part('right')] };
    expect(textOf(rowLine(row, 40, '…'))).toBe(`${'a'.repeat(30)}${' '.repeat(5)}right`);
    expect(textOf(rowLine(row, 27, '…'))).toBe(`${'a'.repeat(19)}…  right`);
    expect(textOf(rowLine(row, 26, '…'))).toBe(`${'a'.repeat(25)}…`);
  });

  it('gives its left side the whole width where its right side is empty', () => {
    expect(textOf(rowLine({ left, right: [] }, 30, '…'))).toBe('a'.repeat(30));
  });

  it('uses shorter words at its right before it leaves them out', () => {
    const names = part('p0 p1 +2', { optional: true, shorter: ['p0 +3'] });
    const row = { left, right: [names, part('right', { before: '  ' })] };
    const shown = (width: number) =>
      textOf(rowLine(row, width, '…'))
        .slice(30)
        .trim();
    expect([47, 46, 44, 43].map(shown)).toEqual(['p0 p1 +2  right', 'p0 +3  right', 'p0 +3  right', 'right']);
  });
});

describe('a row that is too long', () => {
  const long = (letter: string, given: Partial<Part> = {}) =>
    part(letter.repeat(30), { fit: 'end', ...given });

  it('shortens what yields to a sign before the rest', () => {
    const parts = [long('a', { yields: true }), long('b')];
    expect(fitted(parts, 40)).toEqual([`${'a'.repeat(9)}…`, 'b'.repeat(30)]);
    expect(fitted(parts, 31)).toEqual(['…', 'b'.repeat(30)]);
  });

  it('leaves out a part of which only the ellipsis is left after another, unless it has a separator', () => {
    const parts = (before?: string) => [long('a'), long('b', before === undefined ? {} : { before })];
    expect(fitted(parts(), 4)).toEqual(['aa…']);
    expect(fitted(parts(' · '), 6)).toEqual(['a…', '…']);
  });

  it('never exceeds its width, however narrow that is', () => {
    const parts = [long('a', { before: ' · ' }), part('word'), long('b', { optional: true })];
    for (let width = 8; width < 70; width += 1) {
      const shown = fitParts(parts, width, '…');
      expect(widthOf(shown)).toBeLessThanOrEqual(width);
    }
  });
});
