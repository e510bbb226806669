import type { Client } from 'pg';
import { type PostgresServer, startPostgres } from '../support/postgres-server.js';
import { createTables } from '../support/postgres-tables.js';
import type { TrialAnswer } from './trial.js';

/** How many of a queue's jobs run, and how many wait; one in fifty of the others has failed. */
interface Backlog {
  readonly running: number;
  readonly waiting: number;
}

/** Jobs as years of work leave them: nearly all of them done long ago. `$1`: how many, `$2`: now, in ms. */
const jobsWith = ({ running, waiting }: Backlog) => `INSERT INTO cf_processing_queue
    (plugin_name, input_file, status, claim_time, end_time, result_summary, error_message)
  SELECT 'parser_' || n % 40, '/in/' || n || '.csv',
    CASE WHEN n > $1 - ${running} THEN 'RUNNING' WHEN n > $1 - ${running + waiting} THEN 'QUEUED'
      WHEN n % 50 = 0 THEN 'FAILED' ELSE 'COMPLETED' END,
    CASE WHEN n > $1 - ${running} OR n <= $1 - ${running + waiting} THEN $2::bigint - ($1 - n) * 250 END,
    CASE WHEN n <= $1 - ${running + waiting} THEN $2::bigint - ($1 - n) * 250 + 60000 END,
    CASE WHEN n <= $1 - ${running + waiting} AND n % 50 <> 0 THEN '/out/' || n || '.parquet' END,
    CASE WHEN n <= $1 - ${running + waiting} AND n % 50 = 0
      THEN 'SchemaViolation at row ' || n || ': expected Decimal(18,8), got "' || n % 7 || '"' END
  FROM generate_series(1::bigint, $1::bigint) AS n`;

/** Starts a server as operators have it. */
export function serverOnDisk(): Promise<PostgresServer> {
  const settings = ['max_wal_size=8GB', 'full_page_writes=on', 'jit=on', 'autovacuum=on'];
  return startPostgres({ onDisk: true, tcp: true, settings });
}

/** Starts one with a queue of version D. */
export async function serverWithJobs(count: number, backlog: Backlog): Promise<PostgresServer> {
  const server = await serverOnDisk();
  await server.with(async (client) => {
    await createTables(client, { version: 'D' });
    await client.query(jobsWith(backlog), [count, Date.now()]);
    await client.query('VACUUM ANALYZE');
  });
  return server;
}

/** The process that serves the dashboard, and how long its transaction has been open by now, in ms; null for none. */
export async function servingProcess(client: Client): Promise<{ pid: number; openMs: number } | null> {
  const { rows } = await client.query<{ pid: number; open: number | null }>(
    `SELECT pid, 1000 * extract(epoch FROM clock_timestamp() - xact_start)::float AS open
      FROM pg_stat_activity WHERE application_name = 'jobs-view'`,
  );
  const [first] = rows;
  return first === undefined ? null : { pid: first.pid, openMs: first.open ?? 0 };
}

/** Has a trial do its work with a connection of the owner's, and closes the server. */
export async function onServer(
  server: PostgresServer,
  work: (client: Client) => Promise<TrialAnswer>,
): Promise<TrialAnswer> {
  // The server would outlive a trial that is broken off.
  process.once('SIGTERM', () => void server.close().finally(() => process.exit(143)));
  try {
    const { figures, notes } = await server.with(work);
    return { figures, notes: [...notes, `PostgreSQL ${(await server.run('SHOW server_version'))[0]?.[0]}`] };
  } finally {
    await server.close();
  }
}
