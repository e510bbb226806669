import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Estimate, estimate } from '../../lib/model/estimate.js';
import type { Job } from '../../lib/model/job.js';
import { recordProgress } from '../../lib/model/progress.js';
import { anyJob } from '../view/any-job.js';
import { now } from '../view/scene.js';
import { after, minute, nothing, rounded, running } from './estimate-scene.js';

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

  it.each<[string, string, Estimate]>([
    [
      'the recent rate',
      'eta 96',
      after(
        [
          [0, 20],
          [2, 30],
          [4, 40],
        ],
        4,
        { itemsTotal: 520 },
      ),
    ],
    [
      'the last minute, where the rate changed',
      'eta 300',
      after([...paced(0, 60, 0, 1), ...paced(65, 120, 22, 10)], 120, { itemsTotal: 732 }),
    ],
    [
      'the time since the last move',
      'eta 95',
      after(
        [
          [0, 20],
          [2, 30],
          [4, 40],
        ],
        5,
        { itemsTotal: 520 },
      ),
    ],
    [
      'no more of it than the usual pause',
      'eta 94',
      after(
        [
          [0, 20],
          [2, 30],
          [4, 40],
        ],
        20,
        { itemsTotal: 520 },
      ),
    ],
    [
      'the average since the start, where one sample is known',
      'eta 600',
      after([[0, 500]], 0, { startedAt: now - 10 * minute }),
    ],
    ['nothing where it hasn’t progressed', 'none', after([[0, 0]], 5, { startedAt: now - minute })],
    ['nothing without a start', 'none', after([[0, 500]], 5)],
    [
      'nothing where all is done',
      'none',
      after(
        [
          [0, 900],
          [2, 1000],
        ],
        3,
      ),
    ],
    [
      'nothing without a total',
      'none',
      after(
        [
          [0, 1],
          [2, 5],
        ],
        3,
        { itemsTotal: 0 },
      ),
    ],
    [
      'nothing for a worker that reports nothing',
      'none',
      after([[0, 0]], 9999, { itemsTotal: 0, startedAt: now - minute, updatedAt: now - minute }),
    ],
    [
      'nothing for a backtest whose count begins again',
      'none',
      after([[0, 500]], 0, {
        type: 'backtest',
        startedAt: now - minute,
        backtest: {
          passRate: null,
          iteration: 2,
          highFailureTested: null,
          highFailurePassed: null,
          terminationReason: null,
        },
      }),
    ],
  ])('is based on %s', (_, expected, estimated) => {
    expect(rounded(estimated)).toBe(expected);
  });

  it('is based on the record alone without a progress log', () => {
    expect(rounded(estimate(nothing, running(500, { startedAt: now - 10 * minute }), now))).toBe('eta 600');
    expect(
      rounded(
        estimate(nothing, running(500, { startedAt: now - 30 * minute, updatedAt: now - 10 * minute }), now),
      ),
    ).toBe('stalled 600');
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
