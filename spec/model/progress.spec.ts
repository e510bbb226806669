import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Job } from '../../lib/model/job.js';
import {
  fraction,
  type ProgressLog,
  passedFiles,
  passRate,
  recordProgress,
  stalledSince,
  timeLeft,
} from '../../lib/model/progress.js';
import { anyJob } from '../view/any-job.js';
import { jobWith, minute, now } from '../view/scene.js';

const second = 1000;

/** Some sights of one job, at seconds from now. */
type Sights = readonly (readonly [at: number, done: number])[];

/** Ten more items each two seconds, or each minute. */
const brisk: Sights = [
  [0, 20],
  [2, 30],
  [4, 40],
];
const slow: Sights = [
  [0, 20],
  [60, 30],
  [120, 40],
];

type Estimate = { readonly kind: 'eta' | 'stalled'; readonly ms: number } | { readonly kind: 'none' };

/** What is said of a job: since when it stands still, else how long it will still take. */
function estimate(log: ProgressLog, job: Job, at: number): Estimate {
  const since = stalledSince(log, job, at);
  if (since !== null) return { kind: 'stalled', ms: at - since };
  const ms = timeLeft(log, job, at);
  return ms === null ? { kind: 'none' } : { kind: 'eta', ms };
}

const nothing: ProgressLog = new Map();

function running(done: number, given: Partial<Job> = {}): Job {
  return jobWith({ status: 'running', itemsProcessed: done, itemsTotal: 1000, ...given });
}

/** What is said after these sights, and looking again at `at`. */
function after(sights: Sights, at: number, given: Partial<Job> = {}): Estimate {
  const log = sights.reduce(
    (known, [seen, done]) => recordProgress(known, [running(done, given)], now + seen * second),
    nothing,
  );
  return estimate(log, running(sights.at(-1)?.[1] ?? 0, given), now + at * second);
}

function rounded(estimated: Estimate): string {
  return estimated.kind === 'none' ? 'none' : `${estimated.kind} ${Math.round(estimated.ms / second)}`;
}

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
  const job = running(25, { itemsTotal: 100, startedAt: now - second, itemsSince: now - 100 * second });
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
