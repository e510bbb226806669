import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyJob } from '../../lib/model/filter.js';
import type { Picture, PictureRequest } from '../../lib/model/picture.js';
import { compareKeys, defaultSort, type ListKey, type PlacesRequest } from '../../lib/model/sort.js';
import { HeldRun, widened } from '../../lib/sources/held-answers.js';
import { expectSame } from '../support/expect-same.js';
import { jobWith, pictureOf } from '../view/scene.js';

const sort = defaultSort;
const keyOf = (value: number): ListKey => ({ rank: 0, value, time: 0, turn: null });

/** What a database with this list answers. */
function answer(list: readonly ListKey[], { anchor, after, places }: PictureRequest): Picture {
  const wanted = 'index' in anchor ? anchor.index : 0;
  const first = Math.min(wanted, Math.max(0, list.length - 1));
  const keys = list.slice(first, first + after);
  const jobs = keys.map((_, index) => jobWith({ id: String(first + index) }));
  const placesOf = ({ at, of, job }: PlacesRequest) => ({
    keys: at.map((position) => list[position] ?? null),
    counts: of.map((key) => ({
      less: list.filter((each) => compareKeys(sort, each, key) < 0).length,
      upTo: list.filter((each) => compareKeys(sort, each, key) <= 0).length,
    })),
    ...(job !== undefined && {
      job: list[Number(job)] === undefined ? null : { position: Number(job), key: list[Number(job)] },
    }),
  });
  return {
    ...pictureOf(jobs),
    window: { first, jobs, keys, matching: list.length },
    ...(places && { places: placesOf(places) as NonNullable<Picture['places']> }),
  };
}

const request = (first: number, count: number): PictureRequest => ({
  filter: everyJob,
  sort,
  anchor: { kind: 'index', index: first },
  before: 0,
  after: count,
  failures: 0,
  places: { at: [first - 1, first + count], of: [] },
});

const lists = fc
  .array(fc.nat(12), { maxLength: 40 })
  .map((values) => values.map(keyOf).sort((one, other) => compareKeys(sort, one, other)));

describe('a run of a list', () => {
  it('answers as the database would, or not at all', () => {
    let held = 0;
    fc.assert(
      fc.property(
        lists,
        fc.nat(45),
        fc.nat(20),
        fc.array(fc.tuple(fc.nat(45), fc.nat(20), fc.nat(13), fc.nat(45)), { maxLength: 12 }),
        (list, first, count, asking) => {
          const wide = widened(request(first, count));
          const run = new HeldRun(wide, answer(list, wide), true);
          for (const [from, size, value, job] of asking) {
            const questions: readonly PlacesRequest[] = [
              { at: [from, from + size, -1], of: [] },
              { at: [], of: [keyOf(value - 0.5)] },
              { at: [], of: [keyOf(value)] },
              { at: [], of: [], job: String(job) },
            ];
            for (const places of questions) {
              const asked = { ...request(0, 0), places };
              const told = run.placesFor(asked);
              if (told === null) continue;
              held += 1;
              expectSame(
                { places: told.places, matching: told.window.matching },
                { places: answer(list, asked).places, matching: list.length },
              );
            }
            const window = request(from, size);
            const picture = run.pictureFor(window);
            if (picture === null) continue;
            held += 1;
            const expected = answer(list, window);
            const isThere = from < list.length && size > 0;
            const { jobs, keys } = picture.window;
            expectSame(
              { places: picture.places, ids: jobs.map(({ id }) => id), keys },
              {
                places: expected.places,
                ids: isThere ? expected.window.jobs.map(({ id }) => id) : [],
                keys: isThere ? expected.window.keys : [],
              },
            );
          }
        },
      ),
      { numRuns: 1000 },
    );
    expect(held).toBeGreaterThan(500);
  });

  it('always answers for its own window, and for up to six more jobs on each side', () => {
    fc.assert(
      fc.property(lists, fc.nat(45), fc.nat(20), fc.nat(6), (list, first, count, by) => {
        const wide = widened(request(first, count));
        const run = new HeldRun(wide, answer(list, wide), true);
        const from = Math.max(0, first - by);
        expect(run.pictureFor(request(from, first + count + by - from))).not.toBeNull();
      }),
    );
  });

  it('has no answer for a search, nor for all of a question if it has a part of the answer', () => {
    const list = [3, 2, 1].map(keyOf);
    const wide = widened(request(0, 3));
    const run = new HeldRun(wide, answer(list, wide), true);
    expect(run.pictureFor(request(0, 3))).not.toBeNull();
    expect(run.pictureFor({ ...request(0, 3), pace: { atHand: 5 } })).not.toBeNull();
    const asked = { ...request(0, 0), places: { at: [1], of: [] } };
    expect(run.placesFor({ ...asked, failures: 2 })).not.toBeNull();
    expect(run.placesFor({ ...asked, sortedAt: 5 })).toBeNull();
    const from = { id: null, index: 0 };
    const search = { kind: 'match', text: 'x', from, direction: 'forward', inclusive: true } as const;
    expect(run.placesFor({ ...asked, anchor: search })).toBeNull();
    const part = new HeldRun(wide, answer(list, wide), false);
    expect(part.pictureFor(request(0, 3))).toBeNull();
    expect(part.narrowed(0, 3, undefined)).not.toBeNull();
    expect(part.placesFor(asked)).not.toBeNull();
  });
});
