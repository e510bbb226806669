import { expect, it } from '@jest/globals';
import { sortIn } from '../../lib/model/sort-text.js';
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
