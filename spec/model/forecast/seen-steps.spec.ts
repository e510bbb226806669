import { describe, expect, it } from '@jest/globals';
import { seenSteps, stepMs } from '../../../lib/model/forecast/net-change.js';

const end = stepMs * 100_000_000;
/** Samples by how many steps they are before the end. */
const seen = (...samples: readonly (readonly [ago: number, depth: number])[]) =>
  samples.map(([ago, depth]) => ({ at: end - ago * stepMs, depth }));

describe('the list of a depth’s steps', () => {
  it('has the change in each whole step, up to the last one that is over', () => {
    expect(seenSteps(seen([3, 10], [2, 12], [1.5, 14], [1, 13], [0.5, 20], [0, 5]), end)).toEqual([2, 1, -8]);
    expect(seenSteps(seen([3, 10], [2, 12], [1, 13], [0.5, 20]), end + stepMs - 1)).toEqual([2, 1, 7]);
    expect(seenSteps(seen([2.9, 10], [2, 12], [1, 13]), end)).toEqual([1, 0]);
    expect(seenSteps(seen([0.5, 10]), end)).toEqual([]);
    expect(seenSteps([], end)).toEqual([]);
  });

  it('ignores samples of the future, and depths that are no numbers', () => {
    const odd = [...seen([3, 10], [2, 12]), { at: end - stepMs, depth: Number.NaN }, ...seen([-40, 90])];
    expect(seenSteps(odd, end)).toEqual([2, 0, 0]);
    expect(seenSteps([...seen([3, 10], [2, 12]), { at: Number.NaN, depth: 3 }], end)).toEqual([2, 0, 0]);
  });

  it('begins after the last gap in the watch', () => {
    expect(seenSteps(seen([30, 10], [29, 12], [2, 90], [1, 91]), end)).toEqual([1, 0]);
    // In as long a time a few jobs come and go while somebody looks.
    expect(seenSteps(seen([12, 10], [11, 12], [1, 17]), end)).toEqual([2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0]);
    expect(seenSteps(seen([9, 10], [1, 90]), end)).toHaveLength(9);
  });

  it('begins after the clock was set back', () => {
    expect(seenSteps(seen([3, 10], [1, 12], [2, 5], [0.2, 7]), end)).toEqual([0, 2]);
  });
});
