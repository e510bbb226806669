import { afterEach, beforeEach, expect } from '@jest/globals';
import type { Client } from 'pg';
import { after } from '../../../lib/clock/after.js';
import { patientMs } from '../../../lib/postgres/actions/server-problem.js';
import type { ServerWriterParts } from '../../../lib/postgres/actions/server-writer.js';
import { eventually } from '../../support/eventually.js';
import { needs } from '../../support/needs.js';
import { sharedServer } from '../../support/shared-server.js';
import { done, label, writeTo } from './write-to.js';

const { describe, it } = needs('postgres');

const server = sharedServer({
  settings: ['deadlock_timeout=500ms'],
  tables: { version: 'D', migrated: 'all' },
  statements: [
    'CREATE ROLE reader LOGIN',
    'CREATE ROLE lazy LOGIN SUPERUSER',
    'ALTER ROLE lazy SET default_transaction_read_only = on',
  ],
});

beforeEach(() =>
  server.run(
    `INSERT INTO cf_processing_queue (id, status, retry_count, plugin_name)
     VALUES (1, 'RUNNING', 0, 'a'), (2, 'RUNNING', 0, 'b'), (3, 'FAILED', 1, 'a'), (4, 'FAILED', 1, 'b')`,
  ),
);
afterEach(async () => {
  // No connection of ours outlives its action.
  await untilThereAre(0, '');
  await server.run('DROP TRIGGER IF EXISTS hook ON cf_processing_queue', 'TRUNCATE cf_processing_queue');
});

const values = async (text: string) => (await server.run(text)).flat();
const statuses = () => values('SELECT status FROM cf_processing_queue ORDER BY id');

const running = (...ids: number[]) =>
  ids.map((id) => ({ id: String(id), statusText: 'RUNNING', retryCount: 0 }));
const failed = (...ids: number[]) =>
  ids.map((id) => ({ id: String(id), statusText: 'FAILED', retryCount: 1 }));

const ours = `SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 'jobs-view'`;
async function untilThereAre(count: number, which: string): Promise<void> {
  await eventually(
    async () => (await values(`${ours} ${which}`))[0] === count,
    () => `${count} connections ${which}`,
  );
}
const untilItWaits = () => untilThereAre(1, `AND wait_event_type = 'Lock'`);

/** Runs work while a worker has written some jobs in a transaction that is still open. */
function beside<T>(statement: string, work: (worker: Client) => Promise<T>): Promise<T> {
  return server.with(async (worker) => {
    await worker.query('BEGIN');
    await worker.query(statement);
    return work(worker);
  });
}

describe('an action beside a worker that has written the same job and not yet committed', () => {
  it('waits, and leaves alone the job that the worker commits', async () => {
    const result = await beside(
      `UPDATE cf_processing_queue SET status = 'COMPLETED' WHERE id = 1`,
      async (worker) => {
        const cancelling = done(writeTo(server, { action: 'cancel', jobs: running(1, 2) }));
        await untilItWaits();
        await worker.query('COMMIT');
        return cancelling;
      },
    );
    expect(result).toMatchObject({ changed: 1, movedOn: [{ id: '1', statusText: 'COMPLETED' }] });
    expect((await statuses()).slice(0, 2)).toEqual(['COMPLETED', 'ABORTED']);
  });

  it('leaves the job alone if only its count of retries has changed', async () => {
    const result = await beside(
      'UPDATE cf_processing_queue SET retry_count = 2 WHERE id = 3',
      async (worker) => {
        const retrying = done(writeTo(server, { action: 'retry', jobs: failed(3) }));
        await untilItWaits();
        await worker.query('COMMIT');
        return retrying;
      },
    );
    expect(result).toMatchObject({ changed: 0, movedOn: [{ id: '3', statusText: 'FAILED' }] });
    expect(await values('SELECT retry_count::int FROM cf_processing_queue WHERE id = 3')).toEqual([2]);
  });

  it('leaves the job alone if the worker whose claim was seen has given a sign meanwhile', async () => {
    const workerMark = JSON.stringify(['100', ...Array(9).fill(null), '0', '0']);
    await server.run('UPDATE cf_processing_queue SET claim_time = 100');
    const jobs = running(1, 2).map((job) => ({ ...job, workerMark }));
    const result = await beside(
      'UPDATE cf_processing_queue SET items_processed = 1 WHERE id = 1',
      async (worker) => {
        const retrying = done(writeTo(server, { action: 'retry', jobs }));
        await untilItWaits();
        await worker.query('COMMIT');
        return retrying;
      },
    );
    expect(result).toMatchObject({ changed: 1, movedOn: [{ id: '1', statusText: 'RUNNING' }] });
  });

  it('is done if the worker rolls its write back', async () => {
    const result = await beside(
      `UPDATE cf_processing_queue SET status = 'COMPLETED' WHERE id = 1`,
      async (worker) => {
        const cancelling = done(writeTo(server, { action: 'cancel', jobs: running(1) }));
        await untilItWaits();
        await worker.query('ROLLBACK');
        return cancelling;
      },
    );
    expect(result.changed).toBe(1);
  });

  it('keeps the figures that the worker of a backtest commits', async () => {
    await server.run(
      `UPDATE cf_processing_queue SET job_type = 'BACKTEST', backtest_data = '{"iteration":1}'`,
    );
    const figures = '{"iteration": 2, "big": 12345678901234567890.10, "bad": NaN}';
    await beside(
      `UPDATE cf_processing_queue SET backtest_data = '${figures}' WHERE id = 1`,
      async (worker) => {
        const stopping = done(writeTo(server, { action: 'stop', jobs: running(1) }));
        await untilItWaits();
        await worker.query('COMMIT');
        return stopping;
      },
    );
    const [text] = await values('SELECT backtest_data FROM cf_processing_queue WHERE id = 1');
    expect(text).toContain('12345678901234567890.10');
    expect(JSON.parse(String(text))).toMatchObject({
      iteration: 2,
      bad: null,
      termination_reason: 'UserStopped',
    });
  });

  it('is a problem, with nothing changed, if it waits for 4.5 s', async () => {
    const result = await beside(`UPDATE cf_processing_queue SET status = 'COMPLETED' WHERE id = 2`, () => {
      const times = [0, patientMs - 200];
      const steady = () => times.shift() ?? patientMs;
      return writeTo(server, { action: 'cancel', jobs: running(1, 2) }, {}, { steady });
    });
    expect(result).toMatchObject({ kind: 'problem', problem: { code: 'locked', file: label } });
    expect(result).toMatchObject({ problem: { sentence: expect.stringContaining('4.5 s') } });
    expect((await statuses())[0]).toBe('RUNNING');
  });

  it('ends at a signal, with nothing changed', async () => {
    const leaving = new AbortController();
    const result = await beside(
      `UPDATE cf_processing_queue SET status = 'COMPLETED' WHERE id = 1`,
      async () => {
        const { signal } = leaving;
        // An hour is left to it, and nobody gives up before.
        const times = [0];
        const parts: Partial<ServerWriterParts> = {
          steady: () => times.shift() ?? -3_600_000,
          after: (ms, work) => (ms > 1000 ? () => {} : after(ms, work)),
          signal,
        };
        const cancelling = writeTo(server, { action: 'cancel', jobs: running(1) }, {}, parts);
        await untilItWaits();
        leaving.abort();
        return cancelling;
      },
    );
    expect(result).toMatchObject({ kind: 'problem', problem: { code: 'stopped' } });
    expect((await statuses())[0]).toBe('RUNNING');
  });

  it('gives way in a deadlock, and is done once the worker is through', async () => {
    const result = await beside(
      `UPDATE cf_processing_queue SET plugin_name = 'w' WHERE id = 2`,
      async (worker) => {
        await worker.query(`SET LOCAL deadlock_timeout = '1h'`);
        const cancelling = done(writeTo(server, { action: 'cancel', jobs: running(1, 2) }));
        await untilItWaits();
        await worker.query(`UPDATE cf_processing_queue SET plugin_name = 'w' WHERE id = 1`);
        await worker.query('COMMIT');
        return cancelling;
      },
    );
    expect(result.changed).toBe(2);
    expect(await values('SELECT DISTINCT plugin_name FROM cf_processing_queue WHERE id < 3')).toEqual(['w']);
  });
});

/** A hook that refuses the first few writes of a job with a code, by a sequence, which is never rolled back. */
async function refuse(code: string, times: number): Promise<void> {
  await server.run(
    'DROP SEQUENCE IF EXISTS refusals',
    'CREATE SEQUENCE refusals',
    `CREATE OR REPLACE FUNCTION refusing() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF nextval('refusals') <= ${times} THEN RAISE EXCEPTION 'no' USING ERRCODE = '${code}'; END IF;
       RETURN NEW;
     END $$`,
    'CREATE TRIGGER hook BEFORE UPDATE ON cf_processing_queue FOR EACH ROW EXECUTE FUNCTION refusing()',
  );
}

describe('an action that the server refuses', () => {
  it.each(['40001', '40P01', '55P03'])('is tried again after three refusals with %s', async (code) => {
    await refuse(code, 3);
    expect(await done(writeTo(server, { action: 'retry', jobs: failed(3) }))).toMatchObject({ changed: 1 });
    expect(await values(`SELECT status, retry_count::int FROM cf_processing_queue WHERE id = 3`)).toEqual([
      'QUEUED',
      2,
    ]);
  });

  it('is a problem once its time is up, if the server goes on refusing', async () => {
    await refuse('40001', 1_000_000);
    let at = 0;
    const steady = () => (at += patientMs / 10);
    const result = await writeTo(server, { action: 'retry', jobs: failed(3) }, {}, { steady });
    expect(result).toMatchObject({ kind: 'problem', problem: { code: 'locked' } });
    expect((await statuses())[2]).toBe('FAILED');
  });

  it.each([
    ['25006', 'read-only', 'only read'],
    ['53100', 'no-space', 'no room'],
    ['23502', 'failed', 'not allow an empty value'],
    ['XX000', 'failed', 'refused the change'],
  ])('has the problem of its SQLSTATE: %s is %s', async (code, problem, words) => {
    await refuse(code, 1_000_000);
    const result = await writeTo(server, { action: 'cancel', jobs: running(1) });
    expect(result).toMatchObject({
      ...{ kind: 'problem', problem: { code: problem, sentence: expect.stringContaining(words) } },
    });
    expect((await statuses())[0]).toBe('RUNNING');
  });

  it('is rolled back if a trigger keeps one of its jobs as it was', async () => {
    await server.run(
      `CREATE OR REPLACE FUNCTION keeping() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN IF NEW.id = 2 THEN NEW.status = 'RUNNING'; END IF; RETURN NEW; END $$`,
      'CREATE TRIGGER hook BEFORE UPDATE ON cf_processing_queue FOR EACH ROW EXECUTE FUNCTION keeping()',
    );
    const result = await writeTo(server, { action: 'cancel', jobs: running(1, 2) });
    expect(result).toMatchObject({ kind: 'problem', problem: { code: 'failed' } });
    expect((await statuses()).slice(0, 2)).toEqual(['RUNNING', 'RUNNING']);
  });
});

describe('an action', () => {
  it('is refused to a user who may not change the queue, as is its probe', async () => {
    const probe = await writeTo(server, { action: 'probe' }, { user: 'reader' });
    const retry = await writeTo(server, { action: 'retry', jobs: failed(3) }, { user: 'reader' });
    for (const result of [probe, retry])
      expect(result).toMatchObject({
        ...{
          kind: 'problem',
          problem: { code: 'read-only', sentence: 'This user may not change the queue.' },
        },
      });
    expect((await statuses())[2]).toBe('FAILED');
  });

  it('is refused to a user whose transactions are read-only', async () => {
    for (const action of ['probe', 'cancel'] as const)
      expect(await writeTo(server, { action, jobs: running(1) }, { user: 'lazy' })).toMatchObject({
        ...{ kind: 'problem', problem: { code: 'read-only', sentence: 'Transactions there may only read.' } },
      });
  });

  it('is refused in a schema without a queue', async () => {
    await server.run('CREATE SCHEMA IF NOT EXISTS bare');
    for (const action of ['probe', 'cancel'] as const)
      expect(await writeTo(server, { action, jobs: running(1) }, { schema: 'bare' })).toMatchObject({
        ...{ kind: 'problem', problem: { code: 'foreign' } },
      });
  });

  it('is possible for a user with all rights', async () => {
    expect(await writeTo(server, { action: 'probe' })).toMatchObject({ kind: 'done' });
  });

  it('changes nothing for ids that no row can have, and reports these jobs as gone', async () => {
    const ids = ['99', '9223372036854775808', 'x', '1 ', '-0'];
    const jobs = ids.map((id) => ({ id, statusText: 'RUNNING', retryCount: 0 }));
    const result = await done(writeTo(server, { action: 'cancel', jobs }));
    expect(result).toMatchObject({ changed: 0, movedOn: ids.map((id) => ({ id, statusText: null })) });
  });

  it('never deletes metrics', async () => {
    await server.run(`INSERT INTO cf_job_metrics (job_id, metric_time) VALUES (1, '2020-01-01 00:00:00')`);
    expect(await writeTo(server, { action: 'clean-metrics' })).toMatchObject({ kind: 'done', changed: 0 });
    expect(await values('SELECT count(*)::int FROM cf_job_metrics')).toEqual([1]);
  });
});
