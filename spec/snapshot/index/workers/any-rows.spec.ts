import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyJob, type JobFilter, jobsOfWorker } from '../../../../lib/model/filter.js';
import type { Job } from '../../../../lib/model/job.js';
import type { Picture, PictureRequest } from '../../../../lib/model/picture.js';
import {
  type ListedWorkers,
  listedWorkersOf,
  onlyWorker,
  wantingWorkers,
  workerWanted,
} from '../../../../lib/model/worker-filter.js';
import { workerNameOf } from '../../../../lib/model/worker-name.js';
import { workerPeriods } from '../../../../lib/model/workers.js';
import { expectSame } from '../../../support/expect-same.js';
import { wholeList } from '../../queries/queue-database.js';
import { anyQueue, makings, ofOneForm, queueOf } from '../any-queue.js';

const listed = ({ failedMatching, listedWorkers, window: { matching, jobs } }: Picture) => ({
  failedMatching,
  listedWorkers,
  matching,
  ids: jobs.map(({ id }) => id),
});

/** The jobs that have a name once it is decoded: SQL tells names apart that only differ in what isn't text. */
function named({ window: { jobs } }: Picture, { worker, parser }: JobFilter): readonly Job[] {
  const isWanted = worker === undefined ? null : wantingWorkers(worker);
  return jobs.filter(({ name, workerHost, workerPid }) => {
    const by = workerNameOf(workerHost, workerPid);
    return (isWanted === null || (by !== null && isWanted(by))) && (parser === undefined || name === parser);
  });
}

/** The workers of some jobs, where a filter asks for a part of their names. */
function workersOf(jobs: readonly Job[], { worker }: JobFilter): ListedWorkers | undefined {
  if (worker === undefined || workerWanted(worker).kind === 'name') return undefined;
  return listedWorkersOf(
    jobs.flatMap(({ workerHost, workerPid }) => workerNameOf(workerHost, workerPid) ?? []),
  );
}

describe('the index of a queue', () => {
  it.each(Object.keys(makings))(
    'has the workers that SQL finds in a queue of the making %s',
    async (making) => {
      const filters = { compared: 0, skipped: 0 };
      await fc.assert(
        fc.asyncProperty(
          ofOneForm((form) => fc.tuple(anyQueue(making, form, 40), fc.constantFrom(...workerPeriods)), 5),
          async (cases) => {
            for (const [queue, periodMs] of cases) {
              const database = await queueOf(queue);
              try {
                const request: PictureRequest = {
                  ...wholeList,
                  filter: everyJob,
                  workers: { periodMs, of: null, jobs: 0 },
                };
                const told = database.bySql(request);
                expectSame(database.byIndex(request).workers, told.workers);
                const workers = told.workers?.rows.map(({ name }) => name) ?? [];
                const parsers = new Set(told.window.jobs.map(({ name }) => name));
                for (const some of [
                  ...workers.slice(0, 3).map((worker) => ({ worker: onlyWorker(worker) })),
                  // In another case, without its first and its last letter.
                  ...workers.slice(0, 3).flatMap((worker) => {
                    const part = [...worker].slice(1, -1).join('').toUpperCase();
                    return part === '' || part.startsWith('=') ? [] : [{ worker: part }];
                  }),
                  ...[...parsers].slice(0, 3).map((parser) => ({ parser })),
                ]) {
                  const filter: JobFilter = { ...everyJob, ...some };
                  const whole = database.bySql({ ...wholeList, filter });
                  const found = database.byIndex({ ...wholeList, filter });
                  expect(found.window.matching).toBe(named(told, filter).length);
                  expect(found.listedWorkers).toEqual(workersOf(found.window.jobs, filter));
                  if (whole.window.matching < found.window.matching) {
                    filters.skipped += 1;
                    continue;
                  }
                  filters.compared += 1;
                  expectSame(listed(found), listed(whole));
                  if (filter.worker === undefined) continue;
                  const list = { ...wholeList, filter: { ...jobsOfWorker('', null), worker: filter.worker } };
                  expectSame(listed(database.byIndex(list)), listed(database.bySql(list)));
                }
              } finally {
                database.close();
              }
            }
          },
        ),
        { numRuns: 2, endOnFailure: true },
      );
      expect(filters.compared).toBeGreaterThan(5 * filters.skipped);
    },
  );
});
