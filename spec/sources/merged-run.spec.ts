import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareKeys, defaultSort, type ListKey } from '../../lib/model/sort.js';
import { comparePlaces, distantPlace, type KeysAt } from '../../lib/sources/merged-run.js';

/** A long list in order, with few different keys or many. */
const list = fc
  .tuple(fc.nat(5000), fc.constantFrom(3, 100, 1_000_000), fc.nat(1000))
  .map(([size, different, seed]) =>
    Array.from({ length: size }, (_, index): ListKey => {
      const value = ((index + seed) * 7919) % different;
      return { rank: value % 3, value, time: value % 5, turn: value % 2 === 0 ? null : value % 7 };
    }).sort((one, other) => compareKeys(defaultSort, one, other)),
  );

const answer = (keys: readonly ListKey[], at: readonly number[]): KeysAt => ({
  size: keys.length,
  keys: at.map((position) => keys[position] ?? null),
});

/** The positions in the merged list of each list's jobs, found by merging all of them. */
function positions(lists: readonly (readonly ListKey[])[]): ReadonlyMap<string, number> {
  const merged = lists
    .flatMap((keys, number) => keys.map((key, position) => ({ key, list: number, position })))
    .sort((one, other) => comparePlaces(defaultSort, one, other));
  return new Map(merged.map((each, at) => [`${each.list} ${each.position}`, at]));
}

describe('a place of which nothing is known in several long lists', () => {
  it('is found with few questions, though a list cannot be read', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(list, { minLength: 1, maxLength: 5 }),
        fc.nat(26_000),
        fc.option(fc.nat(4)),
        async (all, wanted, broken) => {
          const lists = all.map((keys, number) => (number === broken ? [] : keys));
          const known = positions(lists);
          const index = Math.min(wanted, Math.max(0, known.size - 1));
          const asked: number[] = [];
          const place = await distantPlace(
            defaultSort,
            index,
            async (at) => {
              asked.push(at.flat().length);
              return lists.map((keys, number) => (number === broken ? null : answer(keys, at[number] ?? [])));
            },
            lists.length,
          );
          expect(place === null).toBe(known.size === 0);
          if (place === null) return;
          const position = known.get(`${place.list} ${place.position}`) ?? Number.NaN;
          expect(position).toBe(index);
          expect(asked.length).toBeLessThanOrEqual(7);
          expect(Math.max(...asked)).toBeLessThanOrEqual(64 * lists.length);
        },
      ),
      { numRuns: 60, endOnFailure: true },
    );
  });

  it('is found in a few rounds though the lists are never in order', async () => {
    const lists = [5000, 6000].map((size) =>
      Array.from(
        { length: size },
        (_, index): ListKey => ({ rank: index % 2, value: index % 7, time: 0, turn: null }),
      ),
    );
    let rounds = 0;
    const place = await distantPlace(
      defaultSort,
      4000,
      async (at) => {
        rounds += 1;
        return lists.map((keys, number) => answer(keys, at[number] ?? []));
      },
      2,
    );
    expect(place).not.toBeNull();
    expect(rounds).toBeLessThanOrEqual(10);
  });
});
