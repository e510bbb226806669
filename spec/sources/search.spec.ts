import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { defaultSort, type ListKey } from '../../lib/model/sort.js';
import { firstFound, type ListFound, type SearchAnchor } from '../../lib/sources/search.js';

/**
 * A job: its place among all jobs, and whether it matches. Jobs of a list that have the same place stand next to each
 * other.
 */
interface Entry {
  readonly place: number;
  readonly isMatch: boolean;
}

const keyOf = ({ place }: Entry): ListKey => ({ rank: 0, value: -place, time: null, turn: null });

const list = fc
  .array(fc.record({ place: fc.nat(6), isMatch: fc.boolean() }), { maxLength: 5 })
  .map((entries): readonly Entry[] => entries.toSorted((one, other) => one.place - other.place));

type Match = Extract<SearchAnchor, { kind: 'match' }>;

/** Once around a list from a position: the match, which of the matches it is, and how many there are. */
function searched(entries: readonly Entry[], { from, direction, inclusive }: Match) {
  const { length } = entries;
  const step = direction === 'forward' ? 1 : length - 1;
  const start = Math.min(Math.max(from.index, 0), Math.max(0, length - 1));
  const round = entries.map((_, at) => (start + step * (at + (inclusive ? 0 : 1))) % length);
  const index = round.find((at) => entries[at]?.isMatch) ?? null;
  const matching = (all: readonly Entry[]) => all.filter(({ isMatch }) => isMatch).length;
  return {
    index,
    nth: index === null ? 0 : matching(entries.slice(0, index + 1)),
    matches: matching(entries),
  };
}

/** Where a list's search begins, which has so many jobs before the beginning. */
function beginningIn(anchor: Match, at: number, isOrigin: boolean, size: number): Match {
  if (isOrigin) return { ...anchor, from: { id: null, index: at } };
  const next = anchor.direction === 'forward' ? at : at - 1;
  const index = Math.max(0, Math.min(next, size - 1));
  return { ...anchor, from: { id: null, index }, inclusive: index === next };
}

describe('a search in several lists', () => {
  it('finds what a search in all of them together finds, wherever it begins', () => {
    fc.assert(
      fc.property(
        fc.array(list, { minLength: 1, maxLength: 4 }),
        fc.nat(20),
        fc.constantFrom('forward' as const, 'backward' as const),
        fc.boolean(),
        (lists, from, direction, inclusive) => {
          const merged = lists
            .flatMap((entries, number) => entries.map((entry, position) => ({ entry, number, position })))
            .sort(
              (one, other) =>
                one.entry.place - other.entry.place ||
                one.number - other.number ||
                one.position - other.position,
            );
          const origin = merged[from % Math.max(1, merged.length)];
          if (origin === undefined) return;
          const index = merged.indexOf(origin);
          const anchor: Match = { kind: 'match', text: 'x', from: { id: null, index }, direction, inclusive };
          const results = lists.map((entries, number): ListFound => {
            const at = merged.slice(0, index).filter((each) => each.number === number).length;
            const found = searched(
              entries,
              beginningIn(anchor, at, number === origin.number, entries.length),
            );
            const entry = found.index === null ? undefined : entries[found.index];
            const isStart = number === origin.number && found.index === at;
            const id = `${found.index}`;
            return {
              found,
              from: at,
              job: entry === undefined ? null : { id, key: keyOf(entry), isStart },
              hasFailed: false,
            };
          });
          const { candidate, found } = firstFound(defaultSort, anchor, results);
          const whole = searched(
            merged.map(({ entry }) => entry),
            anchor,
          );
          const expected = whole.index === null ? undefined : merged[whole.index];
          expect(candidate && [candidate.list, candidate.position]).toEqual(
            expected === undefined ? null : [expected.number, expected.position],
          );
          expect(found).toEqual({ nth: whole.nth, matches: whole.matches });
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('has no certain match while a list has yet to be searched', () => {
    const anchor: Match = {
      ...{ kind: 'match', text: 'x', direction: 'forward', inclusive: true },
      from: { id: null, index: 0 },
    };
    const key: ListKey = { rank: 0, value: 0, time: null, turn: null };
    const job = { id: '1', key, isStart: true };
    const found = { index: 0, nth: 1, matches: 1 };
    const done: ListFound = { found, from: 0, job, hasFailed: false };
    const going = { index: null, nth: null, matches: 0, searched: 0.5 };
    const unsure = firstFound(defaultSort, anchor, [
      done,
      { found: going, from: 0, job: null, hasFailed: false },
    ]);
    expect(unsure).toEqual({ candidate: null, found: { nth: null, matches: 1, searched: 0.75 } });
    const counting = { index: 3, nth: null, matches: 4, searched: 0.5 };
    const later = { ...job, isStart: false };
    const sure = firstFound(defaultSort, anchor, [
      done,
      { found: counting, from: 0, job: later, hasFailed: false },
    ]);
    expect(sure.candidate).toMatchObject({ list: 0, position: 0 });
    expect(sure.found).toEqual({ nth: null, matches: 5, searched: 0.75 });
  });
});
