import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  estimate,
  fraction,
  type ProgressLog,
  passedFiles,
  passRate,
  recordProgress,
} from '../../lib/model/progress.js';
import { jobWith, now } from '../view/scene.js';

const second = 1000;
const nothing: ProgressLog = new Map();

function running(done: number, given: Parameters<typeof jobWith>[0] = {}) {
  return jobWith({ status: 'running', itemsProcessed: done, itemsTotal: 100, ...given });
}

describe('the fraction that is done', () => {
  it.each([['more items than there are', { itemsProcessed: 200, itemsTotal: 120 }, 1]])(
    'is computed from %s',
    (_, given, expected) => {
      expect(fraction(jobWith({ status: 'running', ...given }))).toBe(expected);
    },
  );

  it('is the pass rate for a backtest, not its progress', () => {
    const backtest = {
      ...{ passRate: 0.9, iteration: 1, highFailureTested: null, highFailurePassed: null },
      terminationReason: null,
    };
    const common = { type: 'backtest', itemsProcessed: 50, itemsTotal: 100, itemsFailed: 10 } as const;
    expect(fraction(jobWith({ ...common, backtest }))).toBe(0.9);
    expect(fraction(jobWith({ ...common, backtest: null }))).toBe(0.8);
    expect(fraction(jobWith({ ...common, itemsFailed: null }))).toBeNull();
    expect(passedFiles(jobWith({ ...common, itemsFailed: null, backtest }))).toBe(45);
    expect(passedFiles(jobWith({ ...common, itemsFailed: 99 }))).toBe(0);
    expect(passRate(jobWith({ ...common, backtest: { ...backtest, passRate: Number.NaN } }))).toBe(0.8);
    expect(passRate(jobWith({ ...common, backtest: { ...backtest, passRate: 7 } }))).toBe(1);
  });
});

it('the estimate of a job whose count is its batch’s goes by how long the batch has run', () => {
  const job = running(25, { startedAt: now - second, itemsSince: now - 100 * second });
  expect(estimate(nothing, job, now)).toMatchObject({ kind: 'eta', ms: 300 * second });
});

describe('recordProgress', () => {
  function record(...sights: readonly (readonly [at: number, done: number])[]): ProgressLog {
    return sights.reduce<ProgressLog>(
      (log, [at, done]) => recordProgress(log, [running(done)], now + at * second),
      nothing,
    );
  }
  const samples = (log: ProgressLog) => log.get('1')?.map(({ at, done }) => [(at - now) / second, done]);

  it('keeps each value with when it was first seen', () => {
    expect(samples(record([0, 5], [2, 5], [4, 6], [9, 6], [11, 9]))).toEqual([
      [0, 5],
      [4, 6],
      [11, 9],
    ]);
  });

  it('merges samples that are less than a second apart', () => {
    expect(samples(record([0, 1], [0.4, 2], [0.8, 3], [1.3, 4], [1.7, 5]))).toEqual([
      [0, 1],
      [0.8, 3],
      [1.7, 5],
    ]);
  });

  it('starts anew when the count or the clock goes back, or the job is claimed again', () => {
    expect(samples(record([0, 5], [2, 8], [4, 1]))).toEqual([[4, 1]]);
    expect(samples(record([0, 5], [-9, 8]))).toEqual([[-9, 8]]);
    const again = recordProgress(
      record([0, 5], [2, 6]),
      [running(7, { startedAt: now + 3 * second })],
      now + 4 * second,
    );
    expect(samples(again)).toEqual([[4, 7]]);
  });

  it('starts anew after a stall, or after a while out of the window', () => {
    expect(samples(record([0, 5], [2, 6], [4, 7], [604, 8]))).toEqual([[604, 8]]);
  });

  it('keeps 30 samples of each job, and the 1,000 jobs seen last', () => {
    const long = record(...Array.from({ length: 100 }, (_, index) => [index * 5, index + 1] as const));
    expect(long.get('1')).toHaveLength(30);
    expect(long.get('1')?.at(-1)?.done).toBe(100);

    const many = Array.from({ length: 1500 }, (_, index) => running(5, { id: String(index) }));
    const some = recordProgress(
      recordProgress(nothing, many.slice(0, 1000), now),
      many.slice(0, 1),
      now + second,
    );
    const log = recordProgress(some, many.slice(1000), now + 2 * second);
    expect(log.size).toBe(1000);
    expect(log.has('0')).toBe(true);
    expect(log.has('1')).toBe(false);
  });

  it('does not change the log that it is given', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 100 }), { minLength: 1 }), (dones) => {
        let log: ProgressLog = nothing;
        for (const [index, done] of dones.entries()) {
          const before = structuredClone([...log]);
          const next = recordProgress(log, [running(done)], now + index * 10 * second);
          expect([...log]).toEqual(before);
          log = next;
        }
      }),
    );
  });
});
