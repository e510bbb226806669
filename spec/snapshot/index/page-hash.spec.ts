import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hashOf } from '../../../lib/snapshot/index/pages/page-hash.js';

it('the hash of a page changes with any one byte, and does not depend on where the page is in memory', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 512, maxLength: 512 }),
      fc.nat(511),
      fc.integer({ min: 1, max: 255 }),
      fc.nat(7),
      (page, at, by, shift) => {
        const moved = new Uint8Array(page.length + shift).subarray(shift);
        moved.set(page);
        expect(hashOf(moved)).toEqual(hashOf(page));
        moved[at] = (moved[at] ?? 0) ^ by;
        expect(hashOf(moved)).not.toEqual(hashOf(page));
      },
    ),
  );
});
