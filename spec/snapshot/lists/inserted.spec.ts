import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toListIndex, toScreenIndex, withInserted } from '../../../lib/snapshot/lists/inserted.js';

const scene = fc
  .record({ count: fc.nat(12), places: fc.array(fc.nat(12), { maxLength: 6 }) })
  .map(({ count, places }) => ({
    plain: Array.from({ length: count }, (_, index) => `plain ${index}`),
    places: places.map((place) => Math.min(place, count)).sort((one, other) => one - other),
  }));

it('jobs are inserted before those whose positions they have, whatever part of the list is wanted', () => {
  fc.assert(
    fc.property(scene, fc.nat(20), fc.nat(20), ({ plain, places }, one, other) => {
      const inserted = places.map((_, index) => `inserted ${index}`);
      const shown = [...plain.keys(), plain.length].flatMap((position) => [
        ...inserted.filter((_, index) => places[index] === position),
        ...plain.slice(position, position + 1),
      ]);
      for (const [position, job] of plain.entries())
        expect(toScreenIndex(position, places)).toBe(shown.indexOf(job));
      const [first, end] = [Math.min(one, other, shown.length), Math.min(Math.max(one, other), shown.length)];
      const from = toListIndex(first, places);
      const run = withInserted({ from, jobs: plain.slice(from, toListIndex(end, places)) }, places, inserted);
      expect(run.jobs.slice(first - run.from, end - run.from)).toEqual(shown.slice(first, end));
    }),
  );
});
