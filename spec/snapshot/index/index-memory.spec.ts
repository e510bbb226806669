import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { IndexMemory, pagesToWalk } from '../../../lib/snapshot/index/queue/index-memory.js';
import { plainJob as job, leafIn } from './queue-in-leaves.js';

let memory: IndexMemory;

/** A branch on page 2, leaves on pages 3, 4 and 6, of which 4 goes on in 1004 and 2004, and 3 and 6 are open. */
beforeEach(() => {
  memory = new IndexMemory();
  memory.fit('key');
  const { index } = memory;
  const leaves = [3, 4, 6].map((page) => leafIn(index, page, [[page, job]], new Map()));
  index.replace(
    leaves.map((leaf) => (leaf.page === 6 ? { ...leaf, chain: null } : leaf)),
    [],
    new Map(),
  );
  index.order = Uint32Array.of(3, 4, 6);
  memory.branches = new Map([[2, { children: Uint32Array.of(3, 4, 6), isBottom: true }]]);
});

const suspects = () => memory.suspects && [...memory.suspects].sort((one, other) => one - other);

describe('a page of the index', () => {
  it('is suspect until it is proved; before any is proved, so is every page', () => {
    expect([suspects(), memory.leavesDone]).toEqual([null, 0]);
    memory.suspect([77]);
    expect(suspects()).toBeNull();
    memory.trust([3, 1004], false);
    expect(suspects()).toEqual([2, 4, 6, 2004]);
  });

  it('is suspect once it may have changed, until it is proved again', () => {
    memory.trust([2, 3, 4, 6, 1004, 2004], false);
    expect([suspects(), memory.leavesDone]).toEqual([[], 3]);
    memory.suspect([4, 77]);
    expect(suspects()).toEqual([4, 77]);
    memory.trust([4], false);
    expect(suspects()).toEqual([77]);
    memory.suspectAll();
    expect(suspects()).toBeNull();
  });

  it('of a leaf that reaches into unread pages stays suspect even when all pages are proved', () => {
    memory.suspect([77]);
    memory.trust([], true);
    expect(suspects()).toEqual([3, 6]);
  });
});

describe('the remembered index', () => {
  const isForgotten = () => {
    const { index, branches, unproved } = memory;
    expect([index.jobs, index.order.length, branches.size, unproved.size]).toEqual([0, 0, 0, 0]);
    expect(suspects()).toBeNull();
    // No page is left of which anything would have to be known.
    memory.trust([], false);
    expect(suspects()).toEqual([]);
  };

  beforeEach(() => {
    memory.trust([3], false);
    memory.unproved.add(3);
  });

  it('stays as long as its key is the same', () => {
    memory.fit('key');
    expect([memory.index.jobs, memory.branches.size, suspects()]).toEqual([3, 1, [2, 4, 6, 1004, 2004]]);
  });

  it('is forgotten when its key changes', () => {
    memory.fit('another');
    isForgotten();
  });

  it('is forgotten if the table can’t be walked, which is remembered of its key alone', () => {
    memory.refuse();
    isForgotten();
    expect(['key', 'another'].map((key) => memory.hasRefused(key))).toEqual([true, false]);
    memory.fit('another');
    expect(memory.hasRefused('key')).toBe(true);
  });

  it('is forgotten when it is cleared', () => {
    memory.clear();
    isForgotten();
  });
});

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
