import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { type Additions, catalogue, tablesOf } from './database-versions.js';
import { needs } from './needs.js';
import { type PostgresServer, startPostgres } from './postgres-server.js';
import { createTables, insertInto, type TimeNotation } from './postgres-tables.js';

const { describe, it } = needs('postgres');

const tablesIn = `SELECT count(*)::int AS tables FROM pg_tables WHERE schemaname = $1`;

describe('a PostgreSQL server of the specs', () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgres();
  });

  afterAll(async () => {
    const { host } = server;
    await server.close();
    expect(existsSync(host)).toBe(false);
  });

  it('listens on its socket alone', async () => {
    const rows = await server.with(async (client) => (await client.query('SHOW listen_addresses')).rows);
    expect(rows).toEqual([{ listen_addresses: '' }]);
  });

  it.each(['fast', 'immediate', 'killed'] as const)(
    'keeps its rows over an end that is %s',
    async (ending) => {
      await server.run('DROP TABLE IF EXISTS kept', 'CREATE TABLE kept AS SELECT 7 AS value', 'CHECKPOINT');
      await server.stop(ending);
      await expect(server.run('SELECT 1')).rejects.toThrow();
      await server.start();
      const rows = await server.with(async (client) => (await client.query('SELECT * FROM kept')).rows);
      expect(rows).toEqual([{ value: 7 }]);
    },
  );

  it.each<readonly ['C' | 'D', Additions, TimeNotation]>([
    ['C', 'none', 'as-in-sqlite'],
    ['C', 'all', 'text'],
    ['D', 'some', 'as-in-sqlite'],
    ['D', 'all', 'timestamptz'],
  ])('has the tables of version %s, with additions: %s, times: %s', async (version, migrated, times) => {
    const schema = `a "${version}" ${migrated}`;
    const claim = times === 'as-in-sqlite' ? 1_768_300_000_000 : '2026-01-13 10:26:40+00';
    const made = [...tablesOf(version, migrated), ...catalogue].filter((each) =>
      each.startsWith('CREATE TABLE'),
    );
    const read = await server.with(async (client) => {
      await createTables(client, { version, migrated, times, schema, catalogued: true });
      await insertInto(client, 'cf_processing_queue', [{ status: 'RUNNING', claim_time: claim }]);
      const { rows } = await client.query('SELECT id, status, claim_time FROM cf_processing_queue');
      return { rows, tables: (await client.query(tablesIn, [schema])).rows };
    });
    const expected = times === 'timestamptz' ? new Date(String(claim)) : String(claim);
    expect(read.rows).toEqual([{ id: '1', status: 'RUNNING', claim_time: expected }]);
    expect(read.tables).toEqual([{ tables: made.length }]);
  });

  it('accepts the users that its rules name, and its owner always', async () => {
    await server.run(`CREATE ROLE guest LOGIN PASSWORD 'right'`);
    await server.rules('local all guest scram-sha-256');
    const guest = (password: string) => server.with(async () => 'in', { user: 'guest', password });
    await expect(guest('right')).resolves.toBe('in');
    await expect(guest('wrong')).rejects.toThrow('password');
  });
});
