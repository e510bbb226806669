import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Job } from '../../lib/model/job.js';
import { type Estimate, estimate, recordProgress } from '../../lib/model/progress.js';
import { anyJob } from '../view/any-job.js';
import { now } from '../view/scene.js';
import { after, brisk, minute, nothing, rounded, running, second, slow } from './estimate-scene.js';

/** A sight every five seconds, each with `step` more items done. */
function paced(from: number, to: number, done: number, step: number): (readonly [number, number])[] {
  return Array.from(
    { length: (to - from) / 5 + 1 },
    (_, index) => [from + 5 * index, done + step * index] as const,
  );
}

describe('estimate', () => {
  it('has no time left once a job is overdue', () => {
    const sights = paced(-20, 0, 800, 45);
    expect(rounded(after(sights, 1))).toBe('eta 1');
    expect(after(sights, 3)).toEqual({ kind: 'none' });
  });

  const [itemsTotal, minuteAgo] = [520, now - minute];
  const [silent, begun] = [{ itemsTotal: 0, startedAt: minuteAgo }, { startedAt: now - 10 * minute }];
  const left = { passRate: null, highFailureTested: null, highFailurePassed: null, terminationReason: null };
  const again = { type: 'backtest', startedAt: minuteAgo, backtest: { ...left, iteration: 2 } } as const;

  it.each<[string, string, Estimate]>([
    ['the recent rate', 'eta 96', after(brisk, 4, { itemsTotal })],
    [
      'the last minute, where the rate changed',
      'eta 300',
      after([...paced(0, 60, 0, 1), ...paced(65, 120, 22, 10)], 120, { itemsTotal: 732 }),
    ],
    ['the time since the last move', 'eta 95', after(brisk, 5, { itemsTotal })],
    ['no more of it than the usual pause', 'eta 94', after(brisk, 20, { itemsTotal })],
    ['the average since the start, where one sample is known', 'eta 600', after([[0, 500]], 0, begun)],
    ['nothing where it hasn’t progressed', 'none', after([[0, 0]], 5, { startedAt: minuteAgo })],
    ['nothing without a start', 'none', after([[0, 500]], 5)],
    ['nothing where all is done', 'none', after(paced(0, 5, 900, 100), 6)],
    ['nothing without a total', 'none', after(paced(0, 5, 1, 4), 6, { itemsTotal: 0 })],
    [
      'nothing for a worker that reports nothing',
      'none',
      after([[0, 0]], 9999, { ...silent, updatedAt: minuteAgo }),
    ],
    ['nothing for a backtest whose count begins again', 'none', after([[0, 500]], 0, again)],
  ])('is based on %s', (_, expected, estimated) => {
    expect(rounded(estimated)).toBe(expected);
  });

  it('is based on the record alone without a progress log', () => {
    const of = (given: Partial<Job>) => rounded(estimate(nothing, running(500, given), now));
    expect(of(begun)).toBe('eta 600');
    expect(of({ startedAt: now - 30 * minute, updatedAt: now - 10 * minute })).toBe('stalled 600');
  });

  it('is null for jobs that do not run', () => {
    for (const status of ['queued', 'complete', 'failed', 'cancelled', 'other'] as const) {
      expect(estimate(nothing, running(5, { status, startedAt: now - minute }), now)).toEqual({
        kind: 'none',
      });
    }
  });

  it('is near the truth for a job that keeps its pace', () => {
    const anyPace = fc.record({
      pause: fc.integer({ min: 100, max: 90_000 }),
      step: fc.integer({ min: 1, max: 20 }),
      moves: fc.integer({ min: 3, max: 60 }),
      look: fc.double({ min: 0, max: 0.99, noNaN: true }),
    });
    fc.assert(
      fc.property(anyPace, ({ pause, step, moves, look }) => {
        const total = step * 100;
        let log = nothing;
        for (let move = 1; move <= moves; move++) {
          log = recordProgress(log, [running(move * step, { itemsTotal: total })], now + move * pause);
        }
        const at = now + moves * pause + look * pause;
        const estimated = estimate(log, running(moves * step, { itemsTotal: total }), at);
        const truth = now + 100 * pause - at;
        expect(estimated.kind).toBe('eta');
        if (estimated.kind === 'eta') expect(Math.abs(estimated.ms - truth)).toBeLessThan(2);
      }),
    );
  });

  it('is never negative or infinite, and has an ETA only if something is left', () => {
    const anySights = fc.array(fc.record({ job: anyJob, after: fc.nat({ max: 200_000 }) }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(anySights, fc.integer({ min: -10_000, max: 10_000_000 }), (sights, later) => {
        let at = now;
        let log = nothing;
        for (const { job, after: pause } of sights) {
          at += pause;
          const same: Job = { ...job, id: '1', status: 'running' };
          log = recordProgress(log, [same], at);
          const estimated = estimate(log, same, at + later);
          if (estimated.kind === 'none') continue;
          expect(Number.isFinite(estimated.ms)).toBe(true);
          expect(estimated.ms).toBeGreaterThan(estimated.kind === 'stalled' ? 29_999 : 0);
          if (estimated.kind === 'eta' && (same.progressPercent ?? 0) === 0) {
            expect(same.itemsTotal ?? 0).toBeGreaterThan(same.itemsProcessed ?? 0);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('the estimate of a job that stands still', () => {
  const at = (startedAt: number, updatedAt: number) => ({
    startedAt: now - startedAt * minute,
    updatedAt: now - updatedAt * minute,
  });
  const long = { startedAt: now - 20 * minute };
  const resumed = [...brisk.slice(0, 2), [600, 500], [602, 501]] as const;

  it.each<[string, string, Estimate]>([
    ['stands still for 30 seconds', 'stalled 30', after(brisk, 34)],
    ['has stood still for less', 'eta 190', after(brisk, 33)],
    ['stands still for less than three of its own pauses', 'eta 5700', after(slow, 299)],
    ['stands still for three of them', 'stalled 180', after(slow, 300)],
    ['has been seen once, and is slow by its average', 'eta 58740', after([[0, 20]], 100, long)],
    ['has been seen once, and is fast by its average', 'stalled 100', after([[0, 600]], 100, long)],
    [
      'is fresh in updated_at and flat in its count',
      'stalled 60',
      after(brisk, 64, { updatedAt: now + 63 * second }),
    ],
    ['is seen once, with an old updated_at', 'stalled 600', after([[0, 500]], 0, at(30, 10))],
    ['has an updated_at from before its start', 'eta 1800', after([[0, 500]], 0, at(30, 40))],
    ['has an updated_at that nobody touched since its start', 'eta 1800', after([[0, 500]], 0, at(30, 30))],
    [
      'moved after its updated_at',
      'eta 94',
      after(brisk, 6, { itemsTotal: 520, updatedAt: now - 10 * minute }),
    ],
    ['has an updated_at in the future', 'eta 600', after([[0, 500]], 0, at(10, -1))],
    ['has never moved, for a minute and a half', 'none', after([[0, 0]], 90, { startedAt: now })],
    ['has never moved, for two minutes', 'stalled 120', after([[0, 0]], 120, { startedAt: now })],
    [
      'counts without a total',
      'stalled 40',
      after(
        [
          [0, 5],
          [2, 6],
        ],
        42,
        { itemsTotal: null },
      ),
    ],
    ['moves again after a stall', 'eta 602', after(resumed, 602, { itemsTotal: 802 })],
  ])('is as expected for a job that %s', (_, expected, estimated) => {
    expect(rounded(estimated)).toBe(expected);
  });
});
