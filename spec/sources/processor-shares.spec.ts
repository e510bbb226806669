import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ProcessorShares } from '../../lib/sources/paced-source.js';

describe('the processor time of several readings', () => {
  it('is divided among those that work at the same time', () => {
    let spent = 100;
    const shares = new ProcessorShares(() => spent);
    const [one, other] = [shares.share(), shares.share()];
    const endOne = one.begin();
    spent += 10;
    const endOther = other.begin();
    spent += 10;
    endOne();
    spent += 10;
    endOther();
    spent += 100;
    expect([one.spent(), other.spent()]).toEqual([15, 15]);
  });

  it('is counted completely while at least one works', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2), fc.nat(50)), { maxLength: 60 }), (steps) => {
        let [spent, used] = [0, 0];
        const shares = new ProcessorShares(() => spent);
        const all = [0, 1, 2].map(() => ({ share: shares.share(), end: null as (() => void) | null }));
        for (const [index, ms] of steps) {
          const one = all[index];
          if (one === undefined) continue;
          if (one.end === null) one.end = one.share.begin();
          else {
            one.end();
            one.end = null;
          }
          spent += ms;
          if (all.some(({ end }) => end !== null)) used += ms;
        }
        const sum = all.reduce((total, { share }) => total + share.spent(), 0);
        expect(sum).toBeCloseTo(used, 6);
      }),
    );
  });
});
