import { beforeEach, describe, expect, it } from '@jest/globals';
import { IndexMemory } from '../../../lib/snapshot/index/index-memory.js';
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

describe('pages of the index', () => {
  it('are all suspect until some are proved, and then all others that it knows', () => {
    expect([suspects(), memory.isSuspect(3), memory.isSuspect(77), memory.sound]).toEqual([
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

  it('are suspect once they may have changed, until they are proved', () => {
    memory.trust([2, 3, 4, 6, 1004, 2004], false);
    expect([suspects(), memory.sound]).toEqual([[], 3]);
    memory.suspect([4, 77]);
    expect(suspects()).toEqual([4, 77]);
    memory.trust([4], false);
    expect(suspects()).toEqual([77]);
    memory.suspectAll();
    expect(suspects()).toBeNull();
  });

  it('are suspect for good where they reach into pages that were not read', () => {
    memory.suspect([77]);
    memory.trust([], true);
    expect(suspects()).toEqual([3, 6]);
  });
});

describe('what is remembered', () => {
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

  it('stands as long as it is made from the same', () => {
    memory.fit('key');
    expect([memory.index.jobs, memory.branches.size, suspects()]).toEqual([3, 1, [2, 4, 6, 1004, 2004]]);
  });

  it('is forgotten where it was made from something else', () => {
    memory.fit('another');
    isForgotten();
    expect(memory.isUnfit).toBe(false);
  });

  it('is forgotten where the table can’t be walked, until the table is another', () => {
    memory.refuse();
    isForgotten();
    memory.fit('key');
    expect(memory.isUnfit).toBe(true);
    memory.fit('another');
    expect(memory.isUnfit).toBe(false);
  });

  it('is forgotten at the end', () => {
    memory.clear();
    isForgotten();
  });
});
