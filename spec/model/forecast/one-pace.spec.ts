import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Random } from '../../../lib/demo/random.js';
import { startsIn, type TimeLeft } from '../../../lib/model/forecast/outlook.js';
import { type Second, SimulatedQueue } from './simulated-queue.js';

const hour = 3600;

/** What comes and goes, by the second; `rate`: how many jobs end in a minute at first, `times`: how much faster they do later. */
type Course = (rate: number, times: number, random: Random) => (second: number) => Second;

const changed = (rate: number, times: number, at: number) => (second: number) => ({
  arriving: 0,
  ending: second < at ? rate : rate * times,
});

const courses: Readonly<Record<string, Course>> = {
  steady: (rate) => () => ({ arriving: 0, ending: rate }),
  'draining while others arrive': (rate) => () => ({ arriving: rate / 3, ending: rate }),
  'faster after workers were added': (rate, times, random) =>
    changed(rate, times, random.whole(hour, 2 * hour)),
  'slower after workers were lost': (rate, times, random) =>
    changed(rate * times, 1 / times, random.whole(hour, 2 * hour)),
  'one of bursts, with little to do between them': (rate, _, random) => {
    const phase = random.whole(0, hour);
    return (second) => ({
      arriving: rate / 4,
      ending: rate,
      ...((second + phase) % hour === 0 ? { burst: Math.round(rate * 30) } : {}),
    });
  },
  'idle all night': (rate, times, random) => {
    const morning = random.whole(2 * hour, 3 * hour);
    return (second) => ({
      arriving: 0,
      ending: second < hour ? rate : second < morning ? 0 : rate * times,
    });
  },
  'retried by hand': (rate, _, random) => {
    const at = random.whole(hour, 2 * hour);
    return (second) => ({
      arriving: 0,
      ending: rate,
      ...(second === at ? { retried: random.between(0.1, 0.6) } : {}),
    });
  },
};

/** By how much the times that are said with ~ differ from the true ones, as a share of them, at some moments of four hours. */
function errorsIn(rates: (second: number) => Second, random: Random): readonly number[] {
  const queue = new SimulatedQueue(rates(0).ending * 300, random.whole(0, 1e9));
  const errors: number[] = [];
  while (queue.seconds < 4 * hour) {
    queue.pass(random.whole(30, 300), rates);
    const { arriving, ending } = rates(queue.seconds);
    const outlook = queue.outlook();
    const { verdict, workLeft } = outlook;
    const emptyIn = verdict.kind === 'drains' ? verdict.emptyIn : null;
    const errorOf = (left: TimeLeft | null, jobs: number, perMinute: number) =>
      left === null || left.isRough || left.ms < 60_000
        ? []
        : Math.abs((left.ms * perMinute) / (jobs * 60_000) - 1);
    errors.push(
      ...[errorOf(startsIn(outlook, 500), 500, ending), errorOf(workLeft, queue.waiting, ending)].flat(),
      ...[errorOf(emptyIn, queue.waiting, ending - arriving)].flat(),
    );
  }
  return errors;
}

describe('a time that is written with ~', () => {
  it.each(Object.entries(courses))(
    'of a queue that is %s is right within 20 %% in 95 of 100 cases',
    (_, course) => {
      fc.assert(
        fc.property(fc.integer(), (seed) => {
          const random = new Random(seed);
          const errors = Array.from({ length: 10 }, () =>
            errorsIn(course(random.between(3, 100), random.between(1.3, 6), random), random),
          ).flat();
          expect(errors.length).toBeGreaterThan(300);
          expect(errors.filter((error) => error > 0.2).length / errors.length).toBeLessThanOrEqual(0.05);
        }),
        { numRuns: 1, endOnFailure: true },
      );
    },
  );
});

describe('the rate at which jobs end', () => {
  it.each([
    [4, 20],
    [20, 4],
    [20, 10],
    [10, 20],
    [55, 25],
    [12, 3],
    [3, 12],
    [20, 2],
  ])('is the new one 5 minutes after %i a minute became %i, roughly until it is known', (was, is) => {
    const shown = Array.from({ length: 60 }, (_, seed) => {
      const queue = new SimulatedQueue(9000, seed);
      const rates = (second: number) => ({ arriving: 0, ending: second <= 4000 + seed ? was : is });
      queue.pass(4300 + seed, rates);
      const { perMinute, isSure } = queue.outlook();
      const isNew =
        perMinute !== null && Math.abs(Math.log(perMinute / is)) < Math.abs(Math.log(perMinute / was));
      return { isNew, isWrong: isSure && Math.abs((perMinute ?? 0) / is - 1) > 0.2 };
    });
    expect(shown.filter(({ isNew }) => !isNew).length).toBeLessThanOrEqual(0.05 * 60);
    expect(shown.filter(({ isWrong }) => isWrong).length).toBeLessThanOrEqual(0.05 * 60);
  });
});
