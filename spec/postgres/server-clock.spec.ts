import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ServerClock } from '../../lib/postgres/postgres-database.js';

describe('A server’s clock', () => {
  it('counts as this host’s within a second', () => {
    const clock = new ServerClock();
    clock.hear(1_000_990, 0, 1_000_000);
    expect(clock.aheadMs).toBe(0);
    clock.hear(1_001_010, 0, 1_000_000);
    expect(clock.aheadMs).toBe(1010);
    clock.hear(999_000, 0, 1_000_000);
    expect(clock.aheadMs).toBe(0);
    clock.hear(990_000, 0, 1_000_000);
    expect(clock.aheadMs).toBe(-10_000);
  });

  it('keeps the known difference as long as an answer allows it, however slow that is', () => {
    const clock = new ServerClock();
    clock.hear(1_300_000, 0, 1_000_000);
    clock.hear(1_300_000 + 900, 0, 1_000_000);
    // It was told four seconds before it came, or three more, or one less.
    for (const at of [1_296_000, 1_299_000, 1_292_000]) {
      clock.hear(at, 8000, 1_000_000);
      expect(clock.aheadMs).toBe(300_000);
    }
  });

  it('is taken to have been read in the middle of the time that an answer took', () => {
    const clock = new ServerClock();
    clock.hear(1_300_000, 4000, 1_002_000);
    expect(clock.aheadMs).toBe(300_000);
  });

  it('is never off by more than a second and the time that the answer took', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e7, max: 1e7 }),
        fc.array(fc.tuple(fc.nat(5000), fc.double({ min: 0, max: 1, noNaN: true })), { minLength: 1 }),
        (ahead, answers) => {
          const clock = new ServerClock();
          let here = 1e9;
          for (const [took, part] of answers) {
            here += 10_000;
            // It was noted somewhere between question and answer.
            clock.hear(here - took * part + ahead, took, here);
            expect(Math.abs(clock.aheadMs - ahead)).toBeLessThanOrEqual(1000 + took + 1);
          }
        },
      ),
    );
  });
});
