import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { grouped } from '../../lib/model/text.js';

describe('grouped', () => {
  it('writes whole numbers as Intl does, which takes too long to load', () => {
    const intl = new Intl.NumberFormat('en-US');
    const count = fc.oneof(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.maxSafeInteger());
    fc.assert(
      fc.property(count, (each) => {
        expect(grouped(each)).toBe(intl.format(each));
      }),
    );
    expect([0, 999, 1000, 123_456, -1000].map(grouped)).toEqual(['0', '999', '1,000', '123,456', '-1,000']);
  });
});
