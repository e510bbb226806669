import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { scene } from '../postgres/scene.js';
import { createDatabase } from '../support/databases.js';
import { type PostgresServer, startPostgres } from '../support/postgres-server.js';
import { createTables, insertInto, type PostgresRow } from '../support/postgres-tables.js';
import { testFolder } from '../support/test-folder.js';
import { killAll, run } from './scripts.js';

let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
  await server.with(async (client) => {
    await createTables(client, { version: 'D', migrated: 'all', schema: 'jobs' });
    for (const [table, rows] of Object.entries(scene(true)))
      await insertInto(client, table, rows as readonly PostgresRow[]);
    await client.query(`CREATE ROLE guest LOGIN PASSWORD 'secret'`);
  });
  await server.rules('local all guest scram-sha-256', 'local all all trust');
}, 60_000);

afterEach(() => killAll());

afterAll(() => server.close());

const address = (user = 'owner', more = '') =>
  `postgres://${user}@/postgres?host=${encodeURIComponent(server.host)}&port=${server.port}&schema=jobs${more}`;

/** Without what differs from one read to a later one, and the database's name; piece by piece. */
const plain = (text: string) =>
  text
    .replace(/"(as_of|database)":"[^"]*"|database="[^"]*"/g, '')
    .replace(/(_seconds(?:\{[^}]*\})?) \d+\.\d+/g, '$1')
    .replace(/"\w+_seconds":\d{7,}(\.\d+)?/g, '')
    .replace(/\b\d+d( \d+h)?\b/g, 'long')
    .split(/(?<=[,{}])/);

describe('commands on a queue in PostgreSQL', () => {
  it.each([
    ['--once', '--limit', '500'],
    ['--json', '--limit', '500'],
    ['--json', '--status', 'failed', '--name', 'parser'],
    ['causes', '--json'],
    ['workers', '--json', '--period', 'all'],
    ['parsers', '--json', '--period', 'all'],
    ['wait', '--status', 'failed'],
    ['metrics'],
  ])(
    '%s %s %s prints what it prints of the same rows in a file',
    async (...words) => {
      const path = join(testFolder(), 'queue.db');
      const { cf_processing_queue: rows = [], ...tables } = scene(true);
      await createDatabase(path, { version: 'D', migrated: 'all', rows, tables });
      const [there, here] = [await run([...words, address()]), await run([...words, path])];
      expect({ ...there, out: plain(there.out) }).toEqual({ ...here, out: plain(here.out) });
      expect(there.errors).toBe('');
    },
    30_000,
  );

  it('are let in by a password from a file, which is shown nowhere', async () => {
    const passwords = join(testFolder(), 'pgpass');
    writeFileSync(passwords, `${server.host}:*:*:guest:secret\n`, { mode: 0o600 });
    const ran = await run(['--json', '--limit', '1', address('guest')], { PGPASSFILE: passwords });
    expect(ran).toMatchObject({ code: 0, errors: '' });
    expect(ran.out).not.toContain('secret');
    const without = await run(['--json', address('guest')]);
    expect(without).toMatchObject({ code: 1, out: '', errors: expect.stringContaining('wants a password') });
    const wrong = await run(['--json', address('guest')], { PGPASSWORD: 'other' });
    expect(wrong).toMatchObject({
      code: 1,
      out: '',
      errors: expect.stringContaining('refuses the password'),
    });
  }, 30_000);

  it.each<readonly [string, () => string, number, string]>([
    ['a password in the address', () => 'postgres://me:secret@there/q', 2, 'password'],
    ['an unknown parameter', () => address('owner', '&secret=1'), 2, 'parameter'],
    [
      'a server that is not there',
      () => `postgres:///secret?host=${encodeURIComponent(server.host)}&port=1`,
      1,
      'Nobody answers',
    ],
    [
      'a schema without a queue',
      () => address().replace('=jobs', '=secret'),
      1,
      'no table cf_processing_queue',
    ],
  ])('say what is wrong with %s', async (_, place, code, about) => {
    const ran = await run(['--once', place()]);
    expect(ran).toMatchObject({ code, out: '', errors: expect.stringContaining(about) });
    expect(ran.errors).not.toContain('secret');
  });

  it.each([['doctor'], ['init'], ['migrate']])('%s says that it is not for them yet', async (command) => {
    const ran = await run([command, address()]);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.errors).toBe(`jobs-view: ${command} is not for databases in PostgreSQL yet\n`);
  });

  it('change nothing, and say so', async () => {
    const ran = await run(['retry', address(), '1', '--yes']);
    expect(ran.code).not.toBe(0);
    expect(ran.errors).toContain('Jobs in PostgreSQL cannot be changed from here yet.');
    const log = await run(['log', '1', address()]);
    expect(log.code).not.toBe(0);
    expect(log.errors).toContain('Logs of jobs in PostgreSQL cannot be read yet.');
  });
});
