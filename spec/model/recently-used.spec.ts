import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { keepLast, putLast } from '../../lib/model/recently-used.js';

describe('a map in the order of use', () => {
  it('keeps the entries used last, whatever was used how often', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9)), fc.nat(5), (uses, most) => {
        const entries = new Map<number, number>();
        for (const [time, key] of uses.entries()) putLast(entries, key, time);
        keepLast(entries, most);
        const wanted = [...new Set(uses.toReversed())].slice(0, most).reverse();
        expect([...entries]).toEqual(wanted.map((key) => [key, uses.lastIndexOf(key)]));
      }),
    );
  });
});
