import { Client } from 'pg';
import PgBoss from 'pg-boss';
import { river } from '../queues/scenes/river.js';

/** A worker of another program's queue, one call after another. */
export interface OtherWorker {
  /** Queues some jobs, takes up as many and completes them; how many. */
  work(): Promise<number>;
  /** Queues a job, takes it up and lets it fail for good. Resolves once that is committed. */
  fail(reason: string): Promise<unknown>;
  close(): Promise<void>;
}

/** Another program's queue in PostgreSQL: its own tables, with rows as long use leaves them, and what its workers do. */
export interface OtherQueue {
  fill(client: Client, url: string, jobs: number): Promise<void>;
  worker(url: string): Promise<OtherWorker>;
}

/** Jobs of one round of a worker. */
const atOnce = 20;
/** `$1` jobs, a job every 80 ms: the last ones wait, one in fifty of the others has failed, for one of a few causes. */
const made = (waits: string, failed: string) => `(
  SELECT n, at, CASE WHEN n > $1 - 500 THEN NULL ELSE at END AS ended,
    CASE WHEN n > $1 - 500 THEN '${waits}' WHEN n % 50 = 0 THEN '${failed}' ELSE 'completed' END AS state
  FROM generate_series(1, $1::int) AS n CROSS JOIN LATERAL (SELECT now() - ($1 - n) * interval '80 ms' AS at) AS time
) AS made`;

/** River's statements JobInsertFastMany, JobGetAvailable and JobSetStateIfRunningMany, as far as such jobs need them. */
const riverQueues = `INSERT INTO river_job (args, kind, max_attempts, metadata, priority, queue, scheduled_at, state, tags)
  SELECT '{"user": 42}', $1, 25, '{}', 1, $2, now(), 'available', '{}' FROM generate_series(1, $3)`;
const riverTakes = `WITH locked_jobs AS (
    SELECT * FROM river_job WHERE state = 'available' AND queue = $1 AND scheduled_at <= now()
    ORDER BY priority, scheduled_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
  )
  UPDATE river_job SET state = 'running', attempt = river_job.attempt + 1, attempted_at = now(),
    attempted_by = array_append(river_job.attempted_by, 'bench_1')
  FROM locked_jobs WHERE river_job.id = locked_jobs.id RETURNING river_job.*`;
const riverEnds = `WITH job_input AS (SELECT unnest($1::bigint[]) AS id), job_to_update AS (
    SELECT river_job.id FROM river_job JOIN job_input ON river_job.id = job_input.id
    WHERE river_job.state = 'running' FOR UPDATE
  )
  UPDATE river_job SET state = $2::text::river_job_state, finalized_at = now(),
    errors = CASE WHEN $3::jsonb IS NULL THEN errors ELSE array_append(errors, $3::jsonb) END
  FROM job_to_update WHERE river_job.id = job_to_update.id RETURNING river_job.*`;

const ofRiver: OtherQueue = {
  async fill(client, _, jobs) {
    await client.query(`${river.make.postgres} DELETE FROM river_job`);
    await client.query(
      `INSERT INTO river_job (args, kind, metadata, attempt, state, created_at, attempted_at, finalized_at, scheduled_at,
          attempted_by, errors)
        SELECT jsonb_build_object('user', n), 'mail_' || n % 40, '{}', 1, state::river_job_state, at, at, ended, at,
          ARRAY['bench_1'], CASE state WHEN 'discarded'
            THEN ARRAY[jsonb_build_object('at', at, 'attempt', 1, 'error', 'no price in row ' || n, 'trace', '')] END
        FROM ${made('available', 'discarded')}`,
      [jobs],
    );
  },
  async worker(url) {
    const client = new Client({ connectionString: url });
    await client.connect();
    const works = async (queue: string, kind: string, count: number, error: string | null) => {
      await client.query(riverQueues, [kind, queue, count]);
      const { rows } = await client.query<{ id: string }>(riverTakes, [queue, count]);
      const state = error === null ? 'completed' : 'discarded';
      await client.query(riverEnds, [rows.map(({ id }) => id), state, error]);
      return rows.length;
    };
    const failure = (error: string) => JSON.stringify({ at: new Date(), attempt: 1, error, trace: '' });
    return {
      work: () => works('default', 'mail', atOnce, null),
      fail: (reason) => works('failing', reason, 1, failure(reason)),
      close: () => client.end(),
    };
  },
};

async function startedBoss(url: string): Promise<PgBoss> {
  const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false, max: 1 });
  boss.on('error', () => {});
  return boss.start();
}

const ofPgBoss: OtherQueue = {
  async fill(client, url, jobs) {
    const boss = await startedBoss(url);
    for (const name of ['mail', 'failing']) await boss.createQueue(name);
    await boss.stop({ graceful: false, wait: true });
    await client.query(
      `INSERT INTO pgboss.job (name, data, state, created_on, start_after, started_on, completed_on, output)
        SELECT 'mail', jsonb_build_object('user', n), state::pgboss.job_state, at, at, ended, ended,
          CASE state WHEN 'failed' THEN jsonb_build_object('name', 'Error', 'message', 'no price in row ' || n) END
        FROM ${made('created', 'failed')}`,
      [jobs],
    );
  },
  async worker(url) {
    const boss = await startedBoss(url);
    return {
      work: async () => {
        await boss.insert(Array.from({ length: atOnce }, () => ({ name: 'mail', data: { user: 42 } })));
        const jobs = await boss.fetch('mail', { batchSize: atOnce });
        await boss.complete(
          'mail',
          jobs.map(({ id }) => id),
        );
        return jobs.length;
      },
      fail: async (reason) => {
        await boss.send('failing', {}, { retryLimit: 0 });
        const [job] = await boss.fetch('failing');
        await boss.fail('failing', job?.id ?? '', new Error(reason));
      },
      close: () => boss.stop({ graceful: false, wait: true }),
    };
  },
};

/** By the names of their folders. */
export const otherQueues: Readonly<Record<string, OtherQueue>> = { river: ofRiver, 'pg-boss': ofPgBoss };
