import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyJob, jobsOfParser } from '../../../../lib/model/filter.js';
import { parserPeriods } from '../../../../lib/model/parsers.js';
import type { PictureRequest } from '../../../../lib/model/picture.js';
import { expectSame } from '../../../support/expect-same.js';
import { countedPicture, pictureBySql } from '../../queries/counted-picture.js';
import { asOf, type QueueDatabase, wholeList } from '../../queries/queue-database.js';
import { anyQueue, makings, queueOf } from '../any-queue.js';

/** By SQL alone. */
const bySql = (database: QueueDatabase, request: PictureRequest) =>
  pictureBySql(database.bytes(), request, asOf);

/** A parser whose jobs there may be, and one of which there are none. */
const paused = `INSERT INTO cf_parser_health (parser_name, consecutive_failures, last_failure_reason, paused_at)
  VALUES ('fix_parser', 5, 'disk full', 1768299000000), ('nobody', 3, NULL, 1768299000)`;

describe('parsers by the index', () => {
  it.each(Object.keys(makings))('are those that SQL tells in a queue of the making %s', async (making) => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(
        anyQueue(making, undefined, 40),
        fc.constantFrom(...parserPeriods),
        async (queue, periodMs) => {
          const database = await queueOf(queue);
          try {
            if (database.tables().has('cf_parser_health')) database.run(paused);
            const request: PictureRequest = {
              ...wholeList,
              filter: everyJob,
              parsers: { periodMs, of: null },
            };
            const told = bySql(database, request).parsers;
            expectSame(countedPicture(database.bytes(), request, asOf).parsers, told);
            for (const { name, done, failed, retriable } of told?.rows ?? []) {
              runs += done + failed;
              // SQL knows no name that isn't text.
              if (name.includes('\ufffd')) continue;
              const filter = { ...jobsOfParser(name, null), statuses: ['failed' as const] };
              const list = countedPicture(database.bytes(), { ...wholeList, filter }, asOf);
              expect(list.failedMatching).toBe(retriable);
            }
          } finally {
            database.close();
          }
        },
      ),
      { numRuns: 10, endOnFailure: true },
    );
    expect(runs).toBeGreaterThan(0);
  });
});
