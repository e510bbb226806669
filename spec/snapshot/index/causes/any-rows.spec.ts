import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CauseFilter } from '../../../../lib/model/causes.js';
import { everyJob } from '../../../../lib/model/filter.js';
import type { Picture, PictureRequest } from '../../../../lib/model/picture.js';
import { expectSame } from '../../../support/expect-same.js';
import { wholeList } from '../../queries/queue-database.js';
import { anyQueue, makings, ofOneForm, queueOf } from '../any-queue.js';
import { besides } from '../search/any-search.js';
import { anyError } from './any-error.js';

const listed = ({ failedMatching, rows, window: { matching, jobs } }: Picture) => ({
  failedMatching,
  rows,
  matching,
  ids: jobs.map(({ id }) => id),
});

describe('the index of a queue', () => {
  it.each(Object.keys(makings))(
    'has the causes that SQL finds in a queue of the making %s',
    async (making) => {
      const any = ofOneForm(
        (form) =>
          anyQueue(making, form).chain((queue) =>
            fc.tuple(
              fc.constant(queue),
              fc.array(anyError, { minLength: queue.after.length, maxLength: queue.after.length }),
              besides,
            ),
          ),
        3,
      );
      await fc.assert(
        fc.asyncProperty(any, fc.gen(), async (cases, gen) => {
          for (const [queue, errors, others] of cases) {
            const after = queue.after.map((row, index) => ({ ...row, ...errors[index] }));
            const database = await queueOf({ ...queue, after });
            try {
              const tables = database.tables();
              for (const [table, row] of others) {
                if (!tables.has(table)) continue;
                try {
                  database.add(row, table);
                } catch (error) {
                  if (!/UNIQUE/.test(String(error))) throw error;
                }
              }
              const request: PictureRequest = { ...wholeList, filter: everyJob, causes: { sampleOf: null } };
              const told = database.bySql(request).causes;
              expectSame(database.byIndex(request).causes, told);
              for (const group of told?.groups.slice(0, 4) ?? []) {
                const cause: CauseFilter = gen(() =>
                  fc.constantFrom(
                    { key: group.key, text: group.text },
                    { key: null, text: group.text.slice(0, 9) },
                    { key: null, text: group.key },
                  ),
                );
                const filter = { ...everyJob, cause };
                const list: PictureRequest = { ...wholeList, filter, rows: filter };
                const whole = database.bySql(list);
                if (cause.key !== null) expect(whole.window.matching).toBe(group.count);
                expectSame(listed(database.byIndex(list)), listed(whole));
              }
            } finally {
              database.close();
            }
          }
        }),
        { numRuns: 2, endOnFailure: true },
      );
    },
  );
});
