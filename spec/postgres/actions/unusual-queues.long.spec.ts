import { expect } from '@jest/globals';
import type { SeenJob } from '../../../lib/actions/action.js';
import { schemaOnServer } from '../../../lib/postgres/actions/schema-on-server.js';
import { needs } from '../../support/needs.js';
import { layouts } from '../../support/postgres-partitions.js';
import type { PostgresTables } from '../../support/postgres-tables.js';
import { sharedServer } from '../../support/shared-server.js';
import { readerOf } from '../same-rows.js';
import { jobsOf } from './same-jobs.js';
import { done, label, writerParts, writeTo } from './write-to.js';

const { describe, it } = needs('postgres');

const server = sharedServer();

/**
 * A schema with a queue, after further statements there; what a statement tells of it; and what an action does to jobs
 * there.
 */
async function queue(tables: Omit<PostgresTables, 'schema'>, ...statements: readonly string[]) {
  const { schema, run } = await server.queue(tables, ...statements);
  return {
    ...{ schema, run },
    values: async (what: string) => (await run(what)).flat(),
    act: (action: 'cancel' | 'retry' | 'stop', ...jobs: readonly SeenJob[]) =>
      done(writeTo(server, { action, jobs }, { schema })),
  };
}

const job = (id: number, statusText: string) => ({ id: String(id), statusText, retryCount: 0 });
const insert = (...rows: readonly string[]) =>
  `INSERT INTO cf_processing_queue (id, status, retry_count, claim_time) VALUES ${rows.join(', ')}`;

/** What the first job's end is written as when it is cancelled. */
async function endOf(times: PostgresTables['times'], ...statements: readonly string[]): Promise<string> {
  const { values, act } = await queue({ version: 'D', ...(times && { times }) }, ...statements);
  expect(await act('cancel', job(1, 'RUNNING'))).toMatchObject({ changed: 1 });
  return String((await values('SELECT end_time FROM cf_processing_queue WHERE id = 1'))[0]);
}

describe('the present time in a queue in PostgreSQL', () => {
  const [spaced, withZone] = ["'2026-01-01 10:00:00'", "'2026-01-01T10:00:00Z'"];
  it.each([
    ["in the notation of the job's own times, whatever others have", ' ', [spaced, withZone]],
    ['in the notation of the last valid time where the job has none', 'T', ['NULL', withZone, "'soon'"]],
    ['as a text in a column of texts where there is no time yet', ' ', ['NULL']],
  ])('is written %s', async (_, between, times) => {
    const rows = times.map((time, at) => `(${at + 1}, '${at === 0 ? 'RUNNING' : 'COMPLETED'}', 0, ${time})`);
    const zone = between === 'T' ? 'Z' : '';
    const expected = new RegExp(`^20\\d\\d-\\d\\d-\\d\\d${between}\\d\\d:\\d\\d:\\d\\d${zone}$`);
    expect(await endOf('text', insert(...rows))).toMatch(expected);
  });

  it('is microseconds where the claim is in microseconds', async () => {
    const end = await endOf(undefined, insert(`(1, 'RUNNING', 0, 1768300695123456)`));
    expect(Math.abs(Number(end) / 1e6 - Date.now() / 1000)).toBeLessThan(600);
  });

  it('is seconds where milliseconds have no room', async () => {
    const narrow = 'ALTER TABLE cf_processing_queue ALTER COLUMN end_time TYPE integer';
    const end = await endOf(undefined, narrow, insert(`(1, 'RUNNING', 0, NULL)`));
    expect(Math.abs(Number(end) - Date.now() / 1000)).toBeLessThan(600);
  });
});

describe('an action on a queue in PostgreSQL', () => {
  it('leaves to the server what the server computes', async () => {
    const { values, act } = await queue(
      { version: 'D' },
      'ALTER TABLE cf_processing_queue DROP COLUMN IF EXISTS progress_pct',
      'ALTER TABLE cf_processing_queue ADD progress_pct int GENERATED ALWAYS AS (42) STORED',
      insert(`(1, 'FAILED', 0, NULL)`),
    );
    expect(await act('retry', job(1, 'FAILED'))).toMatchObject({ changed: 1 });
    expect(await values('SELECT status, progress_pct FROM cf_processing_queue')).toEqual(['QUEUED', 42]);
  });

  it('says that it recorded a cancelled job as failed where an enum has no word for cancelled', async () => {
    const { act, values } = await queue(
      ...[
        { version: 'D' } as const,
        "CREATE TYPE job_state AS ENUM ('QUEUED', 'RUNNING', 'COMPLETED', 'FAILED')",
      ],
      'ALTER TABLE cf_processing_queue DROP COLUMN status CASCADE',
      ...['ALTER TABLE cf_processing_queue ADD status job_state', insert(`(1, 'QUEUED', 0, NULL)`)],
    );
    expect(await act('cancel', job(1, 'QUEUED'))).toMatchObject({
      ...{ sentence: 'Cancelled job 1, recorded as FAILED', asFailed: 1 },
    });
    expect(await values('SELECT status, error_message FROM cf_processing_queue')).toEqual([
      ...['FAILED', 'Cancelled by user'],
    ]);
  });

  it('leaves a table of failures alone that has no column for attempts', async () => {
    const { values, act } = await queue(
      { version: 'D', migrated: 'all' },
      'ALTER TABLE cf_job_failures DROP COLUMN earlier_attempt',
      insert(`(1, 'FAILED', 0, NULL)`),
      `INSERT INTO cf_job_failures (job_id, error_message) VALUES (1, 'first')`,
    );
    expect(await act('retry', job(1, 'FAILED'))).toMatchObject({ changed: 1 });
    expect(await values('SELECT error_message FROM cf_job_failures')).toEqual(['first']);
  });

  it('marks as earlier the failures of only those jobs that it retries', async () => {
    const { values, act } = await queue(
      { version: 'D', migrated: 'all' },
      insert(`(1, 'FAILED', 0, NULL)`, `(2, 'COMPLETED', 0, NULL)`),
      `INSERT INTO cf_job_failures (job_id, error_message) VALUES (1, 'first'), (2, 'second')`,
    );
    expect(await act('retry', job(1, 'FAILED'), job(2, 'FAILED'))).toMatchObject({ changed: 1 });
    const marks = await values('SELECT earlier_attempt::int FROM cf_job_failures ORDER BY job_id');
    expect(marks).toEqual([0, null]);
  });

  it('is refused where ids are not whole numbers', async () => {
    const { schema } = await queue(
      { version: 'D' },
      'DROP TABLE cf_processing_queue CASCADE',
      'CREATE TABLE cf_processing_queue (id text PRIMARY KEY, status text)',
    );
    const result = await writeTo(server, { action: 'cancel', jobs: [job(1, 'RUNNING')] }, { schema });
    expect(result).toMatchObject({ kind: 'problem', problem: { code: 'foreign' } });
  });

  it('counts once a job that is listed twice', async () => {
    const { act } = await queue({ version: 'D' }, insert(`(1, 'FAILED', 0, NULL)`));
    const result = await act('retry', job(1, 'FAILED'), job(1, 'FAILED'));
    expect(result).toMatchObject({ changed: 1, movedOn: [] });
  });

  it('reports 200 of 250 jobs where its second transaction is refused', async () => {
    const { values, act } = await queue(
      { version: 'D' },
      `INSERT INTO cf_processing_queue (id, status, retry_count) SELECT i, 'FAILED', 0 FROM generate_series(1, 250) i`,
      `CREATE FUNCTION refusing() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'XX000'; END $$`,
      `CREATE TRIGGER hook BEFORE UPDATE ON cf_processing_queue FOR EACH ROW
       WHEN (OLD.id > 240) EXECUTE FUNCTION refusing()`,
    );
    const jobs = Array.from({ length: 250 }, (_, at) => job(at + 1, 'FAILED'));
    const result = await act('retry', ...jobs);
    expect(result).toMatchObject({ changed: 200, sentence: expect.stringContaining('200 of 250 jobs') });
    const queued = `SELECT count(*)::int FROM cf_processing_queue WHERE status = 'QUEUED'`;
    expect(await values(queued)).toEqual([200]);
  });

  it.each([
    ['a check', 'ABORTED', `status text CHECK (status IN ('RUNNING', 'ABORTED'))`],
    ['a reference', 'ABORTED', 'status text REFERENCES words'],
    ['a type that lists its words', 'ABORTED', 'status word'],
    ['a length', 'CANCELED', 'status varchar(8)'],
  ])('writes the next word where one is refused by %s: %s', async (_, word, column) => {
    const { values, act } = await queue(
      { version: 'D' },
      'DROP TABLE cf_processing_queue CASCADE',
      'CREATE TABLE words (word text PRIMARY KEY)',
      `INSERT INTO words VALUES ('RUNNING'), ('ABORTED')`,
      `CREATE TYPE word AS ENUM ('RUNNING', 'ABORTED')`,
      `CREATE TABLE cf_processing_queue (id bigint PRIMARY KEY, retry_count int, ${column})`,
      `INSERT INTO cf_processing_queue (id, retry_count, status) VALUES (1, 0, 'RUNNING'), (2, 0, 'RUNNING')`,
    );
    expect(await act('cancel', job(1, 'RUNNING'), job(2, 'RUNNING'))).toMatchObject({ changed: 2 });
    expect(await values('SELECT status::text FROM cf_processing_queue')).toEqual([word, word]);
  });

  it('writes a word for each job where none is accepted for all', async () => {
    const { values, act } = await queue(
      { version: 'D' },
      'DROP TABLE cf_processing_queue CASCADE',
      `CREATE TABLE cf_processing_queue (id bigint PRIMARY KEY, status text, CHECK (
         status = 'RUNNING' OR status = CASE id WHEN 1 THEN 'ABORTED' ELSE 'CANCELED' END))`,
      `INSERT INTO cf_processing_queue VALUES (1, 'RUNNING'), (2, 'RUNNING')`,
    );
    expect(await act('cancel', job(1, 'RUNNING'), job(2, 'RUNNING'))).toMatchObject({ changed: 2 });
    const words = await values('SELECT status FROM cf_processing_queue ORDER BY id');
    expect(words).toEqual(['ABORTED', 'CANCELED']);
  });

  const stopped = { termination_reason: 'UserStopped' };
  it.each([
    ['{"iteration": 3}', { iteration: 3, ...stopped }],
    [
      '{"note": "NaN, \\"-Infinity", "bad": -Infinity, "worse": NaN}',
      { note: 'NaN, "-Infinity', bad: null, worse: null, ...stopped },
    ],
    ['{"note": "\\u0000"}', stopped],
    ['[1, 2]', stopped],
    ['7', stopped],
    ['soon', stopped],
    [null, stopped],
  ])('keeps the figures of a stopped backtest if they are a JSON object: %s', async (figures, kept) => {
    const { values, act } = await queue(
      { version: 'D', migrated: 'all' },
      `INSERT INTO cf_processing_queue (id, status, retry_count, job_type, backtest_data)
       VALUES (1, 'RUNNING', 0, 'BACKTEST', ${figures === null ? 'NULL' : `'${figures}'`})`,
    );
    expect(await act('stop', job(1, 'RUNNING'))).toMatchObject({ changed: 1 });
    const [text] = await values('SELECT backtest_data FROM cf_processing_queue');
    expect(JSON.parse(String(text))).toEqual(kept);
  });

  it('is done to jobs whose ids are 0 and below', async () => {
    const rows = insert(`(0, 'RUNNING', 0, NULL)`, `(-5, 'RUNNING', 0, NULL)`);
    const { act } = await queue({ version: 'D' }, rows);
    expect(await act('cancel', job(0, 'RUNNING'), job(-5, 'RUNNING'))).toMatchObject({ changed: 2 });
  });

  it.each(['infinity', '-infinity'])('is done to a running job whose lease lasts until %s', async (time) => {
    const { schema, act } = await queue(
      { version: 'D', times: 'timestamptz' },
      `INSERT INTO cf_processing_queue (id, status, retry_count, claim_time, lease_expires_at)
       VALUES (1, 'RUNNING', 0, '${time}', '${time}')`,
    );
    const [seen] = await jobsOf(readerOf(server, schema).reader);
    expect(await act('retry', ...(seen === undefined ? [] : [seen]))).toMatchObject({ changed: 1 });
  });

  it.each(['no mark at all', '["another worker"]'])(
    'leaves a running job alone if its worker was seen with another mark: %s',
    async (workerMark) => {
      const { act } = await queue({ version: 'D' }, insert(`(1, 'RUNNING', 0, NULL)`));
      expect(await act('retry', { ...job(1, 'RUNNING'), workerMark })).toMatchObject({ changed: 0 });
    },
  );
});

const three = insert(`(1, 'FAILED', 0, 1)`, `(2, 'QUEUED', 0, 150)`, `(250, 'RUNNING', 0, 200)`);
const make = (action: 'init' | 'migrate', schema: string) =>
  schemaOnServer(action, label, writerParts(server, { schema }));

describe('a migration of a queue in several tables', () => {
  it.each(layouts)(
    'adds missing columns and indexes to all tables; init refuses to make another queue: %s',
    async (layout) => {
      const { schema, run } = await queue({ version: 'C', layout }, three);
      const first = await make('migrate', schema);
      if (first.kind === 'problem') throw new Error(first.problem.sentence);
      expect(first.changes).toContain('column cf_processing_queue.progress_pct');
      expect(first.changes).toContain('index idx_jobs_updated');
      expect(await make('migrate', schema)).toMatchObject({ kind: 'done', changes: [] });
      expect(await make('init', schema)).toMatchObject({ kind: 'problem', problem: { code: 'exists' } });
      expect(
        await run(
          'UPDATE cf_processing_queue SET progress_pct = progress_pct + 7',
          'SELECT id::int, progress_pct FROM cf_processing_queue ORDER BY id',
        ),
      ).toEqual([...[1, 2, 250].map((id) => [id, 7])]);
    },
  );

  it('changes nothing where a partition is a foreign table', async () => {
    const { schema, run } = await queue({ version: 'C', layout: 'by time and status' }, three);
    await run(
      'CREATE FOREIGN DATA WRAPPER nothing',
      'CREATE SERVER nowhere FOREIGN DATA WRAPPER nothing',
      'CREATE FOREIGN TABLE away PARTITION OF cf_processing_queue FOR VALUES FROM (1768294000000) TO (MAXVALUE) SERVER nowhere',
    );
    expect(await make('migrate', schema)).toMatchObject({
      kind: 'problem',
      problem: { code: 'foreign', sentence: expect.stringContaining('is a foreign table') },
    });
    expect(
      await run(
        `SELECT FROM pg_attribute WHERE attrelid = 'cf_processing_queue'::regclass AND attname = 'progress_pct'`,
      ),
    ).toEqual([]);
  });
});
