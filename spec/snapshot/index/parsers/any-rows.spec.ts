import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyJob, jobsOfParser } from '../../../../lib/model/filter.js';
import { parserPeriods } from '../../../../lib/model/parsers.js';
import type { PictureRequest } from '../../../../lib/model/picture.js';
import { expectSame } from '../../../support/expect-same.js';
import { wholeList } from '../../queries/queue-database.js';
import { anyQueue, makings, ofOneForm, queueOf } from '../any-queue.js';

/** A parser whose jobs there may be, and one of which there are none. */
const paused = `INSERT INTO cf_parser_health (parser_name, consecutive_failures, last_failure_reason, paused_at)
  VALUES ('fix_parser', 5, 'disk full', 1768299000000), ('nobody', 3, NULL, 1768299000)`;

describe('the index of a queue', () => {
  it.each(Object.keys(makings))(
    'has the parsers that SQL finds in a queue of the making %s',
    async (making) => {
      let runs = 0;
      await fc.assert(
        fc.asyncProperty(
          ofOneForm((form) => fc.tuple(anyQueue(making, form, 40), fc.constantFrom(...parserPeriods)), 5),
          async (cases) => {
            for (const [queue, periodMs] of cases) {
              const database = await queueOf(queue);
              try {
                if (database.tables().has('cf_parser_health')) database.run(paused);
                const request: PictureRequest = {
                  ...wholeList,
                  filter: everyJob,
                  parsers: { periodMs, of: null },
                };
                const told = database.bySql(request).parsers;
                expectSame(database.byIndex(request).parsers, told);
                for (const { name, done, failed, retriable } of told?.rows ?? []) {
                  runs += done + failed;
                  // SQL knows no name that isn't text.
                  if (name.includes('\ufffd')) continue;
                  const filter = { ...jobsOfParser(name, null), statuses: ['failed' as const] };
                  const list = database.byIndex({ ...wholeList, filter });
                  expect(list.failedMatching).toBe(retriable);
                }
              } finally {
                database.close();
              }
            }
          },
        ),
        { numRuns: 2, endOnFailure: true },
      );
      expect(runs).toBeGreaterThan(0);
    },
  );
});
