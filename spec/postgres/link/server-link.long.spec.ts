import { expect } from '@jest/globals';
import type { ServerLink } from '../../../lib/postgres/link/server-link.js';
import { eventually } from '../../support/eventually.js';
import { freePort } from '../../support/free-port.js';
import { needs } from '../../support/needs.js';
import { createTables } from '../../support/postgres-tables.js';
import { sharedServer } from '../../support/shared-server.js';
import { linkTo } from './link-to.js';

const { describe, it } = needs('postgres');

/** The connections of the dashboard, as the server sees them. */
const ours = `SELECT pid, state, xact_start IS NOT NULL AS in_transaction, backend_xmin IS NOT NULL AS holds
  FROM pg_stat_activity WHERE application_name = 'jobs-view'`;

const server = sharedServer({
  settings: ['max_connections=8', 'superuser_reserved_connections=2'],
  statements: ['CREATE ROLE reader LOGIN', 'CREATE TABLE things (id int PRIMARY KEY, word text)'],
});

const seen = () => server.with(async (client) => (await client.query(ours)).rows);
/** One connection, with nothing open. */
const idle = [{ pid: expect.any(Number), state: 'idle', in_transaction: false, holds: false }];
/** Nobody waits for the end of a transaction to be answered. */
const untilIdle = () =>
  eventually(
    async () => (await seen()).every(({ state }) => state === 'idle'),
    async () => JSON.stringify(await seen()),
  );
const trouble = (kind: unknown) => ({ kind: 'trouble', trouble: { kind } });
const one = (link: ServerLink, text: string) =>
  link.read(async (instant) => (await instant.rows(text))[0]?.[0] ?? null);

describe('A link to a server', () => {
  it('is one connection, called jobs-view, with nothing open between two reads', async () => {
    const link = linkTo(server);
    await Promise.all([one(link, 'SELECT 1'), one(link, 'SELECT 2'), link.look()]);
    await untilIdle();
    expect(await seen()).toEqual(idle);
    expect(link.connections).toBe(1);
    await link.close();
    await eventually(async () => (await seen()).length === 0, 'a connection stays');
  });

  it('reads at one instant, whatever is committed meanwhile', async () => {
    const link = linkTo(server);
    const told = await link.read(async (instant) => {
      const before = await instant.rows('SELECT count(*) FROM things');
      await server.run(`INSERT INTO things SELECT coalesce(max(id), 0) + 1, 'a' FROM things`);
      return { before, after: await instant.rows('SELECT count(*) FROM things') };
    });
    if (told.kind === 'trouble') throw new Error(told.trouble.kind);
    expect(told.value.after).toEqual(told.value.before);
  });

  it.each([
    ['a table', 'LOCK TABLE cf_processing_queue'],
    ['a partition', 'LOCK TABLE cf_first'],
    ['an index', 'REINDEX INDEX cf_first_pkey'],
  ])('counts no wait for a lock of %s that was given as work of the server', async (_, lock) => {
    await server.run(
      'CREATE TABLE cf_processing_queue (id int PRIMARY KEY) PARTITION BY RANGE (id)',
      'CREATE TABLE cf_first PARTITION OF cf_processing_queue FOR VALUES FROM (1) TO (9)',
    );
    let now = 0;
    const link = linkTo(server, {}, { steady: () => now });
    await one(link, 'SELECT 1');
    const told = await server.with(async (other) => {
      await other.query(`BEGIN; ${lock}`);
      const read = one(link, 'SELECT count(*) FROM cf_processing_queue');
      // Over an open connection, since the read waits for half a second at most.
      await eventually(
        async () => (await other.query('SELECT FROM pg_locks WHERE NOT granted')).rowCount !== 0,
        'nobody waits',
      );
      now += 200;
      await other.query('COMMIT');
      return read;
    });
    await server.run('DROP TABLE cf_processing_queue');
    expect(told).toEqual({ kind: 'value', value: '0' });
    expect(link.spentMs).toBe(0);
  });

  it('gives the time and the version of the server, and whether it is a standby', async () => {
    const told = await linkTo(server).read(async (instant) => instant);
    if (told.kind !== 'value') throw new Error(told.trouble.kind);
    expect(told.value).toMatchObject({ isStandby: false, snapshot: expect.stringMatching(/^\d+:\d+:/) });
    expect(Math.abs(told.value.at - Date.now())).toBeLessThan(60_000);
    expect(told.value.version).toBeGreaterThanOrEqual(130_000);
  });

  it.each([
    `INSERT INTO things VALUES (1000, 'b')`,
    'CREATE TABLE others (id int)',
    `SELECT nextval('numbers')`,
    'CREATE TEMPORARY TABLE mine (id int)',
    'TRUNCATE things',
  ])('cannot do %s', async (statement) => {
    await server.run('CREATE SEQUENCE IF NOT EXISTS numbers');
    const told = await one(linkTo(server), statement);
    expect(told).toEqual({ kind: 'trouble', trouble: { kind: 'other', code: '25006' } });
  });

  it('prepares nothing under a name, and leaves nothing set', async () => {
    const link = linkTo(server);
    await link.read((instant) => instant.rows('SELECT $1::int', [1]));
    const own = await link.read(async (instant) => ({
      prepared: await instant.rows('SELECT count(*) FROM pg_prepared_statements WHERE name <> $1', ['']),
      inside: await instant.rows(`SELECT current_setting('statement_timeout')`),
    }));
    expect(own).toEqual({ kind: 'value', value: { prepared: [['0']], inside: [['1500ms']] } });
  });

  it('gives values as the server writes them', async () => {
    const told = await linkTo(server).read((instant) =>
      instant.rows(
        `SELECT 9223372036854775807::bigint, NULL, 'x'::text, timestamptz '2026-01-13 10:26:40.5+02', true, '\\x00ff'::bytea`,
      ),
    );
    expect(told).toEqual({
      kind: 'value',
      value: [['9223372036854775807', null, 'x', '2026-01-13 08:26:40.5+00', 't', '\\x00ff']],
    });
  });
});

describe('A link in trouble', () => {
  const troubleWith = async (link: ServerLink, statement = 'SELECT 1') => {
    const told = await one(link, statement);
    return told.kind === 'trouble' ? told.trouble.kind : 'nothing';
  };

  it('distinguishes a refused port from an unknown host', async () => {
    expect(await troubleWith(linkTo({ host: server.host, port: server.port + 1 }))).toBe('refused');
    expect(await troubleWith(linkTo({ host: '127.0.0.1', port: await freePort() }))).toBe('refused');
    expect(await troubleWith(linkTo({ host: 'nowhere.invalid', port: 5432 }))).toBe('unknown-host');
  });

  it('names a missing database, and a missing user', async () => {
    expect(await troubleWith(linkTo(server, { database: 'none' }))).toBe('no-database');
    expect(await troubleWith(linkTo(server, { user: 'nobody' }))).toBe('not-let-in');
  });

  it('names a wrong password, and a missing one', async () => {
    await server.run(`CREATE ROLE guest LOGIN PASSWORD 'right'`);
    await server.rules('local all guest scram-sha-256', 'local all all trust');
    const guest = (password: string | null) => linkTo(server, { user: 'guest', passwordOf: () => password });
    expect(await troubleWith(guest('right'))).toBe('nothing');
    expect(await troubleWith(guest('wrong'))).toBe('wrong-password');
    expect(await troubleWith(guest(null))).toBe('no-password');
    await server.rules('local all all reject');
    expect(await troubleWith(linkTo(server, { user: 'reader' }))).toBe('not-let-in');
    await server.rules('local all all trust');
  });

  it('keeps its connection after a table that is forbidden, locked or missing', async () => {
    const link = linkTo(server, { user: 'reader' });
    const about = (statement: string) => troubleWith(link, statement);
    expect(await about('SELECT count(*) FROM things')).toBe('no-grant');
    await server.run('GRANT SELECT ON things TO reader');
    expect(await about('SELECT count(*) FROM things')).toBe('nothing');
    await server.with(async (client) => {
      await client.query('BEGIN');
      await client.query('LOCK things');
      expect(await about('SELECT count(*) FROM things')).toBe('locked');
    });
    expect(await about('SELECT count(*) FROM nothing')).toBe('no-queue');
    expect(await about('SELECT no_function()')).toBe('too-old');
    expect(await about('SELECT 1/0')).toBe('other');
    expect(link.connections).toBe(1);
  });

  it('loses a transaction in which we stop in the middle: the server ends it', async () => {
    const link = linkTo(server);
    const told = await link.read(async (instant) => {
      await eventually(async () => (await seen()).length === 0, 'it is still there');
      return instant.rows('SELECT 1');
    });
    expect(told).toEqual(trouble(expect.stringMatching(/gone|too-slow/)));
    expect(await troubleWith(link)).toBe('nothing');
  });

  it('has another connection for the next read after this process was busy for longer than the server waits', async () => {
    const link = linkTo(server);
    const busy = async () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2500);
    expect(await link.read(busy)).toEqual({ kind: 'value', value: 'timed-out' });
    expect(await troubleWith(link)).toBe('nothing');
  });
});

describe('The schema of an address', () => {
  it('is where tables are looked for, whatever its name is', async () => {
    const schema = `a "queue"; DROP TABLE things`;
    await server.with((client) => createTables(client, { version: 'C', schema }));
    const count = 'SELECT count(*) FROM cf_processing_queue';
    expect(await one(linkTo(server, { schema }), count)).toEqual({ kind: 'value', value: '0' });
    expect(await one(linkTo(server), count)).toMatchObject(trouble('no-queue'));
  });
});
