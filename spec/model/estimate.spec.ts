import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Job } from '../../lib/model/job.js';
import { estimate, recordProgress } from '../../lib/model/progress.js';
import { anyJob } from '../view/any-job.js';
import { now } from '../view/scene.js';
import { after, nothing, rounded, running } from './estimate-scene.js';

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
