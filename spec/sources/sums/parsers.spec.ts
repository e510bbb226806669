import { expect, it } from '@jest/globals';
import type { ParserList, ParserTally } from '../../../lib/model/parsers.js';
import { parserRows } from '../../../lib/model/parsers.js';
import { mergedParsers } from '../../../lib/sources/sums/parsers.js';

/** A database in which one version of a parser ran, with these rows of `jobsWithRows` jobs. */
function list(rows: number | null, jobsWithRows: number): ParserList {
  const times = { p50: null, p95: null, lastFailure: null };
  const tally: ParserTally = {
    ...{ name: 'fix', version: '1', done: 5, failed: 0, everFailed: 0, rows, jobsWithRows },
    ...times,
  };
  return { periodMs: null, rows: parserRows([tally], new Map()), total: 1, lastFailed: null };
}

it('adds up the rows of those databases that tell them', () => {
  const merged = (...lists: [ParserList, ...ParserList[]]) => mergedParsers(lists, null).rows[0];
  expect(merged(list(700, 3), list(null, 0), list(42, 1))).toMatchObject({ rows: 742, jobsWithRows: 4 });
  expect(merged(list(null, 0), list(null, 0))).toMatchObject({ rows: null, jobsWithRows: 0 });
  expect(merged(list(Number.MAX_SAFE_INTEGER, 1), list(9, 1))?.rows).toBe(Number.MAX_SAFE_INTEGER);
});

it('says between what the times of all runs lie, and what they are where they are the same everywhere', () => {
  const timed = (p50: number | null, p95: number | null): ParserList => {
    const [row] = list(null, 0).rows;
    return { ...list(null, 0), rows: row === undefined ? [] : [{ ...row, p50, p95 }] };
  };
  const merged = (...lists: [ParserList, ...ParserList[]]) => mergedParsers(lists, null).rows[0];
  expect(merged(timed(7, 9), timed(7, 12))).toMatchObject({
    ...{ p50: 7, p95: null },
    between: { p50: [7, 7], p95: [9, 12] },
  });
  const same = merged(timed(7, 9), timed(null, null), timed(7, 9));
  expect(same).toMatchObject({ p50: 7, p95: 9 });
  expect(same).not.toHaveProperty('between');
  expect(merged(timed(null, null), timed(null, null))).not.toHaveProperty('between');
});
