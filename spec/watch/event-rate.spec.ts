import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EventRate, WriteRate } from '../../lib/watch/database-watcher.js';

describe('a high rate', () => {
  it('is eight events within a second', () => {
    const rate = new EventRate();
    const struck = [0, 100, 200, 300, 400, 500, 600, 999].map((time) => rate.isHigh(time));
    expect(struck).toEqual([false, false, false, false, false, false, false, true]);
  });

  it('is counted from zero with the event after it', () => {
    const rate = new EventRate();
    for (let time = 0; time < 8; time += 1) rate.isHigh(time);
    expect(rate.isHigh(9)).toBe(false);
  });

  it('is not reached by events that are far enough apart', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 143, max: 5000 })), (gaps) => {
        const rate = new EventRate();
        let time = 0;
        for (const gap of gaps) {
          time += gap;
          expect(rate.isHigh(time)).toBe(false);
        }
      }),
    );
  });
});

describe('a high rate of writes', () => {
  /** Writes as often in each 50 ms as `times` says, evenly; returns when it was high, ms, or null. */
  function struck(times: readonly number[]): number | null {
    const rate = new WriteRate();
    for (const [index, writes] of times.entries()) {
      for (let write = 0; write < writes; write += 1) {
        const time = 50 * index + Math.floor((50 * write) / writes);
        if (rate.isHigh(time)) return time;
      }
    }
    return null;
  }

  it('is many writes in each of three spans in a row', () => {
    expect(struck([125, 125, 125])).toBe(149);
    expect(struck([1000, 1000, 1000])).toBe(106);
    expect(struck([125, 125, 124])).toBeNull();
  });

  it('is not reached by one large transaction', () => {
    expect(struck([10_000, 10_000])).toBeNull();
    expect(struck([10_000, 10_000, 0, 10_000, 10_000])).toBeNull();
    expect(struck([10_000, 10_000, 0, 0, 0, 0, 10_000, 10_000])).toBeNull();
  });

  it('is not reached by fewer than six hundred commits a second', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 124 }), { maxLength: 50 }), (times) => {
        expect(struck(times)).toBeNull();
      }),
    );
  });
});
