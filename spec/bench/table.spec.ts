import { describe, expect, it } from '@jest/globals';
import { allPass, type Result, summary, table } from './table.js';
import type { Trial } from './trial.js';

const trial: Trial = {
  name: 'open',
  program: 'opening',
  databases: ['10k'],
  figures: [
    { key: 'slower', measured: 'open', against: 'another', target: { atMost: 2.5 }, unit: '×' },
    { key: 'less', measured: 'the same, less memory', against: 'another', target: { atLeast: 8 }, unit: '×' },
    { key: 'bytes', measured: 'bytes', against: '–', target: { atMost: 0 }, unit: 'bytes' },
  ],
};
const result = (figures: Record<string, number>): Result => ({
  trial,
  answer: { figures, notes: ['seven rounds', 'in the page cache'] },
});

describe('the table of results', () => {
  it('lists each figure with its target and verdict, and the notes below', () => {
    expect(table([result({ slower: 2.5004, less: 8, bytes: 0 })])).toBe(
      [
        'trial  what                   against  figure   target',
        '─────  ─────────────────────  ───────  ───────  ─────────  ────',
        'open   open                   another  2.5×     ≤ 2.5×     FAIL',
        'open   the same, less memory  another  8×       ≥ 8×       pass',
        'open   bytes                  –        0 bytes  ≤ 0 bytes  pass',
        '',
        'open: seven rounds',
        'open: in the page cache',
        '',
      ].join('\n'),
    );
  });

  it('fails every figure of a trial whose program failed, and gives its error as a note', () => {
    const lines = table([{ trial, answer: { failed: 'ended with 1: no such table\n' } }]).split('\n');
    expect(lines.filter((line) => line.endsWith('FAIL'))).toHaveLength(3);
    expect(lines.at(-2)).toBe('open: ended with 1: no such table');
  });
});

describe('the summary of a trial', () => {
  it('lists its figures with their targets and verdicts in one line', () => {
    expect(summary(result({ slower: 2, less: 7, bytes: 0 }))).toBe(
      'open: 2× ≤ 2.5× pass, 7× ≥ 8× FAIL, 0 bytes ≤ 0 bytes pass',
    );
  });
});

describe('a benchmark', () => {
  it('passes if each figure is on the right side of its target', () => {
    expect(allPass([result({ slower: 2.5, less: 8, bytes: 0 })])).toBe(true);
  });

  it.each([
    { slower: 2.51, less: 8, bytes: 0 },
    { slower: 1, less: 7.99, bytes: 0 },
    { slower: 1, less: 8, bytes: 1 },
    { slower: Number.NaN, less: 8, bytes: 0 },
    { less: 8, bytes: 0 },
  ])('fails if one trial measured %j', (figures) => {
    expect(
      allPass([result({ slower: 1, less: 9, bytes: 0 }), result(figures as Record<string, number>)]),
    ).toBe(false);
  });
});
