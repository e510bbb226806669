import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type FeedEntry,
  type FeedNews,
  feedKinds,
  feedSentence,
  longestWords,
  mostEntries,
  mostWords,
  newsOfTroubles,
  withNews,
} from '../../lib/model/feed.js';

const second = 1000;
const news = (kind: FeedNews['kind'], given: Partial<FeedNews> = {}): FeedNews => ({
  ...{ kind, count: 1, words: [], ids: [], ...given },
});
const said = (feed: readonly FeedEntry[]) => feed.map(feedSentence);

describe('the feed', () => {
  it('merges news of one kind within a minute, and begins another entry after it', () => {
    let feed = withNews([], [news('done', { count: 300 })], 0);
    feed = withNews(feed, [news('empty')], second);
    feed = withNews(feed, [news('done', { count: 12 })], 59_999);
    expect(said(feed)).toEqual(['312 jobs done in 60s', 'the queue is empty']);
    feed = withNews(feed, [news('done')], 60_000);
    expect(said(feed)).toEqual(['1 job done', '312 jobs done in 60s', 'the queue is empty']);
  });

  it('begins another entry if the clock was set back', () => {
    const feed = withNews(withNews([], [news('done')], 600_000), [news('done')], 0);
    expect(said(feed)).toEqual(['1 job done', '1 job done']);
  });

  it('names the job only while it is about one', () => {
    const one = withNews([], [news('failed', { words: ['DiskFull (fix)'], ids: ['42'] })], 0);
    expect(said(one)).toEqual(['job 42 failed: DiskFull (fix)']);
    const two = withNews(one, [news('failed', { words: ['KeyError (b)'], ids: ['43'] })], 0);
    expect(two[0]).toMatchObject({ count: 2, ids: ['43', '42'] });
    expect(said(two)).toEqual(['jobs 43 and 42 failed: KeyError (b), DiskFull (fix)']);
    expect(said(withNews(two, [news('failed')], 0))).toEqual([
      '3 jobs (43, 42, …) failed: KeyError (b), DiskFull (fix), …',
    ]);
  });

  it.each<[Partial<FeedNews> & Pick<FeedNews, 'kind'>, string]>([
    [{ kind: 'gone', words: ['host:123'], ids: ['9'] }, 'worker host:123 of job 9 is gone'],
    [{ kind: 'gone' }, 'a worker is gone'],
    [{ kind: 'gone', ids: ['9', '8'] }, 'a worker of jobs 9 and 8 is gone'],
    [{ kind: 'silent', count: 2 }, '2 workers are silent'],
    [
      { kind: 'gone', count: 4, words: ['a', 'b', 'c', 'd'], ids: ['9', '8', '7', '6'] },
      '4 workers are gone: a, b, c, … (jobs 9, 8, 7, …)',
    ],
    [{ kind: 'stalled', ids: ['9'] }, 'job 9 has stalled'],
    [{ kind: 'stalled', count: 2, words: ['fix'], ids: ['9', '8'] }, 'jobs 9 and 8 have stalled: fix'],
    [{ kind: 'cause', words: ['DiskFull'] }, 'new cause: DiskFull'],
    [{ kind: 'cause', count: 4, words: ['a', 'b', 'c', 'd'] }, '4 new causes: a, b, c, …'],
    [{ kind: 'cancelled', count: 1200 }, '1,200 jobs cancelled'],
    [{ kind: 'operator', words: ['fix'], ids: ['7'] }, 'an operator cancelled job 7'],
    [{ kind: 'operator', count: 2 }, '2 jobs cancelled by operators'],
    [{ kind: 'away', words: ['It is busy.'] }, "the database can't be read: It is busy"],
    [{ kind: 'back' }, 'the database is read again'],
    [{ kind: 'start' }, 'Jobs View was started'],
    [{ kind: 'failed', ids: ['7'] }, 'job 7 failed'],
  ])('has a sentence for %j', (given, sentence) => {
    expect(said(withNews([], [news(given.kind, given)], 0))).toEqual([sentence]);
  });

  it('shortens long words and long names of workers, and shows that it did', () => {
    const [entry] = withNews([], [news('cause', { words: ['x'.repeat(5000)] })], 0);
    expect(entry?.words).toEqual([`${'x'.repeat(longestWords - 1)}…`]);
    const gone = newsOfTroubles([{ id: '9', kind: 'gone', worker: 'h'.repeat(101) }], new Map());
    expect(said(withNews([], gone, 0))).toEqual([`worker ${'h'.repeat(99)}… of job 9 is gone`]);
  });

  it('is bounded, in order and complete for any news', () => {
    const any = fc.record({
      kind: fc.constantFrom(...feedKinds),
      count: fc.integer({ min: 1, max: 9 }),
      words: fc.array(fc.string({ maxLength: 300 }), { maxLength: 5 }),
      ids: fc.array(fc.constantFrom('1', '2', '3')),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(any, fc.nat(200_000))), (all) => {
        let at = 0;
        let feed: readonly FeedEntry[] = [];
        let count = 0;
        for (const [each, later] of all) {
          at += later;
          feed = withNews(feed, [each], at);
          // A worker is lost once within a minute, however often it is told.
          count += each.kind === 'gone' || each.kind === 'silent' ? 0 : each.count;
        }
        const jobs = feed.filter(({ kind }) => kind !== 'gone' && kind !== 'silent');
        expect(jobs.reduce((sum, entry) => sum + entry.count, 0)).toBe(count);
        expect(feed.map((entry) => entry.at)).toEqual(
          feed.map((entry) => entry.at).toSorted((a, b) => b - a),
        );
        expect(new Set(feed.map(({ id }) => id)).size).toBe(feed.length);
        for (const { words, ids } of feed) {
          expect(words.length).toBeLessThanOrEqual(mostWords);
          expect(new Set(ids).size).toBe(ids.length);
          for (const text of words) expect(text.length).toBeLessThanOrEqual(longestWords);
        }
      }),
    );
  });

  const day = 86_400_000;
  /** So many entries of a kind, one every `ms`, the first of which is at the instant 0. */
  const many = (kind: FeedNews['kind'], count: number, ms = 0): readonly FeedEntry[] =>
    Array.from({ length: count }, (_, index) => {
      const at = (count - 1 - index) * ms;
      return { ...news(kind), id: count - index, from: at, at };
    });

  it.each(['own', 'cause', 'gone'] as const)(
    'keeps each entry of kind %s for a week, and 2,000 in any case, but no more than one a minute',
    (kind) => {
      const left = (count: number, now: number, ms = 0) =>
        withNews(many(kind, count, ms), [news('back')], now).length - 1;
      expect([left(2500, 7 * day - 1), left(2500, 7 * day)]).toEqual([2500, 2000]);
      expect(left(20_000, 5 * day)).toBe(7 * 24 * 60);
      // Those of the last week, of an entry every five minutes.
      expect(left(3000, 3000 * 300_000, 300_000)).toBe((7 * day) / 300_000 - 1);
    },
  );

  it('makes room for what goes on all the time among that alone', () => {
    let feed = [...many('own', 3), ...many('cause', 3), ...many('gone', 3)] as readonly FeedEntry[];
    // A week, in which something of each kind happens every ten minutes.
    for (let at = 0; at < 7 * day; at += 600_000)
      feed = withNews(feed, [news('done'), news('added'), news('failed'), news('silent')], at);
    const counts = feedKinds.map((kind) => feed.filter((entry) => entry.kind === kind).length);
    const named = Object.fromEntries(feedKinds.map((kind, index) => [kind, counts[index]]));
    expect(named).toMatchObject({
      own: 3,
      cause: 3,
      gone: 3,
      failed: 500,
      silent: 500,
      done: 250,
      added: 250,
    });
    expect(new Set(feed.map(({ id }) => id)).size).toBeGreaterThan(1499);
    expect(mostEntries).toBeGreaterThan(feed.length);
  });
});
