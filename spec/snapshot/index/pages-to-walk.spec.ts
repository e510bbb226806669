import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { IndexMemory, pagesToWalk } from '../../../lib/snapshot/index/queue/index-memory.js';

const nothingSeen: ReadonlySet<number> = new Set();
const all = Number.POSITIVE_INFINITY;

/** Puts leaves without jobs into the index. */
function know(memory: IndexMemory, pages: Iterable<number>): void {
  const leaf = { one: 0, other: 0, from: 0, count: 0, chain: null, isOpen: false };
  memory.index.replace(
    Array.from(pages, (page) => ({ ...leaf, page })),
    [],
    new Map(),
  );
}

/** A table whose walk has begun: an instant of it was proved, but only some leaves are known. */
function begun(leaves: Uint32Array, known: Iterable<number>): IndexMemory {
  const memory = new IndexMemory();
  memory.index.order = leaves;
  know(memory, known);
  memory.trust(known, false);
  return memory;
}

const anyLeaves = fc
  .uniqueArray(fc.integer({ min: 2, max: 60 }), { minLength: 1, maxLength: 30 })
  .map((pages) => Uint32Array.from(pages));

it('while nothing is proved, all leaves are walked except those that this attempt has seen', () => {
  const memory = new IndexMemory();
  const leaves = Uint32Array.of(5, 3, 9, 4);
  expect(pagesToWalk(leaves, memory, nothingSeen, all)).toEqual([5, 3, 9, 4]);
  expect(pagesToWalk(leaves, memory, new Set([3, 9]), all)).toEqual([5, 4]);
  expect(pagesToWalk(leaves, memory, new Set([5]), 2)).toEqual([3, 9]);
});

it('portion by portion, all leaves that are unknown or suspect are walked, and no others', () => {
  const portion = fc.record({
    most: fc.integer({ min: 1, max: 6 }),
    suspects: fc.array(fc.integer({ min: 2, max: 60 }), { maxLength: 4 }),
  });
  fc.assert(
    fc.property(anyLeaves, fc.array(portion, { minLength: 1, maxLength: 8 }), (leaves, portions) => {
      const memory = begun(leaves, []);
      const known = new Set<number>();
      for (const { most, suspects } of portions) {
        memory.suspect(suspects);
        const suspected = memory.suspects ?? new Set();
        const wanted = [...leaves].filter((page) => !known.has(page) || suspected.has(page));
        const pages = pagesToWalk(leaves, memory, nothingSeen, most);
        expect(pages).toHaveLength(Math.min(most, wanted.length));
        expect(wanted).toEqual(expect.arrayContaining(pages));
        expect(new Set(pages).size).toBe(pages.length);
        expect(new Set(pagesToWalk(leaves, memory, nothingSeen, all))).toEqual(new Set(wanted));
        know(memory, pages);
        memory.trust(pages, false);
        for (const page of pages) known.add(page);
      }
    }),
  );
});

it('a leaf that is no longer in the table is not walked, and a new one is, wherever it comes', () => {
  const memory = begun(Uint32Array.of(4, 7, 8), [4, 7]);
  expect(pagesToWalk(memory.index.order, memory, nothingSeen, all)).toEqual([8]);
  memory.suspect([4, 7]);
  expect(pagesToWalk(Uint32Array.of(9, 7, 8), memory, nothingSeen, all)).toEqual([9, 7, 8]);
  memory.index.order = Uint32Array.of(9, 7, 8);
  expect(new Set(pagesToWalk(memory.index.order, memory, nothingSeen, all))).toContain(9);
});
