import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Job } from '../../../../lib/model/job.js';
import { leastRuns, type RunTimes, wholePercents } from '../../../../lib/model/job-detail.js';
import { percentile } from '../../../../lib/model/monitoring/sinks.js';
import type { PictureRequest } from '../../../../lib/model/picture.js';
import { ParserDurations } from '../../../../lib/snapshot/index/parser-durations.js';
import { doneRun } from '../../../../lib/snapshot/index/parser-runs.js';
import { expectSame } from '../../../support/expect-same.js';
import { asOf, extents, QueueDatabase, versions, wholeList } from '../../queries/queue-database.js';
import { anyHistory, LeavesOfJobs } from '../leaves-of-jobs.js';

const anyRun = fc.record({
  plugin_name: fc.constantFrom('fix', 'fix', 'fix', 'fix v2', 'itch'),
  parser_version: fc.constantFrom('2', '2', '2', 'v2', null),
  status: fc.constantFrom('COMPLETED', 'COMPLETED', 'COMPLETED', 'COMPLETED', 'FAILED', 'RUNNING', 'QUEUED'),
  job_type: fc.constantFrom('PARSE', 'PARSE', 'PARSE', null, 'EXPORT'),
  tookMs: fc.oneof(fc.integer({ min: -1, max: 5 }), fc.integer({ min: 0, max: 90_000 })),
});

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
      fc.asyncProperty(fc.array(anyRun, { minLength: 60, maxLength: 80 }), async (runs) => {
        const database = await QueueDatabase.of(version, extent);
        for (const [index, { tookMs, ...run }] of runs.entries()) {
          const begun = asOf - 100_000 - index * 1000;
          database.add({
            id: index + 1,
            ...run,
            created_at: null,
            claim_time: begun,
            dispatch_ack_at: null,
            end_time: begun + tookMs,
            completed_at: begun + tookMs,
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

it('durations of a parser’s runs follow the jobs from one picture to the next', () => {
  const names = ['a', 'b', 'a', 'c'].map((name) => ({ name, version: '1' }));
  const more = Array.from({ length: 12 }, (_, at) => ({
    kind: doneRun,
    name: at % 3,
    worker: 0,
    start: 1000,
    end: 1001 + at,
  }));
  let told = 0;
  fc.assert(
    fc.property(anyHistory, fc.boolean(), ({ leaves, changes }, isPatient) => {
      const jobs = new LeavesOfJobs([more, ...leaves]);
      const durations = new ParserDurations();
      const [parser = { name: 'a', version: '1' }] = names;
      durations.read(jobs, names, parser);
      for (const [index, change] of changes.entries()) {
        jobs.replace(change.leaves, (gone, come) => durations.replace(jobs.columns, gone, come, jobs.jobs));
        if (isPatient && index % 2 === 0) continue;
        const { kinds, starts, ends, names: codes } = jobs.columns;
        const took = [...jobs.lastFirst()].flatMap(({ from, count }) =>
          Array.from({ length: count }, (_, at) => from + at).flatMap((slot) => {
            const duration = (ends[slot] ?? Number.NaN) - (starts[slot] ?? Number.NaN);
            const isRun = kinds[slot] === doneRun && names[codes[slot] ?? 0]?.name === 'a';
            return isRun && duration > 0 ? [duration] : [];
          }),
        );
        if (took.length >= leastRuns) told += 1;
        expectSame(durations.read(jobs, names, parser), timesOf(took));
      }
    }),
    { numRuns: 200 },
  );
  expect(told).toBeGreaterThan(0);
});
