import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareKeys, defaultSort, type ListKey, type PlacesRequest } from '../../lib/model/sort.js';
import { MergedLists } from '../../lib/sources/merged-lists.js';

/** A long list in order, with few different keys or many. */
const list = fc
  .tuple(fc.nat(5000), fc.constantFrom(3, 100, 1_000_000), fc.nat(1000))
  .map(([size, different, seed]) =>
    Array.from({ length: size }, (_, index): ListKey => {
      const value = ((index + seed) * 7919) % different;
      return { rank: value % 3, value, time: value % 5, turn: value % 2 === 0 ? null : value % 7 };
    }).sort((one, other) => compareKeys(defaultSort, one, other)),
  );

function answer(keys: readonly ListKey[], { at, of }: PlacesRequest) {
  return {
    size: keys.length,
    places: {
      keys: at.map((position) => keys[position] ?? null),
      counts: of.map((key) => ({
        less: keys.filter((other) => compareKeys(defaultSort, other, key) < 0).length,
        upTo: keys.filter((other) => compareKeys(defaultSort, other, key) <= 0).length,
      })),
    },
  };
}

/** Where each of the lists' jobs ends among the first jobs of all, found by merging all of them. */
function splitOf(lists: readonly (readonly ListKey[])[], count: number): readonly number[] {
  const merged = lists
    .flatMap((keys, number) => keys.map((key, position) => ({ key, number, position })))
    .sort(
      (one, other) =>
        compareKeys(defaultSort, one.key, other.key) ||
        one.number - other.number ||
        one.position - other.position,
    )
    .slice(0, count);
  return lists.map((_, number) => merged.filter((each) => each.number === number).length);
}

describe('a place among the jobs of several long lists', () => {
  it('is found in every list with few questions, by its number, wherever it was expected, or by its job', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(list, { minLength: 1, maxLength: 5 }),
        fc.array(fc.nat(26_000), { minLength: 1, maxLength: 3 }),
        fc.nat(5000),
        async (lists, counts, near) => {
          let questions = 0;
          let keys = 0;
          const merged = new MergedLists(defaultSort, lists.length, async (number, request) => {
            questions += 1;
            keys += request.at.length;
            return answer(lists[number] ?? [], request);
          });
          await merged.begin(
            lists.map(() => [near]),
            null,
          );
          const total = lists.reduce((sum, each) => sum + each.length, 0);
          expect(merged.size).toBe(total);
          const wanted = counts.map((count) => Math.min(count, total));
          expect(await merged.splits(wanted)).toEqual(wanted.map((count) => splitOf(lists, count)));
          expect(questions).toBeLessThanOrEqual(6 * lists.length);
          expect(keys).toBeLessThanOrEqual(1000 * lists.length);
          const number = near % lists.length;
          const position = (counts[0] ?? 0) % Math.max(1, merged.sizeOf(number));
          const key = lists[number]?.[position];
          if (key === undefined) return;
          const before = await merged.before(number, { position, key });
          const count = before.reduce((sum, each) => sum + each);
          expect(before).toEqual(splitOf(lists, count));
        },
      ),
      { numRuns: 25, endOnFailure: true },
    );
  });

  it('is found where some lists have become shorter since their keys were first asked for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(list, fc.nat(200)), { minLength: 2, maxLength: 4 }),
        fc.nat(),
        fc.nat(5000),
        async (all, some, near) => {
          let lists = all.map(([keys]) => keys);
          const merged = new MergedLists(defaultSort, lists.length, async (number, request) =>
            answer(lists[number] ?? [], request),
          );
          const begin = () =>
            merged.begin(
              lists.map(() => [near % 300]),
              null,
            );
          await begin();
          lists = all.map(([keys, left]) => keys.slice(0, left));
          await begin();
          const count = some % (merged.size + 1);
          expect(await merged.splits([count])).toEqual([splitOf(lists, count)]);
        },
      ),
      { numRuns: 60, endOnFailure: true },
    );
  });

  it('is found with a single question about the place where it is expected', async () => {
    const keys = Array.from(
      { length: 4000 },
      (_, index): ListKey => ({ rank: 0, value: -index, time: null, turn: null }),
    );
    const lists = [keys, keys, keys];
    let questions = 0;
    const merged = new MergedLists(defaultSort, 3, async (number, request) => {
      questions += 1;
      return answer(lists[number] ?? [], request);
    });
    await merged.begin(
      lists.map(() => [1001]),
      null,
    );
    expect(await merged.splits([3000])).toEqual([[1000, 1000, 1000]]);
    expect(questions).toBe(3);
  });

  it('is a split of the right size even if the lists are never in order', async () => {
    const lists = [50, 60].map((size) =>
      Array.from(
        { length: size },
        (_, index): ListKey => ({ rank: index % 2, value: index % 7, time: 0, turn: null }),
      ),
    );
    const merged = new MergedLists(defaultSort, 2, async (number, request) =>
      answer(lists[number] ?? [], request),
    );
    await merged.begin([[], []], null);
    const [split = []] = await merged.splits([40]);
    expect(split.reduce((sum, each) => sum + each, 0)).toBe(40);
  });
});
