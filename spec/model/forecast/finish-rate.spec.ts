import { describe, expect, it } from '@jest/globals';
import { finishRate, sureRate } from '../../../lib/model/forecast/finish-rate.js';
import { endedByMinute, paceMinutes, type QueuePace } from '../../../lib/model/forecast/queue-pace.js';

const at = 1_768_300_025_000;

function paceOf(last: readonly number[], endedLately = 0, earlier = 0): QueuePace {
  const before = Array.from({ length: paceMinutes - last.length }, () => earlier);
  const ended = [...before, ...last];
  return { at, ended, endedLately, lastEndedAt: at, endedBefore: 100, oldestWaitingAt: null, heldBack: 0 };
}

const rateOf = (last: readonly number[], earlier = 0) => finishRate(paceOf(last, 0, earlier), at);

describe('the rate at which jobs end', () => {
  it('is that of the last five minutes, or of more if few jobs ended', () => {
    expect(rateOf([50, 60, 55, 54, 56], 10)).toBe(55);
    expect(rateOf([1, 0, 2, 1, 1], 3)).toBe((30 + 5) / 15);
    expect(rateOf([], 0.2)).toBeCloseTo(0.2);
    expect(rateOf([3, 0, 2, 0, 4])).toBeNull();
    expect(rateOf([], 0)).toBeNull();
  });

  it('leaves out the minutes before the work began', () => {
    expect(rateOf([0, 0, 20, 55, 55])).toBe(55);
    // Where jobs end rarely, a minute without one is part of the rate.
    expect(rateOf([0, 5, 4, 5, 6], 2)).toBe(4);
  });

  it('is null in the minute in which the work began', () => {
    expect(rateOf([0, 0, 0, 0, 900])).toBeNull();
    expect(rateOf([0, 0, 0, 900, 1000])).toBe(1000);
  });

  it('is sure enough for forecasts over the time in which 250 jobs end', () => {
    const sureOf = (last: readonly number[], earlier: number) => sureRate(paceOf(last, 0, earlier), at);
    expect(sureOf([50, 50, 50, 50, 50], 10)).toBe(50);
    expect(sureOf([50, 50, 50, 50, 49], 10)).toBe((249 + 100) / 15);
    expect(sureOf([20, 20, 20, 20, 20], 3)).toBe((100 + 165) / 60);
    expect(sureOf([20, 20, 20, 20, 20], 2)).toBeNull();
  });

  it('leaves out one minute far beyond the others, but not repeated ones', () => {
    expect(rateOf([55, 55, 900, 55, 55], 55)).toBe(55);
    expect(rateOf([10, 40, 5, 45, 20], 10)).toBe(24);
    expect(rateOf([5, 100, 5, 100, 5], 5)).toBe(43);
  });

  it('falls while nothing ends any more', () => {
    const pace = paceOf([50, 50, 50, 50, 50], 30);
    expect(endedByMinute(pace, at + 59_000).slice(-3)).toEqual([50, 50, 30]);
    expect(endedByMinute(pace, at + 119_000).slice(-3)).toEqual([50, 30, 0]);
    expect(endedByMinute(pace, at + 36_000_000)).toEqual(Array.from({ length: 60 }, () => 0));
    expect(endedByMinute(pace, at - 600_000)).toEqual(pace.ended);
    expect(finishRate(pace, at + 119_000)).toBe(36);
    expect(finishRate(pace, at + 36_000_000)).toBeNull();
  });
});
