import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Random } from '../../lib/demo/random.js';
import { type Step, scripted, type WorkType, workedOn } from '../../lib/demo/scripted-job.js';

const folders = { home: '/home/operator', exports: '/exports' };

function stepsOf(type: WorkType, seed: number, elapsedMs: number): Step[] {
  const random = new Random(seed);
  const job = scripted({ id: 7, type, name: 'fix_parser', version: null }, folders, random);
  const steps: Step[] = [];
  // Five minutes at the most.
  while (steps.length * elapsedMs < 300_000) {
    const step = workedOn(job, elapsedMs, random);
    steps.push(step);
    if (step.status !== 'RUNNING') break;
  }
  return steps;
}

/** Whether what a backtest records of itself can be true. */
function isSound({ backtest, processed, failed }: Step): boolean {
  if (backtest === null) return true;
  const record = JSON.parse(backtest);
  const rate = processed === 0 ? 0 : (processed - failed) / processed;
  return (
    Math.abs(record.pass_rate - rate) < 0.001 &&
    record.high_failure_passed <= record.high_failure_tested &&
    record.high_failure_tested <= processed
  );
}

describe('the simulated work', () => {
  it.each(['SCAN', 'PARSE', 'EXPORT', 'BACKTEST'] satisfies WorkType[])(
    'of type %s ends, and never processes more items than there are',
    (type) => {
      fc.assert(
        fc.property(fc.integer(), fc.integer({ min: 250, max: 5000 }), (seed, elapsedMs) => {
          const steps = stepsOf(type, seed, elapsedMs);
          const last = steps.at(-1);
          expect(last?.status).not.toBe('RUNNING');
          expect(steps.filter((step) => step.total > 0 && step.processed > step.total)).toEqual([]);
          expect(steps.filter((step) => step.rows < 0 || step.bytes < 0)).toEqual([]);
          const failures = steps.flatMap((step) => step.failures);
          if (last?.status === 'FAILED') expect(failures).not.toEqual([]);
          if (last?.status === 'COMPLETED') expect(last.processed).toBe(last.total);
          if (type !== 'BACKTEST') expect(last?.failed).toBe(failures.length);
          expect(steps.filter((step) => !isSound(step))).toEqual([]);
        }),
      );
    },
  );

  it('fails about one time in eight, and is cancelled now and then', () => {
    for (const type of ['PARSE', 'BACKTEST'] satisfies WorkType[]) {
      const ends = Array.from({ length: 200 }, (_, seed) => stepsOf(type, seed, 5000).at(-1)?.status);
      const failed = ends.filter((end) => end === 'FAILED').length;
      expect(failed).toBeGreaterThan(10);
      expect(failed).toBeLessThan(50);
      expect(ends).toContain('CANCELLED');
    }
  });
});
