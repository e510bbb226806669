import { describe, expect, it } from '@jest/globals';
import { fitLine, fitParts, type Part, rowLine, textOf, widthOf } from '../../../lib/view/text/line.js';

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

  it('gives up what is optional at its right before it shortens its left', () => {
    const row = { left, right: [part('maybe', { optional: true }), part('right')] };
    expect(textOf(rowLine(row, 40, '…'))).toBe(`${'a'.repeat(30)}${' '.repeat(5)}right`);
    expect(textOf(rowLine(row, 43, '…'))).toBe(`${'a'.repeat(30)} ${' '.repeat(2)}mayberight`);
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

  it('is padded, or cut off hard', () => {
    expect(textOf(fitLine([{ text: 'abc', style: 'plain' }], 5))).toBe('abc  ');
    expect(textOf(fitLine([{ text: 'abc', style: 'plain' }], 2))).toBe('ab');
    expect(textOf(fitLine([{ text: 'a漢b', style: 'plain' }], 2))).toBe('a ');
  });
});

describe('a row that is too long', () => {
  const long = (letter: string, given: Partial<Part> = {}) =>
    part(letter.repeat(30), { fit: 'end', ...given });

  it('shortens what is optional first, then leaves it out', () => {
    const parts = [long('a'), long('b', { optional: true })];
    expect(fitted(parts, 50)).toEqual(['a'.repeat(30), `${'b'.repeat(19)}…`]);
    expect(fitted(parts, 40)).toEqual(['a'.repeat(30)]);
  });

  it('is shortened no more than its remaining parts need', () => {
    const parts = [long('a', { optional: true }), part('b'.repeat(20), { optional: true })];
    expect(fitted(parts, 36)).toEqual([`${'a'.repeat(15)}…`, 'b'.repeat(20)]);
    expect(fitted(parts, 35)).toEqual(['a'.repeat(30)]);
    expect(fitted(parts, 25)).toEqual([`${'a'.repeat(24)}…`]);
  });

  it('shortens what yields to a sign before the rest', () => {
    const parts = [long('a', { yields: true }), long('b')];
    expect(fitted(parts, 40)).toEqual([`${'a'.repeat(9)}…`, 'b'.repeat(30)]);
    expect(fitted(parts, 31)).toEqual(['…', 'b'.repeat(30)]);
  });

  it('shortens the last part first, each to a readable width, before any becomes shorter', () => {
    const parts = [long('a'), long('b')];
    expect(fitted(parts, 50)).toEqual(['a'.repeat(30), `${'b'.repeat(19)}…`]);
    expect(fitted(parts, 40)).toEqual([`${'a'.repeat(23)}…`, `${'b'.repeat(15)}…`]);
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
