import { describe, expect, it } from '@jest/globals';
import type { Pages } from '../../../lib/snapshot/attempt/page-source.js';
import { StampedPages } from '../../../lib/snapshot/sqlite/stamped-pages.js';

const pageSize = 512;

/** Pages each of which holds a content and its number; page 1 says how many there are, for a count of transactions. */
function pagesOf(content: number, count: number, said = count, counted = 7): Pages {
  const page = (number: number) => {
    const bytes = new Uint8Array(pageSize).fill(content);
    const view = new DataView(bytes.buffer);
    if (number > 1) view.setUint32(0, number);
    else
      for (const [at, value] of [
        [24, 7],
        [28, said],
        [92, counted],
      ] as const)
        view.setUint32(at, value);
    return bytes;
  };
  return { pageSize, length: count * pageSize, page };
}

const wordsOf = ({ buffer }: Uint8Array) => [24, 28, 92].map((at) => new DataView(buffer).getUint32(at));

describe('the stamped pages of one SQLite session', () => {
  it('an attempt suits if page 1 states the size for its own change counter', () => {
    expect(StampedPages.suits(pagesOf(1, 4))).toBe(true);
    expect(StampedPages.suits(pagesOf(1, 4, 3))).toBe(false);
    expect(StampedPages.suits(pagesOf(1, 4, 4, 6))).toBe(false);
  });

  it('each attempt shown has another change counter, and otherwise its own pages', () => {
    const pages = new StampedPages(pagesOf(1, 4));
    const seen = new Set<number | undefined>();
    for (const content of [2, 3, 3, 4]) {
      pages.show(pagesOf(content, 4 + content));
      const first = pages.page(1);
      const [counter, size, counterOfSize] = wordsOf(first);
      expect([size, counterOfSize, first[200]]).toEqual([4 + content, counter, content]);
      expect(pages.page(1)).toBe(first);
      expect(pages.page(3)).toEqual(pagesOf(content, 4).page(3));
      seen.add(counter);
    }
    expect(seen.size).toBe(4);
  });

  it('an attempt with up to 1.5 times as many pages of the same size has room', () => {
    const pages = new StampedPages(pagesOf(1, 1000));
    expect(pages.hasRoomFor(pagesOf(1, 1506))).toBe(true);
    expect(pages.hasRoomFor(pagesOf(1, 1507))).toBe(false);
    expect(pages.hasRoomFor({ ...pagesOf(1, 10), pageSize: 1024 })).toBe(false);
  });

  it('a watched query runs under a counter of its own, and lists the pages that it read', () => {
    const pages = new StampedPages(pagesOf(1, 9));
    const [before] = wordsOf(pages.page(1));
    const ask = (numbers: readonly number[]) =>
      pages.watched(() => numbers.map((number) => pages.page(number).length));
    expect(ask([1, 4, 2, 4])).toEqual({ value: [512, 512, 512, 512], pages: [4, 2] });
    expect(wordsOf(pages.page(1))[0]).not.toBe(before);
    pages.page(5);
    expect(ask([3]).pages).toEqual([3]);
  });
});
