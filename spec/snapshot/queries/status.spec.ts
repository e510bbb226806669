import { beforeAll, describe, expect, it } from '@jest/globals';
import { everyJob } from '../../../lib/model/filter.js';
import type { JobStatus } from '../../../lib/model/job.js';
import { everyMake, QueueDatabase } from './queue-database.js';

const words: readonly (readonly [string, JobStatus])[] = [
  ['PENDING', 'queued'],
  ['QUEUED', 'queued'],
  ['DISPATCHING', 'queued'],
  ['RUNNING', 'running'],
  ['STAGED', 'running'],
  ['COMPLETED', 'complete'],
  ['COMPLETE', 'complete'],
  ['SKIPPED', 'complete'],
  ['SUCCESS', 'complete'],
  ['PARTIAL_SUCCESS', 'complete'],
  ['COMPLETED_WITH_WARNINGS', 'complete'],
  ['FAILED', 'failed'],
  ['ERROR', 'failed'],
  ['ABORTED', 'cancelled'],
  ['CANCELLED', 'cancelled'],
  ['CANCELED', 'cancelled'],
  ['SOMETHING_NEW', 'other'],
  ['', 'other'],
];

describe.each(everyMake)('the status of a job in version %s with %s of the additions', (version, extent) => {
  let database: QueueDatabase;
  beforeAll(async () => {
    database = await QueueDatabase.of(version, extent);
    for (const [word] of words) {
      for (const status of [word, word.toLowerCase(), ` ${word} `]) database.add({ status });
    }
  });

  it('is the same for every word in every case, in the row, the filter and the counts', () => {
    const { window, counts } = database.picture();
    const found = new Map(window.jobs.map((job) => [job.id, job.status]));
    const expected = words.flatMap(([, status]) => [status, status, status]);
    expect(expected.map((_, index) => found.get(String(index + 1)))).toEqual(expected);

    for (const status of new Set(expected)) {
      const { window, failedMatching } = database.picture({ filter: { ...everyJob, statuses: [status] } });
      const { matching, jobs } = window;
      expect(matching).toBe(expected.filter((each) => each === status).length);
      expect(new Set(jobs.map((job) => job.status))).toEqual(new Set([status]));
      expect([counts[status], failedMatching]).toEqual([matching, status === 'failed' ? matching : 0]);
    }
  });

  it('keeps the word as the database spells it', () => {
    const { jobs } = database.picture({ filter: { ...everyJob, statuses: ['other'] } }).window;
    expect(jobs.map((job) => job.statusText).sort()).toEqual([
      '',
      '',
      '',
      'SOMETHING_NEW',
      'SOMETHING_NEW',
      'something_new',
    ]);
  });

  it('is cancelled if an older tool wrote FAILED and a message', () => {
    for (const error_message of ['Cancelled by user', ' cancelled BY user ', 'Canceled by user']) {
      database.add({ id: 1000, status: 'FAILED', error_message });
      expect(database.picture().window.jobs.find((job) => job.id === '1000')?.status).toBe('cancelled');
      database.run('DELETE FROM cf_processing_queue WHERE id = 1000');
    }
    database.add({ id: 1000, status: 'FAILED', error_message: 'Cancelled by user, they said' });
    expect(database.picture().window.jobs.find((job) => job.id === '1000')?.status).toBe('failed');
    database.run('DELETE FROM cf_processing_queue WHERE id = 1000');
  });
});

describe('a job with status and completion_status', () => {
  it.each<[string, string | null, JobStatus, boolean]>([
    ['COMPLETED', null, 'complete', false],
    ['COMPLETED', 'SUCCESS', 'complete', false],
    ['COMPLETED', 'FAILED', 'failed', false],
    ['COMPLETED', 'failed', 'failed', false],
    ['COMPLETED', 'ABORTED', 'cancelled', false],
    ['COMPLETED', 'PARTIAL_SUCCESS', 'complete', true],
    ['COMPLETED', 'COMPLETED_WITH_WARNINGS', 'complete', true],
    ['SKIPPED', 'FAILED', 'failed', false],
    ['PARTIAL_SUCCESS', null, 'complete', true],
    ['completed_with_warnings', 'SUCCESS', 'complete', true],
    ['FAILED', null, 'failed', false],
    ['FAILED', 'FAILED', 'failed', false],
    ['FAILED', 'SUCCESS', 'failed', false],
    ['FAILED', 'ABORTED', 'cancelled', false],
    ['FAILED', 'PARTIAL_SUCCESS', 'complete', true],
    ['FAILED', 'unheard of', 'failed', false],
    ['RUNNING', 'FAILED', 'running', false],
    ['QUEUED', 'ABORTED', 'queued', false],
    ['ABORTED', 'SUCCESS', 'cancelled', false],
    ['NEW', 'PARTIAL_SUCCESS', 'other', false],
  ])('%s and %s counts as %s', async (status, completion_status, expected, warnings) => {
    const database = await QueueDatabase.of('C', 'all');
    database.add({ status, completion_status });
    const { window, counts } = database.picture();
    expect(window.jobs.map((job) => [job.status, job.warnings])).toEqual([[expected, warnings]]);
    expect(counts[expected]).toBe(1);
  });
});

const typeWords = [
  'SCAN',
  'parse',
  ' Parse ',
  '',
  null,
  'EXPORT',
  'export',
  'BACKTEST',
  'REINDEX',
  'REINDEX',
];

it.each(everyMake)(
  'jobs are counted by type, in version %s with %s of the additions',
  async (version, extent) => {
    const database = await QueueDatabase.of(version, extent);
    expect(database.picture().types).toEqual({ scan: 0, parse: 0, export: 0, backtest: 0, other: 0 });
    const statuses = ['QUEUED', 'FAILED', 'COMPLETED'];
    for (const [index, word] of typeWords.entries()) {
      database.add({ status: statuses[index % 3] ?? '', job_type: word });
    }
    const isTyped = database.tables().get('cf_processing_queue')?.has('job_type') === true;
    const all = { scan: 0, parse: typeWords.length, export: 0, backtest: 0, other: 0 };
    // A filter changes nothing: it is what there is to choose from.
    const filter = { statuses: ['failed'], types: ['scan'], name: 'x', cleared: null } as const;
    expect(database.picture({ filter }).types).toEqual(
      isTyped ? { scan: 1, parse: 4, export: 2, backtest: 1, other: 2 } : all,
    );
    database.close();
  },
);
