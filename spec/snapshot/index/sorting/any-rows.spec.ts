import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Anchor, Picture, PictureRequest } from '../../../../lib/model/picture.js';
import { nobody, type Workers } from '../../../../lib/snapshot/queries/read-workers.js';
import { anySort } from '../../../support/any-sort.js';
import { expectSame } from '../../../support/expect-same.js';
import { asOf, wholeList } from '../../queries/queue-database.js';
import { troubleOf } from '../../queries/window-jobs.js';
import { anyQueue, makings, ofOneForm, queueOf } from '../any-queue.js';

const workers: Workers = {
  ...nobody,
  judge: (records) =>
    new Map(
      records.flatMap(({ id }) => {
        const trouble = troubleOf(BigInt(id));
        return trouble === null ? [] : [[id, trouble] as const];
      }),
    ),
};

const listed = ({ failedMatching, found, window: { first, matching, jobs } }: Picture) => ({
  failedMatching,
  found,
  first,
  matching,
  ids: jobs.map(({ id }) => id),
});

const anyAnchor = (ids: readonly string[]): fc.Arbitrary<Anchor> => {
  const from = fc.record({ id: fc.constantFrom(null, ...ids), index: fc.nat(12) });
  return fc.oneof(
    from.map(
      ({ id, index }): Anchor => (id === null ? { kind: 'index', index } : { kind: 'job', id, index }),
    ),
    fc.constant<Anchor>({ kind: 'last' }),
    fc.record({
      kind: fc.constant('match' as const),
      text: fc.constantFrom('fix', 'e', '1', 'x'),
      from,
      direction: fc.constantFrom('forward' as const, 'backward' as const),
      inclusive: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('new' as const),
      since: fc.constantFrom(0, asOf - 600_000),
      from,
      seen: fc.subarray([...ids]),
    }),
  );
};

const filters = fc.constantFrom(
  wholeList.filter,
  wholeList.filter,
  { ...wholeList.filter, statuses: ['gone' as const, 'complete' as const, 'failed' as const] },
  { ...wholeList.filter, statuses: ['silent' as const, 'queued' as const, 'cancelled' as const] },
);

describe('the index of a queue', () => {
  it.each(Object.keys(makings))(
    'lists jobs in any order as SQL does, in a queue of the making %s',
    async (making) => {
      const orders = { of: 5, compared: 0, skipped: 0 };
      await fc.assert(
        fc.asyncProperty(
          ofOneForm((form) => anyQueue(making, form, 25), 3),
          fc.gen(),
          async (cases, gen) => {
            for (const queue of cases) {
              const database = await queueOf(queue);
              try {
                // SQL tells names apart that only differ in what isn't text.
                const strange = database
                  .bySql(wholeList, workers)
                  .window.jobs.some(({ name }) => /[\0\ufffd]/.test(name));
                for (let count = 0; count < orders.of; count += 1) {
                  const sort = gen(() => anySort);
                  if (sort.by === 'name' && strange) {
                    orders.skipped += 1;
                    continue;
                  }
                  orders.compared += 1;
                  const filter = gen(() => filters);
                  const whole: PictureRequest = { ...wholeList, filter, sort };
                  const told = database.bySql(whole, workers);
                  expectSame(
                    { sort, ...listed(database.byIndex(whole, workers)) },
                    { sort, ...listed(told) },
                  );
                  const ids = told.window.jobs.map(({ id }) => id);
                  const anchor = gen(anyAnchor, ids);
                  const part = { ...whole, anchor, before: 2, after: 3 };
                  expectSame(
                    { sort, ...listed(database.byIndex(part, workers)) },
                    { sort, ...listed(database.bySql(part, workers)) },
                  );
                }
              } finally {
                database.close();
              }
            }
          },
        ),
        { numRuns: 2, endOnFailure: true },
      );
      expect(orders.compared).toBeGreaterThan(4 * orders.skipped);
    },
    120_000,
  );
});
