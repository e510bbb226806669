import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Job } from '../../../../lib/model/job.js';
import { leastRuns, type RunTimes, wholePercents } from '../../../../lib/model/job-detail.js';
import type { PictureRequest } from '../../../../lib/model/picture.js';
import { expectSame } from '../../../support/expect-same.js';
import { percentile } from '../../../support/percentile.js';
import { asOf, extents, QueueDatabase, versions, wholeList } from '../../queries/queue-database.js';

const anyRun = fc.record({
  plugin_name: fc.constantFrom('fix', 'fix', 'fix', 'fix v2', 'itch'),
  parser_version: fc.constantFrom('2', '2', '2', 'v2', null),
  status: fc.constantFrom('COMPLETED', 'COMPLETED', 'COMPLETED', 'COMPLETED', 'FAILED', 'RUNNING', 'QUEUED'),
  job_type: fc.constantFrom('PARSE', 'PARSE', 'PARSE', null, 'EXPORT'),
  tookMs: fc.oneof(fc.integer({ min: -1, max: 5 }), fc.integer({ min: 0, max: 90_000 })),
});

/** A run of the version that most runs are of. */
const usual = { plugin_name: 'fix', parser_version: '2', status: 'COMPLETED', job_type: 'PARSE' };

const timesOf = (durations: readonly number[]): RunTimes | null =>
  durations.length < leastRuns
    ? null
    : {
        runs: durations.length,
        percentiles: wholePercents.map((percent) => percentile(durations, percent) ?? 0),
      };

describe.each(versions)('the duration of a parser’s runs, in version %s', (version) => {
  it.each(extents)('equals SQL’s by the index, with %s of the additions', async (extent) => {
    let told = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anyRun, { minLength: 80, maxLength: 90 }), async (runs) => {
        const database = await QueueDatabase.of(version, extent);
        for (const [index, { tookMs, ...run }] of runs.entries()) {
          const begun = asOf - 100_000 - index * 1000;
          database.add({
            ...{
              id: index + 1,
              ...(index === 0 ? usual : run),
              created_at: null,
              claim_time: begun,
              dispatch_ack_at: null,
            },
            ...{ end_time: begun + tookMs, completed_at: begun + tookMs },
          });
        }
        const { jobs } = database.bySql(wholeList).window;
        for (const id of ['1', '2', '3']) {
          const request: PictureRequest = {
            ...{ ...wholeList, after: 0 },
            detail: { id, failuresFrom: 0, failures: 1 },
          };
          const bySql = database.bySql(request).detail;
          expectSame(database.byIndex(request).detail?.runTimes, bySql?.runTimes);
          if (bySql?.runTimes !== undefined) told += 1;
          const { job } = bySql ?? {};
          if (job !== undefined) expectSame(bySql?.runTimes ?? null, expected(job, jobs));
        }
        database.close();
      }),
      { numRuns: 6, endOnFailure: true },
    );
    expect(told).toBeGreaterThan(0);
  });
});

/** From the list itself. */
function expected(of: Job, jobs: readonly Job[]): RunTimes | null {
  if (of.type !== 'parse' || (of.status !== 'complete' && of.status !== 'running')) return null;
  return timesOf(
    jobs.flatMap(({ name, version, type, status, startedAt, completedAt }) => {
      const isRun = type === 'parse' && status === 'complete' && name === of.name && version === of.version;
      const took = (completedAt ?? Number.NaN) - (startedAt ?? Number.NaN);
      return isRun && took > 0 ? [took] : [];
    }),
  );
}
