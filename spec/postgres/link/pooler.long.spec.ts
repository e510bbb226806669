import { expect } from '@jest/globals';
import { problemOfPostgres } from '../../../lib/postgres/link/trouble.js';
import { ManualClock } from '../../hosts/manual-clock.js';
import { needs } from '../../support/needs.js';
import { sharedPooler, sharedServer } from '../../support/shared-server.js';
import { linkTo } from './link-to.js';

const { describe, it } = needs('postgres', 'pgbouncer');

describe('A link through a pooler in statement mode', () => {
  const server = sharedServer();
  const pooler = sharedPooler(server, 'pool_mode = statement');

  it('has a trouble with advice, because the pooler lets no transaction through', async () => {
    const told = await linkTo(pooler).read((instant) => instant.rows('SELECT 1'));
    expect(told).toEqual({ kind: 'trouble', trouble: { kind: 'pooler' } });
    expect(problemOfPostgres({ kind: 'pooler' }, 'there').advice).toContain('allow transactions');
  });
});

describe('A link through a pooler in transaction mode', () => {
  const server = sharedServer({ statements: ['CREATE TABLE things (id int)'] });
  const pooler = sharedPooler(server, 'default_pool_size = 1', 'query_wait_timeout = 1');

  const settings = `SELECT current_setting('statement_timeout'), current_setting('transaction_read_only'), pg_backend_pid()::text`;

  it('reads at one instant, with limits that hold for nobody else', async () => {
    const link = linkTo(pooler);
    const told = await link.read((instant) => instant.rows(settings));
    expect(told).toEqual({ kind: 'value', value: [['1500ms', 'on', expect.any(String)]] });
    // Another client is given the same connection of the server's.
    const others = await server.with(
      async (client) => (await client.query({ text: settings, rowMode: 'array' })).rows,
      { host: pooler.host, port: pooler.port },
    );
    const own = told.kind === 'value' ? told.value[0]?.[2] : null;
    expect(others).toEqual([['0', 'off', own]]);
  });

  it('runs statements with values while others use the same connection between its reads', async () => {
    const links = [linkTo(pooler), linkTo(pooler), linkTo(pooler)];
    const rounds = Array.from({ length: 20 }, (_, round) => round);
    const told = await Promise.all(
      links.flatMap((link) =>
        rounds.map((round) => link.read((instant) => instant.rows('SELECT $1::int + 1', [round]))),
      ),
    );
    expect(told).toEqual(
      links.flatMap(() => rounds.map((round) => ({ kind: 'value', value: [[String(round + 1)]] }))),
    );
  });

  it('has a look that stays until something is committed', async () => {
    const link = linkTo(pooler);
    const look = async () => JSON.stringify(await link.look());
    const first = await look();
    expect(await look()).toBe(first);
    await server.run('INSERT INTO things VALUES (1)');
    expect(await look()).not.toBe(first);
  });

  it('has a trouble while the pooler has no connection for it, and comes back', async () => {
    const clock = new ManualClock();
    const link = linkTo(pooler, {}, { steady: clock.steady });
    await server.with(
      async (client) => {
        await client.query('BEGIN');
        expect(await link.look()).toEqual({ kind: 'trouble', trouble: { kind: 'pooler' } });
      },
      { host: pooler.host, port: pooler.port },
    );
    clock.jump(30_000);
    expect((await link.look()).kind).toBe('value');
  });

  it('has a trouble while the pooler cannot reach the server', async () => {
    const clock = new ManualClock();
    const link = linkTo(pooler, {}, { steady: clock.steady });
    expect((await link.look()).kind).toBe('value');
    await server.stop();
    expect((await link.look()).kind).toBe('trouble');
    clock.jump(30_000);
    expect(await link.look()).toMatchObject({
      kind: 'trouble',
      trouble: { kind: expect.stringMatching(/pooler|gone|silent/) },
    });
    await server.start();
  });
});
