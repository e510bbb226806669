import { expect, it } from '@jest/globals';
import { defaultSort, sortIn } from '../../lib/model/sort.js';
import { sortText } from '../../lib/view/words/filter-words.js';
import { everySort } from '../support/any-sort.js';

it('an order is a value, with :reverse and :mixed in any order and case', () => {
  for (const sort of everySort) {
    const parts = [...(sort.reversed ? ['reverse'] : []), ...(sort.failedFirst ? [] : ['mixed'])];
    expect(sortIn([sort.by, ...parts].join(':'))).toEqual(sort);
    expect(sortIn(` ${[sort.by, ...parts.toReversed()].join(':').toUpperCase()} `)).toEqual(sort);
  }
});

it.each(['', 'age', '-size', 'size:', 'size:reversed', 'size:reverse:reverse', 'reverse', 'size,name'])(
  '%p is refused as an order',
  (text) => {
    expect(sortIn(text)).toBeNull();
  },
);

it.each([
  ['time', 'latest first', 'earliest first'],
  ['start', 'newest first', 'oldest first'],
  ['end', 'latest first', 'earliest first'],
  ['duration', 'longest first', 'shortest first'],
  ['size', 'largest first', 'smallest first'],
  ['name', 'A to Z', 'Z to A'],
] as const)('an order by %s is called “%s” on the screen, and “%s” in reverse', (by, usual, reversed) => {
  expect(sortText({ ...defaultSort, by })).toBe(`by ${by}, ${usual}`);
  const other = { ...defaultSort, by, reversed: true, failedFirst: false };
  expect(sortText(other)).toBe(`by ${by}, ${reversed}, failed mixed in`);
});
