import { eventually } from './eventually.js';
import type { PostgresServer } from './postgres-server.js';

/** Resolves once a standby has replayed everything that its primary has committed by now. */
export async function caughtUp(primary: PostgresServer, standby: PostgresServer): Promise<void> {
  const said = (server: PostgresServer, text: string) =>
    server.with(async (client) => (await client.query({ text, rowMode: 'array' })).rows.flat()[0]);
  const written = await said(primary, 'SELECT pg_current_wal_lsn()');
  await eventually(
    () => said(standby, `SELECT pg_last_wal_replay_lsn() >= '${written}'`),
    'the standby has not replayed it',
  );
}
