import { describe, expect, it } from '@jest/globals';
import { sampleOf } from './sample.js';

describe('a sample', () => {
  const all = Array.from({ length: 100 }, (_, index) => index);

  it('is the same for the same seed, and another for another', () => {
    expect(sampleOf(all, 10, 7)).toEqual(sampleOf(all, 10, 7));
    expect(sampleOf(all, 10, 7)).not.toEqual(sampleOf(all, 10, 8));
  });

  it('has nothing twice, and everything where all are wanted', () => {
    expect(new Set(sampleOf(all, 30, 1)).size).toBe(30);
    expect([...sampleOf(all, 500, 1)].sort((a, b) => a - b)).toEqual(all);
    expect(sampleOf(all, 0, 1)).toEqual([]);
  });

  it('has each thing about as often as any other', () => {
    const taken = all.map(() => 0);
    for (let seed = 0; seed < 2000; seed += 1)
      for (const each of sampleOf(all, 10, seed)) taken[each] = (taken[each] ?? 0) + 1;
    // 200 expected, with a deviation of 13.
    expect(Math.min(...taken)).toBeGreaterThan(130);
    expect(Math.max(...taken)).toBeLessThan(270);
  });

  it('has a thing of three times the weight three times as often', () => {
    const firsts = Array.from(
      { length: 2000 },
      (_, seed) => sampleOf([1, 3], 1, seed, (weight) => weight)[0],
    );
    // 1,500 expected, with a deviation of 19.
    expect(firsts.filter((each) => each === 3).length).toBeGreaterThan(1400);
    expect(firsts.filter((each) => each === 3).length).toBeLessThan(1600);
  });
});
