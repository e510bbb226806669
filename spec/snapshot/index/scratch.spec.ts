import { describe, expect, it } from '@jest/globals';
import { jobColumns } from '../../../lib/snapshot/index/job-columns.js';
import { usualOrder } from '../../../lib/snapshot/index/list-order.js';
import { Scratch } from '../../../lib/snapshot/index/scratch.js';

describe('scratch memory', () => {
  it('is zeroed, and takes no memory once it is freed', () => {
    const scratch = new Scratch();
    const some = scratch.numbers(3);
    const more = scratch.numbers(0);
    some[1] = 7;
    expect([[...some], [...more]]).toEqual([[0, 7, 0], []]);
    scratch.free();
    expect([some.length, some.buffer.byteLength, more.length]).toEqual([0, 0, 0]);
    expect(scratch.numbers(2).length).toBe(2);
  });

  it('is no part of a list that was sorted with it', () => {
    const sorted = usualOrder.sort(jobColumns(4), Uint32Array.of(3, 2, 1, 0));
    expect([...sorted]).toEqual([3, 2, 1, 0]);
    expect(sorted.buffer).toHaveProperty('resizable', false);
  });
});
