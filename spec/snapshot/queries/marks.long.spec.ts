import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  everyJob,
  type JobFilter,
  type ListedStatus,
  listedStatuses,
  listedTypes,
} from '../../../lib/model/filter.js';
import type { Job } from '../../../lib/model/job.js';
import { changedBy, type JobAction, type Marks, sizeOf } from '../../../lib/model/marks.js';
import { everyMake, QueueDatabase } from './queue-database.js';
import { cleared, fillWith, inTrouble, job } from './window-jobs.js';

const filter: fc.Arbitrary<JobFilter> = fc.record({
  statuses: fc.option(fc.subarray([...listedStatuses])),
  types: fc.option(fc.subarray([...listedTypes]), { freq: 3 }),
  cleared: fc.option(cleared),
  name: fc.constantFrom('', '', '', 'fix', 'ORD', 'nowhere'),
});
const action = fc.constantFrom<JobAction>('retry', 'cancel', 'stop');

/** What is marked of a list, which other specs hold, but for some jobs. */
function reference(listed: readonly Job[], but: readonly string[], action: JobAction) {
  const marked = listed.filter(({ id }) => !but.includes(id));
  const statusOf = ({ status, trouble }: Job): ListedStatus => trouble?.kind ?? status;
  const isRunningBacktest = ({ status, type }: Job) => status === 'running' && type === 'backtest';
  const changed = marked.filter((each) =>
    action === 'stop' ? isRunningBacktest(each) : changedBy[action].includes(statusOf(each)),
  );
  const count = (status: ListedStatus) => marked.filter((each) => statusOf(each) === status).length;
  return {
    counts: Object.fromEntries(listedStatuses.map((status) => [status, count(status)])),
    backtests: marked.filter(isRunningBacktest).length,
    ids: changed.map(({ id }) => id).sort(),
  };
}

const found = ({ tally, rows = [] }: Marks) => ({
  counts: tally.counts,
  backtests: tally.backtests,
  ids: rows.map(({ id }) => id).sort(),
});

describe.each(everyMake)(
  'a list’s tally of marks in version %s with %s of the additions',
  (version, extent) => {
    let database: QueueDatabase;
    beforeAll(async () => {
      database = await QueueDatabase.of(version, extent);
    });

    it('counts the list without the unmarked jobs, by status, and has the rows that an action changes', () => {
      fc.assert(
        fc.property(
          fc.uniqueArray(job, { maxLength: 25, size: 'max', selector: (each) => each.id }),
          fc.array(fc.tuple(filter, fc.array(fc.nat(), { maxLength: 4 }), action), {
            minLength: 1,
            maxLength: 4,
          }),
          (jobs, asked) => {
            fillWith(database, jobs);
            for (const [wanted, picks, rowsFor] of asked) {
              const but = [...new Set(picks.map((pick) => String(jobs[pick % jobs.length]?.id ?? pick)))];
              const { marks, window } = database.picture(
                { filter: wanted, marks: { but, rowsFor } },
                inTrouble,
              );
              expect(marks && found(marks)).toEqual(reference(window.jobs, but, rowsFor));
              expect(marks?.but).toBe(but.length);
              const marked = window.jobs.filter(({ id }) => !but.includes(id));
              expect(marks && sizeOf(marks.tally)).toBe(marked.length);
              const plain = database.picture({ after: 0, filter: wanted, marks: { but } }, inTrouble).marks;
              expect(plain).toEqual({ tally: marks?.tally, but: but.length });
              const awaited = { filter: wanted, but };
              expect(database.picture({ after: 0, awaited }, inTrouble).awaited).toEqual(plain);
            }
          },
        ),
        { numRuns: 20, interruptAfterTimeLimit: 5_000 },
      );
    });
  },
);

describe('the row of a marked job', () => {
  it('has the columns that a write compares, and the worker’s for a retry of a job that hasn’t failed', async () => {
    const database = await QueueDatabase.of('D', 'all');
    database.add({ id: 1, status: 'failed', retry_count: 3, worker_host: 'vm' });
    database.add({ id: 2, status: 'CANCELLED', worker_host: 'vm' });
    database.add({ id: 3, status: 'RUNNING', worker_host: 'vm' });
    const rows = (rowsFor: JobAction) =>
      database.picture({ marks: { but: [], rowsFor } }, inTrouble).marks?.rows;
    const jobs = database.picture().window.jobs;
    const markOf = (id: string) => jobs.find((each) => each.id === id)?.workerMark;
    expect(rows('retry')).toEqual([
      { id: '3', statusText: 'RUNNING', retryCount: 0, workerMark: markOf('3') },
      { id: '1', statusText: 'failed', retryCount: 3 },
      { id: '2', statusText: 'CANCELLED', retryCount: 0, workerMark: markOf('2') },
    ]);
    expect(rows('cancel')).toEqual([{ id: '3', statusText: 'RUNNING', retryCount: 0 }]);
    expect(markOf('3')).toContain('vm');
  });

  it('is missing if the job has no id of its own; the job is counted', async () => {
    const database = await QueueDatabase.of('A', 'none');
    database.run(
      'ALTER TABLE cf_processing_queue RENAME TO old; CREATE TABLE cf_processing_queue (id, status TEXT, retry_count)',
    );
    for (const id of [null, 7, 8, 8]) database.add({ id, status: 'FAILED' });
    const { marks } = database.picture({ marks: { but: [], rowsFor: 'retry' } });
    expect(marks?.tally.counts.failed).toBe(4);
    expect(marks?.rows?.map(({ id }) => id)).toEqual(['7']);
  });

  it('is that of a failure of the filter’s cause', async () => {
    const database = await QueueDatabase.of('B', 'all');
    database.add({ id: 1, status: 'FAILED', error_message: 'DiskFull' });
    database.add({ id: 2, status: 'FAILED', error_message: 'NoSuchColumn' });
    database.add({ id: 3, status: 'RUNNING' });
    const of = { ...everyJob, cause: { key: null, text: 'disk' } };
    const { marks } = database.picture({ filter: of, marks: { but: [], rowsFor: 'retry' } }, inTrouble);
    expect(marks && found(marks)).toMatchObject({ counts: { failed: 1, gone: 0, running: 0 }, ids: ['1'] });
  });
});
