import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BacktestWork, newBacktest } from '../../lib/demo/backtest-work.js';
import { exportWork, parseWork, scanWork } from '../../lib/demo/counted-work.js';
import { Random } from '../../lib/demo/random.js';
import type { ClaimedJob, Work, WorkEnd, WorkStep, WorkType } from '../../lib/demo/work.js';

const makers: Readonly<Record<WorkType, (job: ClaimedJob, random: Random) => Work>> = {
  SCAN: scanWork,
  PARSE: (job, random) => parseWork(job, '/home/operator', random),
  EXPORT: (job, random) => exportWork(job, '/exports', random),
  BACKTEST: (_, random) => new BacktestWork(newBacktest(random), random),
};

function stepsOf(type: WorkType, seed: number, elapsedMs: number): WorkStep[] {
  const work = makers[type]({ id: 7, type, name: 'fix_parser', version: null }, new Random(seed));
  const steps: WorkStep[] = [];
  // Five minutes at the most.
  while (steps.length * elapsedMs < 300_000) {
    const step = work.step(elapsedMs);
    steps.push(step);
    if (step.end !== null) break;
  }
  return steps;
}

/** Whether what a backtest says of itself can be true. */
function isSound({ backtest, processed, failed }: WorkStep): boolean {
  if (backtest === null) return true;
  const rate = processed === 0 ? 0 : (processed - failed) / processed;
  return (
    Math.abs(backtest.pass_rate - rate) < 0.001 &&
    backtest.high_failure_passed <= backtest.high_failure_tested &&
    backtest.high_failure_tested <= processed
  );
}

describe('the simulated work', () => {
  for (const type of ['SCAN', 'PARSE', 'EXPORT', 'BACKTEST'] satisfies WorkType[])
    it(`of type ${type} ends, and never processes more items than there are`, () => {
      fc.assert(
        fc.property(fc.integer(), fc.integer({ min: 250, max: 5000 }), (seed, elapsedMs) => {
          const steps = stepsOf(type, seed, elapsedMs);
          const last = steps.at(-1);
          expect(last?.end).not.toBeNull();
          expect(steps.filter((step) => step.total > 0 && step.processed > step.total)).toEqual([]);
          expect(steps.filter((step) => step.rows < 0 || step.bytes < 0)).toEqual([]);
          const failures = steps.flatMap((step) => step.failures);
          if (last?.end?.status === 'FAILED') expect(failures).not.toEqual([]);
          if (last?.end?.status === 'COMPLETED') expect(last.processed).toBe(last.total);
          if (type !== 'BACKTEST') expect(last?.failed).toBe(failures.length);
          expect(steps.filter((step) => !isSound(step))).toEqual([]);
        }),
      );
    });

  it('fails about one time in eight, and is cancelled now and then', () => {
    const ends = (type: WorkType): (WorkEnd | null | undefined)[] =>
      Array.from({ length: 200 }, (_, seed) => stepsOf(type, seed, 5000).at(-1)?.end);
    for (const type of ['PARSE', 'BACKTEST'] satisfies WorkType[]) {
      const failed = ends(type).filter((end) => end?.status === 'FAILED').length;
      expect(failed).toBeGreaterThan(10);
      expect(failed).toBeLessThan(50);
    }
    expect(ends('PARSE').some((end) => end?.status === 'CANCELLED')).toBe(true);
  });

  it('takes the same steps for the same seed, and others for another', () => {
    expect(stepsOf('PARSE', 42, 1000)).toEqual(stepsOf('PARSE', 42, 1000));
    expect(stepsOf('PARSE', 42, 1000)).not.toEqual(stepsOf('PARSE', 43, 1000));
  });
});
