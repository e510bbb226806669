import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seenSteps, stepMs } from '../../../lib/model/forecast/net-change.js';
import { outlookOf, startsIn, type Verdict } from '../../../lib/model/forecast/outlook.js';
import { paceMinutes } from '../../../lib/model/forecast/pace.js';
import { noCounts } from '../../../lib/model/picture.js';
import { type Second, SimulatedQueue, start } from './simulated-queue.js';

const manySeeds = Array.from({ length: 60 }, (_, index) => index + 1);
const seeds = manySeeds.slice(0, 15);
type Rates = (second: number) => Second;

/** What is said at the end of each minute from `first` on, of one queue for each seed. */
function verdictsBy(minutes: number, waiting: number, rates: Rates, first = 1, of = seeds) {
  return of.flatMap((seed) => {
    const queue = new SimulatedQueue(waiting, seed);
    queue.pass(60 * (first - 1), rates);
    return Array.from({ length: minutes - first + 1 }, (_, index) => {
      queue.pass(60, rates);
      const outlook = queue.outlook();
      const { verdict } = outlook;
      const left = startsIn(outlook, 100);
      const startsInMs = left === null || left.isRough ? null : left.ms;
      return { minute: first + index, waiting: queue.waiting, verdict, startsInMs };
    });
  });
}

/**
 * How wrong a figure is, as a share of the true one; null where none is said. `net`: jobs a minute, as they truly are.
 */
function wrongBy(verdict: Verdict, waiting: number, net: number): number | null {
  if (verdict.kind === 'drains' && verdict.emptyIn !== null && !verdict.emptyIn.isRough) {
    const truth = (waiting / -net) * 60_000;
    return net < 0 ? Math.abs(verdict.emptyIn.ms - truth) / truth : Number.POSITIVE_INFINITY;
  }
  if (verdict.kind === 'grows' && verdict.perMinute !== null)
    return net > 0 ? Math.abs(verdict.perMinute - net) / net : Number.POSITIVE_INFINITY;
  return null;
}

describe('the outlook of a queue whose rates are known', () => {
  const queues: readonly [string, number, Second, number][] = [
    ['drains', 2000, { arriving: 0, ending: 55 }, 30],
    ['drains while others arrive', 2000, { arriving: 20, ending: 60 }, 30],
    ['drains slowly', 300, { arriving: 0, ending: 5 }, 40],
    ['grows', 500, { arriving: 100, ending: 55 }, 30],
    ['grows slowly', 500, { arriving: 67, ending: 55 }, 60],
  ];

  it.each(queues)(
    '%s: figures are right within 20 %%, and there are none before five minutes',
    (_, waiting, rates, minutes) => {
      const net = rates.arriving - rates.ending;
      const said = verdictsBy(minutes, waiting, () => rates, 1, manySeeds);
      const early = said.filter(({ minute }) => minute < 5).map(({ verdict }) => verdict.kind);
      expect(new Set(early)).toEqual(new Set(['unknown']));

      const known = said.filter(({ verdict }) => verdict.kind !== 'unknown' && verdict.kind !== 'idle');
      const right = net < 0 ? 'drains' : 'grows';
      expect(known.filter(({ verdict }) => verdict.kind !== right)).toEqual([]);
      const wrong = said.flatMap(({ verdict, waiting }) => wrongBy(verdict, waiting, net) ?? []);
      const truth = (100 / rates.ending) * 60_000;
      const startsWrong = said.flatMap(({ startsInMs }) =>
        startsInMs === null ? [] : Math.abs(startsInMs - truth) / truth,
      );
      // Chance has its share, of 5 in 1,000.
      for (const shares of [wrong, startsWrong]) {
        expect(shares.filter((share) => share > 0.2).length).toBeLessThanOrEqual(shares.length * 0.005);
        expect(Math.max(0, ...shares)).toBeLessThan(0.3);
      }
      expect(startsWrong.length > 0).toBe(rates.ending * minutes > 250);
    },
  );

  it('has the time until it is empty after ten minutes, if nothing arrives', () => {
    const after = verdictsBy(10, 2000, () => ({ arriving: 0, ending: 55 }), 7);
    const settingsIn = (minute: number) =>
      after.filter((each) => each.minute === minute && wrongBy(each.verdict, each.waiting, -55) !== null)
        .length;
    expect(settingsIn(7)).toBeGreaterThan(0.8 * seeds.length);
    expect(settingsIn(10)).toBe(seeds.length);
  });

  it('is unknown if as many jobs arrive as end', () => {
    const said = verdictsBy(60, 500, () => ({ arriving: 55, ending: 55 }));
    const claims = said.filter(({ verdict }) => verdict.kind !== 'unknown');
    expect(claims.length).toBeLessThan(said.length * 0.01);
    expect(claims.filter(({ verdict, waiting }) => wrongBy(verdict, waiting, 0) !== null)).toEqual([]);
  });

  it('counts one burst of jobs in the time, but not in the rate', () => {
    for (const seed of seeds) {
      const queue = new SimulatedQueue(1000, seed);
      queue.pass(600, () => ({ arriving: 5, ending: 55 }));
      const before = queue.outlook().verdict;
      queue.pass(15, (second) => ({ arriving: 5, ending: 55, burst: second === 605 ? 500 : 0 }));
      const after = queue.outlook().verdict;
      if (before.kind !== 'drains' || after.kind !== 'drains')
        throw new Error(`${before.kind}, ${after.kind}`);
      const more = (after.emptyIn?.ms ?? 0) - (before.emptyIn?.ms ?? 0);
      expect(Math.abs(more - 600_000)).toBeLessThan(120_000);
    }
  });

  it('has no figure for a queue of regular bursts, but grows if that does', () => {
    const level = (second: number) => ({ arriving: 0, ending: 50, burst: second % 600 === 120 ? 500 : 0 });
    const later = verdictsBy(40, 3000, level, 14);
    expect(new Set(later.map(({ verdict }) => verdict.kind))).toEqual(new Set(['unknown']));

    const grows = (second: number) => ({ arriving: 0, ending: 50, burst: second % 300 === 120 ? 500 : 0 });
    const last = verdictsBy(60, 3000, grows, 60);
    expect(new Set(last.map(({ verdict }) => verdict.kind))).toEqual(new Set(['grows']));
  });

  it('follows changed rates within ten minutes', () => {
    const kinds = seeds.map((seed) => {
      const queue = new SimulatedQueue(3000, seed);
      queue.pass(1200, () => ({ arriving: 90, ending: 30 }));
      expect(queue.outlook().verdict.kind).toBe('grows');
      queue.pass(615, () => ({ arriving: 20, ending: 90 }));
      return queue.outlook().verdict.kind;
    });
    expect(new Set(kinds)).toEqual(new Set(['drains']));
  });

  it('forgets depths from before a gap in the watch', () => {
    const queue = new SimulatedQueue(2000, 1);
    queue.pass(600, () => ({ arriving: 0, ending: 55 }));
    expect(queue.outlook().verdict.kind).toBe('drains');
    const before = queue.depths.splice(0).filter(({ at }) => at <= start + 300_000);
    const gap = [...before, { at: queue.now, depth: queue.waiting }];
    const counts = { ...noCounts, queued: queue.waiting, running: 3 };
    const { verdict } = outlookOf(queue.pace(), { counts, troubles: null, depths: gap }, queue.now);
    expect(verdict).toEqual({ kind: 'unknown' });
  });
});

describe('a queue that stands still', () => {
  const working: Second = { arriving: 0, ending: 30 };
  const standing: Second = { arriving: 0, ending: 0 };

  it('is stalled once that is long compared with how often jobs end', () => {
    const queue = new SimulatedQueue(2000, 3);
    queue.pass(1200, () => working);
    const last = queue.pace().lastEndedAt ?? 0;
    expect(queue.outlook().verdict.kind).toBe('drains');
    // Before that it is given up to say when it will be empty.
    queue.pass((last + 59_000 - queue.now) / 1000, () => standing);
    expect(queue.outlook().verdict.kind).toBe('drains');
    queue.pass(1, () => standing);
    expect(queue.outlook()).toMatchObject({ perMinute: null, verdict: { kind: 'unknown' } });
    queue.pass(180, () => standing);
    expect(queue.outlook().verdict.kind).not.toBe('stalled');
    queue.pass(600, () => standing);
    const troubles = { gone: 0, silent: 3, stalled: 0 };
    const { verdict, perMinute } = queue.outlook(3, troubles);
    expect(verdict).toEqual({ kind: 'stalled', ms: queue.now - last, troubles });
    expect(perMinute).toBeNull();
    // More jobs that arrive don't make it anything else.
    queue.pass(600, () => ({ arriving: 60, ending: 0 }));
    expect(queue.outlook(3).verdict.kind).toBe('stalled');
  });

  it('is not stalled if jobs have always taken long', () => {
    const queue = new SimulatedQueue(100, 5);
    queue.pass(7200, () => ({ arriving: 0, ending: 0.2 }));
    queue.pass(900, () => standing);
    expect(queue.outlook(3).verdict.kind).not.toBe('stalled');
    // Nobody is at work: then minutes are enough.
    expect(queue.outlook(0)).toMatchObject({ perMinute: null, verdict: { kind: 'stalled' } });
    expect(queue.outlook(2, { gone: 1, silent: 1, stalled: 0 }).verdict.kind).toBe('stalled');
  });

  it('is not stalled if workers are busy and fewer than five jobs have ended', () => {
    const counts = { ...noCounts, queued: 9, running: 3 };
    const queue = { counts, troubles: null, depths: [{ at: start - 40_000_000, depth: 9 }] };
    const pace = { ...new SimulatedQueue(9, 1).pace(), lastEndedAt: start - 36_000_000 };
    expect(outlookOf({ ...pace, endedBefore: 4 }, queue, start).verdict.kind).toBe('unknown');
    expect(outlookOf({ ...pace, endedBefore: 5 }, queue, start).verdict.kind).toBe('stalled');
  });

  it('keeps its rate as long as pauses are usual, and has none if nobody is at work', () => {
    const ended = Array.from({ length: paceMinutes }, (_, minute) => (minute % 5 === 4 ? 1 : 0));
    const lastEndedAt = start - 400_000;
    const pace = { ...new SimulatedQueue(9, 1).pace(), ended, endedBefore: 12, lastEndedAt };
    const queue = (running: number) => ({
      counts: { ...noCounts, queued: 9, running },
      troubles: null,
      depths: [{ at: start - 4_000_000, depth: 9 }],
    });
    const busy = outlookOf(pace, queue(3), start);
    expect(busy.perMinute).toBeCloseTo(0.2);
    expect(busy.verdict.kind).toBe('unknown');
    expect(outlookOf(pace, queue(0), start)).toMatchObject({ perMinute: null, verdict: { kind: 'stalled' } });
  });

  it('is stalled since there was a job to take', () => {
    const queue = new SimulatedQueue(20, 5);
    queue.pass(1200, () => working);
    expect(queue.waiting).toBe(0);
    queue.pass(3600, () => standing);
    queue.pass(1, () => ({ ...standing, burst: 50 }));
    expect(queue.outlook(0).verdict.kind).toBe('unknown');
    queue.pass(240, () => standing);
    expect(queue.outlook(0).verdict.kind).toBe('unknown');
    queue.pass(60, () => standing);
    expect(queue.outlook(0).verdict).toMatchObject({ kind: 'stalled', ms: 300_000 });
  });

  it('does not count held-back jobs as work', () => {
    const depths = [
      { at: start - 7_200_000, depth: 3 },
      { at: start - 299_000, depth: 6 },
    ];
    const queue = { counts: { ...noCounts, queued: 6 }, troubles: null, depths };
    const pace = { ...new SimulatedQueue(9, 1).pace(), lastEndedAt: start - 9_000_000, heldBack: 3 };
    expect(outlookOf(pace, queue, start).verdict.kind).toBe('unknown');
    expect(outlookOf(pace, queue, start + 1000).verdict).toMatchObject({ kind: 'stalled', ms: 300_000 });
  });

  it('is judged by the record if no depths were seen', () => {
    const queue = { counts: { ...noCounts, queued: 4 }, troubles: null, depths: [] };
    const pace = { ...new SimulatedQueue(0, 1).pace(), at: start };
    expect(outlookOf(pace, queue, start).verdict.kind).toBe('unknown');
    const waiting = { ...pace, oldestWaitingAt: start - 299_000 };
    expect(outlookOf(waiting, queue, start).verdict.kind).toBe('unknown');
    expect(outlookOf(waiting, queue, start + 1000).verdict.kind).toBe('stalled');
    // What is held back is no work, and of a queue without work nothing is said.
    expect(outlookOf({ ...waiting, heldBack: 4 }, queue, start + 1000).verdict.kind).toBe('idle');
  });
});

describe('any outlook', () => {
  const time = fc.oneof(
    fc.integer({ min: start - 4_000_000, max: start + 100_000 }),
    fc.constantFrom(Number.NaN, -8.64e15, 8.64e15, 0),
  );
  const count = fc.nat(100_000);
  const anyPace = fc.record({
    at: fc.integer({ min: start - 4_000_000, max: start }),
    ended: fc.array(fc.nat(1000), { minLength: paceMinutes, maxLength: paceMinutes }),
    ...{ endedLately: fc.nat(1000), lastEndedAt: fc.option(time), endedBefore: count },
    ...{ oldestWaitingAt: fc.option(time), heldBack: count },
  });
  const depths = fc.array(fc.record({ at: time, depth: fc.oneof(count, fc.constant(Number.NaN)) }));

  it('has only positive, finite figures', () => {
    fc.assert(
      fc.property(fc.option(anyPace), depths, count, count, (pace, seen, queued, running) => {
        const queue = { counts: { ...noCounts, queued, running }, troubles: null, depths: seen };
        const outlook = outlookOf(pace, queue, start);
        const { verdict, perMinute } = outlook;
        const figures = [
          perMinute,
          startsIn(outlook, 3)?.ms ?? null,
          outlook.workLeft?.ms ?? null,
          verdict.kind === 'drains' ? (verdict.emptyIn?.ms ?? null) : null,
          verdict.kind === 'grows' ? verdict.perMinute : null,
          verdict.kind === 'stalled' ? verdict.ms : null,
        ];
        for (const figure of figures) if (figure !== null) expect(figure).toBeGreaterThan(0);
        for (const figure of figures) if (figure !== null) expect(Number.isFinite(figure)).toBe(true);
        expect(outlook.heldBack).toBeLessThanOrEqual(queued);
      }),
    );
  });
});

describe('the time until a job is taken', () => {
  it('follows from its place and the rate, and is rough where that is', () => {
    expect(startsIn({ perMinute: 5, isSure: true }, 60)).toEqual({ ms: 720_000, isRough: false });
    expect(startsIn({ perMinute: 6, isSure: false }, 60)).toEqual({ ms: 600_000, isRough: true });
    expect(startsIn({ perMinute: null, isSure: false }, 60)).toBeNull();
    expect(startsIn({ perMinute: 5, isSure: true }, null)).toBeNull();
    expect(startsIn(null, 3)).toBeNull();
  });

  it('is that of the work left, of the last job that can be taken', () => {
    const counts = { ...noCounts, queued: 30, running: 3 };
    const pace = {
      ...new SimulatedQueue(0, 1).pace(),
      ended: Array(paceMinutes).fill(5),
      lastEndedAt: start,
    };
    const workLeft = (given: Partial<typeof pace>) => {
      const outlook = outlookOf({ ...pace, ...given }, { counts, troubles: null, depths: [] }, start);
      expect(outlook.workLeft).toEqual(
        given.heldBack === 30 ? null : startsIn(outlook, 30 - (given.heldBack ?? 0)),
      );
      return outlook.workLeft;
    };
    expect(workLeft({})).toEqual({ ms: 360_000, isRough: false });
    expect(workLeft({ heldBack: 10, ended: Array(paceMinutes).fill(4) })).toEqual({
      ms: 300_000,
      isRough: true,
    });
    expect(workLeft({ heldBack: 30 })).toBeNull();
    expect(workLeft({ lastEndedAt: start - 900_000, endedBefore: 300 })).toBeNull();
  });
});

const end = stepMs * 100_000_000;
/** Samples by how many steps they are before the end. */
const seen = (...samples: readonly (readonly [ago: number, depth: number])[]) =>
  samples.map(([ago, depth]) => ({ at: end - ago * stepMs, depth }));

describe('the list of a depth’s steps', () => {
  it('has the change in each whole step, up to the last one that is over', () => {
    expect(seenSteps(seen([3, 10], [2, 12], [1.5, 14], [1, 13], [0.5, 20], [0, 5]), end)).toEqual([2, 1, -8]);
    expect(seenSteps(seen([3, 10], [2, 12], [1, 13], [0.5, 20]), end + stepMs - 1)).toEqual([2, 1, 7]);
    expect(seenSteps(seen([2.9, 10], [2, 12], [1, 13]), end)).toEqual([1, 0]);
    expect(seenSteps(seen([0.5, 10]), end)).toEqual([]);
    expect(seenSteps([], end)).toEqual([]);
  });

  it('ignores samples of the future, and depths that are no numbers', () => {
    const odd = [...seen([3, 10], [2, 12]), { at: end - stepMs, depth: Number.NaN }, ...seen([-40, 90])];
    expect(seenSteps(odd, end)).toEqual([2, 0, 0]);
    expect(seenSteps([...seen([3, 10], [2, 12]), { at: Number.NaN, depth: 3 }], end)).toEqual([2, 0, 0]);
  });

  it('begins after the last gap in the watch', () => {
    expect(seenSteps(seen([30, 10], [29, 12], [2, 90], [1, 91]), end)).toEqual([1, 0]);
    // In as long a time a few jobs come and go while somebody looks.
    expect(seenSteps(seen([12, 10], [11, 12], [1, 17]), end)).toEqual([2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0]);
    expect(seenSteps(seen([9, 10], [1, 90]), end)).toHaveLength(9);
  });

  it('begins after the clock was set back', () => {
    expect(seenSteps(seen([3, 10], [1, 12], [2, 5], [0.2, 7]), end)).toEqual([0, 2]);
  });
});
