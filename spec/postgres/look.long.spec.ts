import { expect } from '@jest/globals';
import fc from 'fast-check';
import type { Client } from 'pg';
import { needs } from '../support/needs.js';
import { sharedServer } from '../support/shared-server.js';
import { linkTo } from './link/link-to.js';

const { describe, it } = needs('postgres');

const server = sharedServer({
  settings: ['max_prepared_transactions=20'],
  statements: [
    'CREATE TABLE things (id INT PRIMARY KEY, n INT)',
    'INSERT INTO things SELECT i, 0 FROM generate_series(1, 100) i',
  ],
});
let prepared = 0;

/** Does something in a transaction that is open; resolves with how it is committed. */
type Way = (client: Client, id: number) => Promise<() => Promise<unknown>>;

const write = (client: Client, id: number) => client.query('UPDATE things SET n = n + 1 WHERE id = $1', [id]);

const ways: Readonly<Record<string, Way>> = {
  'a statement by itself': async (client, id) => () => write(client, id),
  'a transaction': async (client, id) => {
    await client.query('BEGIN');
    await write(client, id);
    return () => client.query('COMMIT');
  },
  'a transaction whose writes are in subtransactions': async (client, id) => {
    await client.query('BEGIN');
    for (const name of ['one', 'two', 'three']) {
      await client.query(`SAVEPOINT ${name}`);
      await write(client, id);
    }
    await client.query('ROLLBACK TO SAVEPOINT three');
    return () => client.query('COMMIT');
  },
  'a prepared transaction': async (client, id) => {
    prepared += 1;
    const name = `prepared ${prepared}`;
    await client.query('BEGIN');
    await write(client, id);
    await client.query(`PREPARE TRANSACTION '${name}'`);
    return () => client.query(`COMMIT PREPARED '${name}'`);
  },
};

describe('A look at a primary', () => {
  it('differs after each commit of any kind, in any order, and stays without one', async () => {
    const link = linkTo(server);
    const look = async () => {
      const told = await link.look();
      return told.kind === 'value' ? told.value : told.trouble.kind;
    };
    const clients = await Promise.all(
      Array.from({ length: 4 }, () => new Promise<Client>((resolve) => opened(resolve))),
    );
    const plan = fc.array(fc.record({ way: fc.constantFrom(...Object.keys(ways)), order: fc.nat(1000) }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(plan, async (all) => {
        const commits: { readonly order: number; readonly commit: () => Promise<unknown> }[] = [];
        for (const [at, { way, order }] of all.entries()) {
          const client = clients[at];
          if (client === undefined) continue;
          commits.push({ order, commit: (await ways[way]?.(client, at + 1)) ?? (async () => {}) });
        }
        const seen = [await look()];
        // Reading, and a transaction that writes nothing, tell nothing.
        await server.run('BEGIN; SELECT count(*) FROM things; COMMIT');
        expect(await look()).toBe(seen[0]);
        for (const { commit } of commits.sort((one, other) => one.order - other.order)) {
          await commit();
          seen.push(await look());
        }
        expect(new Set(seen).size).toBe(seen.length);
      }),
      { numRuns: 40 },
    );
    for (const end of ends.splice(0)) end();
    await Promise.all(sessions);
  }, 60_000);
});

const ends: (() => void)[] = [];
const sessions: Promise<unknown>[] = [];

/** Opens a connection that lasts until the spec ends it. */
function opened(resolve: (client: Client) => void): void {
  sessions.push(
    server.with(
      (client) =>
        new Promise<void>((end) => {
          ends.push(end);
          resolve(client);
        }),
    ),
  );
}
