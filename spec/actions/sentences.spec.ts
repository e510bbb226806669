import { describe, expect, it } from '@jest/globals';
import { mostAtOnce, timeoutOf } from '../../lib/actions/action.js';
import { resultOf } from '../../lib/actions/change-sentence.js';
import {
  ChangeTally,
  noChanges,
  type PresentJob,
  retrying,
  sumOfChanges,
} from '../../lib/actions/changes.js';
import { job, jobsTo, queuesForAll } from './queues.js';

const queue = queuesForAll();

describe('the sentence of an action', () => {
  it('gives what was done, or the state of a job that had moved on', async () => {
    const statuses = ['FAILED', 'COMPLETED', 'RUNNING', 'CANCELLED', 'QUEUED', 'SOMETHING_NEW'];
    const { retry, cancel, stop } = await queue([
      ...statuses.map((status) => ({ status })),
      { status: 'FAILED', retry_count: 3 },
    ]);
    const failed = jobsTo(5, 'FAILED');
    for (const [id, sentence] of [
      [2, 'Job 2 is done already; nothing changed'],
      [3, 'Job 3 is running already; nothing changed'],
      [4, 'Job 4 is cancelled already; nothing changed'],
      [5, 'Job 5 is queued already; nothing changed'],
      [6, 'Job 6 has a status that this program doesn’t know; nothing changed'],
      [7, 'Job 7 has failed again; nothing changed'],
      [8, 'Job 8 is gone; nothing changed'],
    ] as const)
      expect(await retry(job(id, 'FAILED'))).toMatchObject({ sentence });
    expect(await retry(...failed, job(1, 'FAILED'))).toEqual({
      ...{ kind: 'done', sentence: '1 of 5 jobs is queued again; 4 had moved on', changes: [], changed: 1 },
      movedOn: [2, 3, 4, 5].map((id) => ({ id: String(id), statusText: statuses[id - 1] })),
    });
    const none = 'All 5 jobs had moved on; nothing changed';
    expect(await retry(...failed)).toMatchObject({ sentence: none, changed: 0 });
    expect(await retry(job(8, 'FAILED'))).toMatchObject({ movedOn: [{ id: '8', statusText: null }] });
    expect(await retry()).toMatchObject({ sentence: 'No job was chosen; nothing changed', changed: 0 });
    const [running, other] = [job(3, 'RUNNING'), job(5, 'QUEUED')];
    expect(await stop(running)).toMatchObject({ sentence: 'Job 3 is not a backtest; nothing changed' });
    expect(await cancel(running, other)).toMatchObject({ sentence: 'Cancelled 2 jobs' });
    expect(await cancel(job(1, 'QUEUED', 1))).toMatchObject({ sentence: 'Cancelled job 1' });
  });

  it('says that a job is recorded as failed where its queue has no word for cancelled', async () => {
    const without = `CHECK (id = 5 OR status NOT IN ('CANCELLED', 'CANCELED', 'ABORTED'))`;
    const leased = { status: 'RUNNING', lease_token: 't', lease_owner: 'w', lease_expires_at: 1 };
    const backtest = { status: 'RUNNING', job_type: 'backtest' };
    const { cancel, stop } = await queue([leased, backtest, ...[3, 4, 5].map(() => ({ status: 'QUEUED' }))], {
      ...{ version: 'D', sql: [`ALTER TABLE cf_processing_queue ADD COLUMN here INTEGER ${without}`] },
    });
    for (const [result, sentence] of [
      [await cancel(job(1, 'RUNNING')), 'Cancelled job 1, recorded as FAILED, but its worker may go on'],
      [await stop(job(2, 'RUNNING')), 'Stopped job 2, recorded as FAILED'],
      [
        await cancel(...[3, 4, 5].map((id) => job(id, 'QUEUED'))),
        'Cancelled 3 jobs, 2 of them recorded as FAILED',
      ],
    ] as const)
      expect(result).toMatchObject({ sentence });
  });
});

describe('an action on more jobs than one transaction takes', () => {
  /** In six transactions. */
  const many = 5 * mostAtOnce + 1;

  it('changes every job that is still as it was seen, and lists the others in order', async () => {
    const rows = Array.from({ length: many }, (_, index) => ({
      status: index % 100 === 0 ? 'RUNNING' : 'FAILED',
      plugin_name: index < 3 ? 'paused' : 'p',
    }));
    const tables = { cf_parser_health: [{ parser_name: 'paused', paused_at: 1 }] };
    const { native, retry } = await queue(rows, { version: 'D', tables });
    expect(await retry(...jobsTo(many, 'FAILED'))).toEqual({
      kind: 'done',
      sentence: '990 of 1,001 jobs are queued again, but for 2 of them the parser is paused; 11 had moved on',
      ...{ changes: [], changed: 990, paused: 2 },
      movedOn: Array.from({ length: 11 }, (_, index) => ({
        ...{ id: String(100 * index + 1), statusText: 'RUNNING' },
      })),
    });
    expect(await native.all('SELECT status, count(*) AS n FROM cf_processing_queue GROUP BY 1')).toEqual([
      { status: 'QUEUED', n: 990 },
      { status: 'RUNNING', n: 11 },
    ]);
  });

  it('counts leased jobs of the first transaction too', async () => {
    const leased = { status: 'RUNNING', lease_token: 't', lease_owner: 'w', lease_expires_at: 1 };
    const rows = Array.from({ length: many }, (_, index) => (index < 9 ? leased : { status: 'RUNNING' }));
    const { cancel } = await queue(rows, { version: 'D' });
    expect(await cancel(...jobsTo(many, 'RUNNING'))).toMatchObject({
      ...{ sentence: 'Cancelled 1,001 jobs, but their workers may go on', changed: many },
    });
  });

  it('has ten times as long before it is ended', () => {
    const of = (count: number) => timeoutOf({ action: 'retry', path: '', jobs: jobsTo(count, 'FAILED') });
    expect([of(mostAtOnce), of(mostAtOnce + 1)]).toEqual([30_000, 300_000]);
    expect(timeoutOf({ action: 'probe', path: '' })).toBe(10_000);
  });
});

describe('a tally of changed jobs', () => {
  const queued: PresentJob = {
    ...{ status: 'queued', type: 'parse', statusText: 'QUEUED', retryCount: 1 },
    ...{ leased: false, parserPaused: true },
  };
  const running: PresentJob = { ...queued, status: 'running', statusText: 'RUNNING', parserPaused: false };

  it('throws at a changed job that does not have the new status', () => {
    const tally = new ChangeTally({ to: 'queued' });
    for (const present of [running, null])
      expect(() => tally.add('7', 1, present)).toThrow("the job 7 can't be made queued");
  });

  it('keeps the state of the first job that had moved on, also where two are added up', () => {
    const tally = new ChangeTally({ to: 'queued' });
    const none = new ChangeTally({ to: 'queued' }).changes;
    tally.add('1', 1, queued);
    tally.add('2', 0, running);
    tally.add('3', 0, null);
    const moved = [
      { id: '2', statusText: 'RUNNING' },
      { id: '3', statusText: null },
    ];
    const one = {
      changed: 1,
      movedOn: moved,
      firstMovedOn: running,
      leased: 0,
      paused: 1,
      asFailed: 2,
      written: null,
    };
    expect(tally.changes).toEqual({ ...one, asFailed: 0 });
    const other = {
      ...{ ...one, changed: 2, movedOn: [{ id: '4', statusText: null }], firstMovedOn: null, leased: 3 },
    };
    expect(sumOfChanges(none, other)).toEqual(other);
    expect(sumOfChanges(one, other)).toEqual({
      ...{
        ...{ changed: 3, movedOn: [...one.movedOn, ...other.movedOn], firstMovedOn: running, leased: 3 },
        ...{ paused: 2, asFailed: 4, written: null },
      },
    });
    expect(sumOfChanges(other, one).firstMovedOn).toBeNull();
  });
});

it('the result of a change that was broken off says where, and of all failed jobs not which had moved on', () => {
  const jobs = [job(1, 'FAILED'), job(2, 'FAILED')];
  const movedOn = [{ id: '2', statusText: null }];
  const changes = { ...noChanges, changed: 1, movedOn, leased: 1 };
  const result = { change: retrying, jobs, changes, undoable: false, unwritten: 'server' } as const;
  const ends = 'queued again; then the server could not be written';
  const done = { kind: 'done', changes: [], changed: 1 };
  expect([true, false].map((isAll) => resultOf({ ...result, isAll }))).toEqual([
    { ...done, sentence: `1 of 2 failed jobs is ${ends}`, movedOn: [] },
    { ...done, sentence: `1 of 2 jobs is ${ends}`, movedOn, leased: 1 },
  ]);
});
