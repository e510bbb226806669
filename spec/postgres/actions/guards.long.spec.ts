import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, expect } from '@jest/globals';
import type { Client } from 'pg';
import type { SeenJob } from '../../../lib/actions/action.js';
import { after } from '../../../lib/clock.js';
import {
  patientMs,
  ServerWriter,
  type ServerWriterParts,
} from '../../../lib/postgres/actions/server-writer.js';
import { PostgresFailure } from '../../../lib/postgres/link/server-connection.js';
import { eventually } from '../../support/eventually.js';
import { needs } from '../../support/needs.js';
import { createTables } from '../../support/postgres-tables.js';
import { sharedServer } from '../../support/shared-server.js';
import { done, label, writerParts, writeTo } from './write-to.js';

const { describe, it } = needs('postgres');

const server = sharedServer({
  tables: { version: 'D', migrated: 'all' },
  statements: [
    'CREATE TABLE things (id int)',
    'INSERT INTO things VALUES (1)',
    'CREATE SCHEMA bare',
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
const writers: ServerWriter[] = [];
afterEach(async () => {
  await Promise.all(writers.splice(0).map((writer) => writer.close()));
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
/** Looks over an open connection, since the action soon gives way or gives up. */
const untilItWaits = (worker: Client) =>
  eventually(
    async () => (await worker.query('SELECT FROM pg_locks WHERE NOT granted')).rowCount === 1,
    'nobody waits',
  );

/** Runs work while a worker has written some jobs in a transaction that is still open. */
function beside<T>(statement: string, work: (worker: Client) => Promise<T>): Promise<T> {
  return server.with(async (worker) => {
    await worker.query('BEGIN');
    await worker.query(`UPDATE cf_processing_queue SET ${statement}`);
    return work(worker);
  });
}

describe('a write that is taken back', () => {
  it('leaves rows alone in which anything was written since', async () => {
    const action = { action: 'retry', jobs: failed(3, 4), undoable: true } as const;
    const { written = [] } = await done(writeTo(server, action));
    await server.run('UPDATE cf_processing_queue SET priority = 7 WHERE id = 3');
    const undone = await done(writeTo(server, { action: 'undo', of: 'retry', jobs: written }));
    expect([undone.changed, undone.movedOn]).toEqual([1, [{ id: '3', statusText: 'QUEUED' }]]);
    expect(await statuses()).toEqual(['RUNNING', 'RUNNING', 'QUEUED', 'FAILED']);
  });
});

/** What becomes of an action that waits for such a worker until that ends. */
const waiting = (
  statement: string,
  action: 'cancel' | 'retry' | 'stop',
  jobs: readonly SeenJob[],
  ...end: readonly string[]
) =>
  beside(statement, async (worker) => {
    const acting = done(writeTo(server, { action, jobs }));
    await untilItWaits(worker);
    for (const text of end.length > 0 ? end : ['COMMIT']) await worker.query(text);
    return acting;
  });

describe('an action beside a worker that has written the same job and not yet committed', () => {
  it('waits, and leaves alone the job that the worker commits', async () => {
    const result = await waiting(`status = 'COMPLETED' WHERE id = 1`, 'cancel', running(1, 2));
    expect(result).toMatchObject({ changed: 1, movedOn: [{ id: '1', statusText: 'COMPLETED' }] });
    expect((await statuses()).slice(0, 2)).toEqual(['COMPLETED', 'ABORTED']);
  });

  it('leaves the job alone if only its count of retries has changed', async () => {
    const result = await waiting('retry_count = 2 WHERE id = 3', 'retry', failed(3));
    expect(result).toMatchObject({ changed: 0, movedOn: [{ id: '3', statusText: 'FAILED' }] });
    expect(await values('SELECT retry_count::int FROM cf_processing_queue WHERE id = 3')).toEqual([2]);
  });

  it('leaves the job alone if the worker whose claim was seen has given a sign meanwhile', async () => {
    const workerMark = JSON.stringify(['100', ...Array(9).fill(null), '0', '0']);
    await server.run('UPDATE cf_processing_queue SET claim_time = 100');
    const jobs = running(1, 2).map((job) => ({ ...job, workerMark }));
    const result = await waiting('items_processed = 1 WHERE id = 1', 'retry', jobs);
    expect(result).toMatchObject({ changed: 1, movedOn: [{ id: '1', statusText: 'RUNNING' }] });
  });

  it('is done if the worker rolls its write back', async () => {
    const result = await waiting(`status = 'COMPLETED' WHERE id = 1`, 'cancel', running(1), 'ROLLBACK');
    expect(result.changed).toBe(1);
  });

  it('keeps the figures that the worker of a backtest commits', async () => {
    await server.run(
      `UPDATE cf_processing_queue SET job_type = 'BACKTEST', backtest_data = '{"iteration":1}'`,
    );
    const figures = '{"iteration": 2, "big": 12345678901234567890.10, "bad": NaN}';
    await waiting(`backtest_data = '${figures}' WHERE id = 1`, 'stop', running(1));
    const [text] = await values('SELECT backtest_data FROM cf_processing_queue WHERE id = 1');
    expect(text).toContain('12345678901234567890.10');
    const kept = { iteration: 2, bad: null, termination_reason: 'UserStopped' };
    expect(JSON.parse(String(text))).toMatchObject(kept);
  });

  it('gives way in a deadlock, and is done once the worker is through', async () => {
    const result = await waiting(
      ...([`plugin_name = 'w' WHERE id = 2`, 'cancel', running(1, 2)] as const),
      `SET LOCAL deadlock_timeout = '1h'`,
      `UPDATE cf_processing_queue SET plugin_name = 'w' WHERE id = 1`,
      'COMMIT',
    );
    expect(result.changed).toBe(2);
    expect(await values('SELECT DISTINCT plugin_name FROM cf_processing_queue WHERE id < 3')).toEqual(['w']);
  });

  it('is a problem, with nothing changed, if it waits for 4.5 s', async () => {
    const result = await beside(`status = 'COMPLETED' WHERE id = 2`, () => {
      const times = [0, patientMs - 200];
      const steady = () => times.shift() ?? patientMs;
      return writeTo(server, { action: 'cancel', jobs: running(1, 2) }, {}, { steady });
    });
    expect(result).toMatchObject({
      problem: { code: 'locked', file: label, sentence: expect.stringContaining('4.5 s') },
    });
    expect((await statuses())[0]).toBe('RUNNING');
  });

  it('ends at a signal, with nothing changed', async () => {
    const leaving = new AbortController();
    // An hour is left to it, and nobody gives up before.
    const times = [0];
    const parts: Partial<ServerWriterParts> = {
      steady: () => times.shift() ?? -3_600_000,
      after: (ms, work) => (ms > 1000 ? () => {} : after(ms, work)),
      signal: leaving.signal,
    };
    const result = await beside(`status = 'COMPLETED' WHERE id = 1`, async (worker) => {
      const cancelling = writeTo(server, { action: 'cancel', jobs: running(1) }, {}, parts);
      await untilItWaits(worker);
      leaving.abort();
      return cancelling;
    });
    expect(result).toMatchObject({ kind: 'problem', problem: { code: 'stopped' } });
    expect((await statuses())[0]).toBe('RUNNING');
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
    const job = await values('SELECT status, retry_count::int FROM cf_processing_queue WHERE id = 3');
    expect(job).toEqual(['QUEUED', 2]);
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
    expect(result).toMatchObject({ problem: { code: problem, sentence: expect.stringContaining(words) } });
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
  it.each([
    ['who may not change the queue', { user: 'reader' }, 'read-only', 'This user may not change the queue.'],
    ['whose transactions are read-only', { user: 'lazy' }, 'read-only', 'Transactions there may only read.'],
    ['of a schema without a queue', { schema: 'bare' }, 'foreign', /./],
  ])('is refused to a user %s, as is its probe', async (_, towards, code, sentence) => {
    for (const action of ['probe', 'retry'] as const)
      expect(await writeTo(server, { action, jobs: failed(3) }, towards)).toMatchObject({
        problem: { code, sentence: expect.stringMatching(sentence) },
      });
    expect((await statuses())[2]).toBe('FAILED');
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

/** A writer of the test's own, closed after it. */
function writerWith(parts: Partial<ServerWriterParts> = {}): ServerWriter {
  const writer = new ServerWriter(writerParts(server, {}, { steady: () => 0, random: () => 0.5, ...parts }));
  writers.push(writer);
  return writer;
}

const isWorthIt = () => true;

describe('A transaction of a writer', () => {
  it('is rolled back where its result is not worth a commit', async () => {
    const some = writerWith();
    const change = 'UPDATE things SET id = 2 RETURNING id';
    const isNot = () => false;
    expect(await some.transaction((run) => run(change), isNot)).toEqual([['2']]);
    const after = await some.alone('SELECT id, pg_current_xact_id_if_assigned() FROM things');
    expect(after).toEqual([['1', null]]);
  });

  it('is rolled back where its work throws, and the connection stays usable', async () => {
    const some = writerWith();
    const work = some.transaction(async (run) => {
      await run('UPDATE things SET id = 2');
      await run('SELECT 1 / 0');
    }, isWorthIt);
    await expect(work).rejects.toMatchObject({ trouble: { kind: 'other', code: '22012' } });
    expect(await some.transaction((run) => run('SELECT id FROM things'), isWorthIt)).toEqual([['1']]);
  });

  it.each([
    [0, '4500ms'],
    [patientMs - 250, '250ms'],
    [patientMs - 20, '100ms'],
    [patientMs + 20, '100ms'],
  ])('begun after %i ms gives its statements the time that is left: %s', async (began, left) => {
    const times = [0];
    const some = writerWith({ steady: () => times.shift() ?? began });
    const limits = `SELECT current_setting('lock_timeout'), current_setting('statement_timeout')`;
    const [told = []] = await some.transaction((run) => run(limits), isWorthIt);
    const inMs = told.map((text) =>
      text?.endsWith('ms') ? text : `${Number.parseFloat(text ?? '') * 1000}ms`,
    );
    expect(inMs).toEqual([left, left]);
  });

  it('is tried again after pauses that grow up to a third of a second', async () => {
    const pauses: number[] = [];
    let isPause = false;
    const some = writerWith({
      random: () => {
        isPause = true;
        return 0.5;
      },
      after: (ms, work) => {
        if (!isPause) return after(ms, work);
        isPause = false;
        pauses.push(ms);
        return after(0, work);
      },
    });
    let tries = 0;
    const work = async () => {
      tries += 1;
      if (tries < 8) throw new PostgresFailure({ kind: 'locked' });
      return tries;
    };
    expect(await some.transaction(work, isWorthIt)).toBe(8);
    expect(pauses).toEqual([20, 40, 80, 160, 320, 320, 320]);
  });
});

describe('A writer', () => {
  it('does nothing after an abort, and leaves no listener at the signal', async () => {
    const signal = AbortSignal.abort();
    const result = await writeTo(server, { action: 'retry', jobs: failed(3) }, {}, { signal });
    expect(result).toMatchObject({ kind: 'problem', problem: { code: 'stopped' } });
    const other = { signal: new AbortController().signal };
    const retrying = writeTo(server, { action: 'retry', jobs: failed(3) }, {}, other);
    expect(await done(retrying)).toMatchObject({ changed: 1 });
    expect(getEventListeners(other.signal, 'abort')).toEqual([]);
  });

  it('finds a queue in a schema whose name has to be quoted', async () => {
    const schema = 'an "odd" Name';
    await server.with(async (client) => {
      await createTables(client, { version: 'D', schema });
      await client.query(`INSERT INTO cf_processing_queue (id, status, retry_count) VALUES (3, 'FAILED', 1)`);
    });
    const retrying = writeTo(server, { action: 'retry', jobs: failed(3) }, { schema });
    expect(await done(retrying)).toMatchObject({ changed: 1 });
  });
});
