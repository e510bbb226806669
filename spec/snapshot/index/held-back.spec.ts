import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HeldBack } from '../../../lib/snapshot/index/columns/held-back.js';
import type { JobColumns, NameTable } from '../../../lib/snapshot/index/columns/job-columns.js';

const parsers = ['one', 'two', 'three'];
const names = { plugin: (code: number) => parsers[code] } as unknown as NameTable;
const job = fc.record({ turn: fc.nat(3), due: fc.nat(5), name: fc.nat(parsers.length - 1) });
const instant = fc.record({ now: fc.nat(5), paused: fc.subarray(parsers) });

it('Jobs are held back at an instant whichever parsers were paused, and whatever time it was, before', () => {
  const property = fc.property(fc.array(job), fc.array(instant), (jobs, instants) => {
    const columnsNow = () =>
      ({
        turns: jobs.map(({ turn }) => turn),
        dues: jobs.map(({ due }) => due),
        names: jobs.map(({ name }) => name),
      }) as unknown as JobColumns;
    const turnsAfter = (held: HeldBack, columns: JobColumns, at: (typeof instants)[number]) => {
      for (const slot of held.go(columns, names, [{ from: 0, count: jobs.length }], at))
        held.turn(columns, slot);
      return columns.turns;
    };
    const [one, columns] = [new HeldBack(), columnsNow()];
    for (const at of instants)
      expect(turnsAfter(one, columns, at)).toEqual(turnsAfter(new HeldBack(), columnsNow(), at));
  });
  fc.assert(property);
});
