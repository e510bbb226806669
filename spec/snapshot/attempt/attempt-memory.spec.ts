import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PageCache } from '../../../lib/snapshot/attempt/attempt-memory.js';

/** As large as pages get, so that few fill the cache. */
const pageBytes = 65_536;
const mostPages = (32 << 20) / pageBytes;

/** Made once, for making pages of this size takes longer than all else here. */
const pages = Array.from({ length: 256 }, (_, first) => {
  const made = new Uint8Array(pageBytes);
  made[0] = first;
  return made;
});

/** A page that begins with the last byte of its number. */
function page(number: number): Uint8Array {
  return pages[number & 0xff] ?? new Uint8Array(pageBytes);
}

function numbersIn(cache: PageCache): readonly number[] {
  return [...cache.entries()].map(([number]) => number);
}

function filled(count: number): PageCache {
  const cache = new PageCache();
  for (let number = 1; number <= count; number += 1) cache.keep(number, page(number));
  return cache;
}

describe('a page cache', () => {
  it('returns the pages that it holds, the first content of each number, and no others', () => {
    const cache = filled(3);
    expect(cache.page(2)?.[0]).toBe(2);
    expect(cache.page(4)).toBeUndefined();
    cache.keep(2, page(9));
    expect(cache.page(2)?.[0]).toBe(2);
  });

  it('drops pages that have changed, and takes their new content', () => {
    const cache = filled(3);
    cache.forget([2, 7]);
    expect(cache.page(2)).toBeUndefined();
    cache.keep(2, page(9));
    expect(cache.page(2)?.[0]).toBe(9);
    cache.clear();
    expect(numbersIn(cache)).toEqual([]);
  });

  it('drops the page that was requested longest ago when it is full', () => {
    const cache = filled(mostPages);
    cache.page(1);
    cache.keep(mostPages + 1, page(0));
    expect(cache.page(1)).toBeDefined();
    expect(cache.page(2)).toBeUndefined();
    expect(numbersIn(cache)).toHaveLength(mostPages);
  });

  it('holds as many pages as at first after any additions and removals', () => {
    const change = fc.oneof(
      fc.record({ kind: fc.constant('keep' as const), number: fc.integer({ min: 1, max: 3 * mostPages }) }),
      fc.record({ kind: fc.constant('forget' as const), number: fc.integer({ min: 1, max: 3 * mostPages }) }),
      fc.record({ kind: fc.constant('clear' as const), number: fc.constant(0) }),
    );
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 60 }),
        fc.integer({ min: 0, max: mostPages }),
        (changes, first) => {
          const cache = filled(first);
          for (const { kind, number } of changes) {
            if (kind === 'keep') cache.keep(number, page(number));
            else if (kind === 'forget') cache.forget([number]);
            else cache.clear();
          }
          const last = 4 * mostPages;
          for (let number = last; number < last + 2 * mostPages; number += 1)
            cache.keep(number, page(number));
          expect(numbersIn(cache)).toEqual(
            Array.from({ length: mostPages }, (_, index) => last + mostPages + index),
          );
        },
      ),
      { numRuns: 20 },
    );
  });
});
