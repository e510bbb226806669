import { expect } from '@jest/globals';
import { writeTo } from '../postgres/actions/write-to.js';
import { readerOf } from '../postgres/same-rows.js';
import { needs } from '../support/needs.js';
import { sharedServer } from '../support/shared-server.js';
import { deedsIn, expectDeed } from './deeds.js';

const { describe, it } = needs('postgres');

describe('a job of another program in PostgreSQL', () => {
  const server = sharedServer();

  it.each(deedsIn('postgres'))(
    'is changed as its own project does it, once, and nothing else is: %s',
    async (_, sql, deed) => {
      const schema = 'their_queue';
      await server.run(`CREATE SCHEMA ${schema}`, `SET search_path TO ${schema}`, sql);
      const query = async (text: string) =>
        (await server.run(`SET search_path TO ${schema}`, text)).map((row) => row.map(String));
      const [channel = '', payload] = deed.notified ?? [];
      const named = channel.replace('SCHEMA', schema);
      const heard: unknown[] = [];
      try {
        await server.with(async (listener) => {
          listener.on('notification', (each) => heard.push([each.channel, JSON.parse(each.payload ?? '')]));
          await listener.query(`LISTEN "${named || 'any'}"`);
          await expectDeed(
            {
              ...{ dialect: 'postgres', reader: readerOf(server, 'public').reader, query },
              act: (action, job) => writeTo(server, { action, jobs: [job] }),
              dump: () => dumpOf(query, schema),
            },
            deed,
          );
          await listener.query('SELECT 1');
        });
        expect(heard).toEqual(payload === undefined ? [] : [[named, payload]]);
      } finally {
        await server.run(`DROP SCHEMA ${schema} CASCADE`);
      }
    },
  );
});

/** Everything that is in a schema: its relations and triggers, and the rows of its tables. */
async function dumpOf(query: (sql: string) => Promise<readonly (readonly string[])[]>, schema: string) {
  const relations = await query(
    `SELECT relkind::text, relname::text FROM pg_class WHERE relnamespace = '${schema}'::regnamespace
     UNION ALL SELECT 'trigger', tgname || tgrelid FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2`,
  );
  const rows: string[] = [];
  for (const [kind, table = ''] of relations)
    if (kind === 'r')
      rows.push(...(await query(`SELECT '${table}', it::text FROM ${table} AS it ORDER BY 2`)).map(String));
  return { schema: relations.map(String), rows };
}
