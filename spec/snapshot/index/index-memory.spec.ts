import { beforeEach, describe, expect, it } from '@jest/globals';
import { IndexMemory } from '../../../lib/snapshot/index/queue/index-memory.js';
import { type Job, leafIn } from './queue-in-leaves.js';

const job: Job = {
  ...{ status: 0, type: 0, start: 1, end: 1, processed: 0, total: 0, failed: 0, bytes: 0n, name: 0 },
};

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
    expect([suspects(), memory.isSuspect(3), memory.isSuspect(77), memory.leavesDone]).toEqual([
      null,
      true,
      true,
      0,
    ]);
    memory.suspect([77]);
    expect(suspects()).toBeNull();
    memory.trust([3, 1004], false);
    expect(suspects()).toEqual([2, 4, 6, 2004]);
    expect([memory.isSuspect(3), memory.isSuspect(4)]).toEqual([false, true]);
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
