import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LeafTimes } from '../../../lib/snapshot/index/leaf-times.js';

const anyTime = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.constant(Number.POSITIVE_INFINITY));
const anyAct = fc.record({ block: fc.nat(300), count: fc.nat(3), time: fc.option(anyTime, { nil: null }) });

it('times of leaves yield the leaves with a time within a span, and the first of all times', () => {
  fc.assert(
    fc.property(fc.array(anyAct, { maxLength: 80 }), anyTime, anyTime, (acts, after, to) => {
      const times = new LeafTimes();
      const held = new Map<number, { readonly count: number; readonly time: number }>();
      for (const { block, count, time } of acts) {
        const leaf = { from: 8 * block, count };
        if (time === null) times.drop(leaf);
        else times.set(leaf, time);
        if (count === 0) continue;
        if (time === null || time === Number.POSITIVE_INFINITY) held.delete(leaf.from);
        else held.set(leaf.from, { count, time });
      }
      const all = [...held].sort(([one], [other]) => one - other);
      expect(times.between(after, to)).toEqual(
        all.flatMap(([from, { count, time }]) => (time > after && time <= to ? [{ from, count }] : [])),
      );
      expect(times.first()).toBe(Math.min(...all.map(([, { time }]) => time)));
    }),
  );
});
