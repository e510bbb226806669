import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { endedByMinute, endRate, paceMinutes, type QueuePace } from '../../../lib/model/forecast/pace.js';

const at = 1_768_300_025_000;

function paceOf(last: readonly number[], endedLately = 0, earlier = 0): QueuePace {
  const before = Array.from({ length: paceMinutes - last.length }, () => earlier);
  const ended = [...before, ...last];
  return { at, ended, endedLately, lastEndedAt: at, endedBefore: 100, oldestWaitingAt: null, heldBack: 0 };
}

/** The pace of jobs that ended at these times, in minutes before its instant. */
function paceSeen(ends: readonly number[]): QueuePace {
  const minutes = ends.map((end) => Math.floor(at / 60_000 + end) - Math.floor(at / 60_000));
  const counts = fill(paceMinutes + 1, 0);
  for (const minute of minutes.filter((each) => each >= -paceMinutes))
    counts[minute + paceMinutes] = (counts[minute + paceMinutes] ?? 0) + 1;
  return paceOf(counts.slice(0, -1), counts.at(-1));
}

const fill = (length: number, count: number) => Array.from({ length }, () => count);
const finishRate = (pace: QueuePace, now: number) => endRate(pace, now)?.perMinute ?? null;
const rateOf = (last: readonly number[], earlier = 0) => finishRate(paceOf(last, 0, earlier), at);

describe('the rate at which jobs end', () => {
  it('leaves out the minutes before the work began', () => {
    expect(rateOf([0, 0, 20, 55, 55])).toBe(55);
    // Where jobs end rarely, a minute without one is part of the rate.
    expect(rateOf([0, 5, 4, 5, 6], 4)).toBe(4);
  });

  it('is null in the minute in which the work began', () => {
    expect(rateOf([0, 0, 0, 0, 900])).toBeNull();
    expect(rateOf([0, 0, 0, 900, 1000])).toBe(1000);
  });

  it('is that since a quiet time, which is no part of it, or null while too few ended since', () => {
    const morning = (...since: readonly number[]) => [...fill(40, 20), ...fill(10, 0), ...since];
    expect(rateOf(morning(3))).toBeNull();
    expect(rateOf(morning(3, 9))).toBeNull();
    expect(rateOf(morning(3, 9, 11))).toBe(10);
    expect(rateOf(morning(3, 2, 2, 2, 2))).toBeNull();
    // The minute under way, which counts for nothing else, shows that the quiet time is over.
    expect(finishRate(paceOf(morning(), 1), at)).toBeNull();
    expect(finishRate(paceOf(fill(60, 1).fill(0, 50), 9), at)).toBeNull();
    // Workers that commit at once what they did in three minutes are never quiet.
    const commits = fill(60, 0).map((_, minute) => (minute % 3 === 1 ? 30 : 0));
    expect(endRate(paceOf(commits), at)).toEqual({ perMinute: 10, isSure: false });
    expect(endRate(paceOf(fill(60, 10)), at)).toEqual({ perMinute: 10, isSure: true });
  });

  it('is within half and twice the true one after a quiet time, if there is any', () => {
    const anyRate = fc.integer({ min: -20, max: 60 }).map((power) => 1.08 ** power);
    const course = fc.record({
      rates: fc.tuple(fc.oneof(fc.constant(0), anyRate), anyRate),
      quietMinutes: fc.integer({ min: 5, max: 50 }),
      since: fc.double({ min: 0, max: 45, noNaN: true }),
      jitter: fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), { minLength: 97 }),
    });
    let shown = 0;
    fc.assert(
      fc.property(course, ({ rates: [before, after], quietMinutes, since, jitter }) => {
        // It shows only if more would have ended in it than chance explains.
        const unusual = (rate: number) => rate * (quietMinutes - 2) > 10;
        fc.pre(unusual(before) || (unusual(after) && after * Math.min(since, quietMinutes) > 10));
        const ends = (from: number, to: number, rate: number) =>
          Array.from(
            { length: Math.floor((to - from) * rate) },
            (_, index) => from + (index + (jitter[index % jitter.length] ?? 0)) / rate,
          );
        const all = [...ends(-120, -quietMinutes - since, before), -since, ...ends(-since, 0, after)];
        const rate = finishRate(paceSeen(all), at);
        if (rate === null) return;
        shown += 1;
        expect(rate).toBeGreaterThan(after / 2);
        expect(rate).toBeLessThan(after * 2);
      }),
      { numRuns: 500 },
    );
    expect(shown).toBeGreaterThan(50);
  });

  it('leaves out one minute far beyond the others, but not repeated ones', () => {
    expect(rateOf([55, 55, 900, 55, 55], 55)).toBe(55);
    expect(rateOf([10, 40, 5, 45, 20], 10)).toBe(27.5);
    expect(rateOf([5, 100, 5, 100, 5], 5)).toBe(52.5);
  });

  it('falls while nothing ends any more', () => {
    const pace = paceOf([50, 50, 50, 50, 50], 30);
    expect(endedByMinute(pace, at + 59_000).slice(-3)).toEqual([50, 50, 30]);
    expect(endedByMinute(pace, at + 119_000).slice(-3)).toEqual([50, 30, 0]);
    expect(endedByMinute(pace, at + 36_000_000)).toEqual(Array.from({ length: 60 }, () => 0));
    expect(endedByMinute(pace, at - 600_000)).toEqual(pace.ended);
    expect(finishRate(pace, at + 59_000)).toBe(46);
    expect(finishRate(pace, at + 119_000)).toBeNull();
    expect(finishRate(pace, at + 36_000_000)).toBeNull();
  });
});
