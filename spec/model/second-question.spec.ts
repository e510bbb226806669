import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openPanel, panelRows } from '../../lib/machine/state/list-panel.js';
import { type FeedNews, feedKinds, withNews } from '../../lib/model/feed.js';
import { netChange } from '../../lib/model/forecast/net-change.js';
import type { SinkStats } from '../../lib/model/monitoring/monitoring.js';
import { sinkRates, withSample } from '../../lib/model/monitoring/rates.js';
import { withTotals } from '../../lib/model/monitoring/sinks.js';
import { stateIn } from '../machine/transition-scene.js';

const start = 1_768_300_000_000;

/** Something that remembers what it was asked: a question to one object, and the same to a copy that nobody asked. */
interface Memory {
  readonly name: string;
  /** Two questions of which one part differs, and an answer to each by the object that was made once, or anew. */
  readonly run: fc.Arbitrary<() => readonly (readonly [remembered: unknown, fresh: unknown])[]>;
}

/** Asks one object all questions in turn, and a new one each of them. */
function asked<T, Q>(make: () => T, questions: readonly Q[], answer: (of: T, question: Q) => unknown) {
  const kept = make();
  return questions.map((question) => [answer(kept, question), answer(make(), question)] as const);
}

const depths = fc.array(fc.integer({ min: -3, max: 1 }), { minLength: 60, maxLength: 70 });
const instants = fc.constantFrom(58, 59, 60).map((step) => start + step * 15_000);
const kinds = fc.constantFrom(...feedKinds);
const rows = fc.array(fc.nat(1000), { minLength: 2, maxLength: 4 });

const sinkOf = (uri: string, total: number): SinkStats =>
  withTotals({ uri, latencies: { p50: null, p99: null }, whole: null, outputs: [], recordedAt: null }, null, [
    { name: 'one', rows: BigInt(total), errors: 0n, bytes: 0n },
  ]);

const memories: readonly Memory[] = [
  {
    name: 'the change of the queue, asked at another instant or with another rate',
    run: fc
      .tuple(depths, fc.array(fc.tuple(instants, fc.constantFrom(0, 6, 8, 10)), { maxLength: 6 }))
      .map(([steps, questions]) => () => {
        const samples = steps.map((_, index) => ({
          at: start + index * 15_000,
          depth: steps.slice(0, index).reduce((sum, step) => sum + step, 500),
        }));
        return asked(
          () => [...samples],
          questions,
          (of, [at, ending]) => netChange(of, at, ending),
        );
      }),
  },
  {
    name: 'the rates of sinks, asked of another sink or at another instant',
    run: fc
      .tuple(rows, rows, fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.nat(90)), { maxLength: 6 }))
      .map(
        ([ones, others, questions]) =>
          () =>
            asked(
              () =>
                ones
                  .map((one, index) => ({
                    at: start + index * 9000,
                    sinks: [sinkOf('a', one), sinkOf('b', others[index % others.length] ?? 0)],
                  }))
                  .reduce<Parameters<typeof sinkRates>[0]>((all, each) => withSample(all, each), []),
              questions,
              (of, [uri, seconds]) => {
                const rates = sinkRates(of, start + seconds * 1000);
                return [rates.sink(uri), rates.output(uri, 'one'), rates.output(uri, 'two')];
              },
            ),
      ),
  },
  {
    name: 'the rows of the activity panel, asked after more news',
    run: fc.array(fc.tuple(kinds, fc.nat(200_000)), { maxLength: 8 }).map((all) => () => {
      const state = stateIn('ACTIVITY_PANEL');
      expect(openPanel(state)).toBe('ACTIVITY_PANEL');
      let feed = state.feed;
      return all.map(([kind, at]) => {
        const news: FeedNews = { kind, count: 1, words: [kind], ids: [] };
        feed = withNews(feed, [news], at);
        return [panelRows({ ...state, feed }), panelRows({ ...state, feed: [...feed] })] as const;
      });
    }),
  },
];

describe('a second question', () => {
  it.each(memories)('has the answer that a fresh object gives: $name', ({ run }) => {
    fc.assert(
      fc.property(run, (ask) => {
        for (const [remembered, fresh] of ask()) expect(remembered).toEqual(fresh);
      }),
      { numRuns: 600 },
    );
  });
});
