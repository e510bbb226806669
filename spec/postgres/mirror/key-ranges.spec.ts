import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { everyJob } from '../../../lib/model/filter.js';
import { usualPace } from '../../../lib/postgres/mirror/mirror-of-server.js';
import { type PostgresServer, startPostgres } from '../../support/postgres-server.js';
import { createTables } from '../../support/postgres-tables.js';
import { readerOf } from '../same-rows.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
  await server.run('CREATE ROLE reader LOGIN');
}, 60_000);
afterAll(() => server.close());

const queue = 'cf_processing_queue';

/** A queue of thirty jobs that is read in ranges of ten, and the ids that are shown. */
async function thirty(schema: string, ...statements: readonly string[]) {
  const run = (...more: readonly string[]) =>
    server.with(async (client) => {
      await client.query(`SET search_path TO ${schema}`);
      for (const statement of more) await client.query(statement);
    });
  await server.with((client) => createTables(client, { version: 'D', schema }));
  await run(
    `INSERT INTO ${queue} (id, status) SELECT i, 'FAILED' FROM generate_series(1, 30) AS i`,
    ...statements,
  );
  const { reader } = readerOf(server, schema, { user: 'reader', pace: { ...usualPace, rowsAtOnce: 10 } });
  const ids = async () => {
    for (;;) {
      const result = await reader.read({
        filter: everyJob,
        ...{ anchor: { kind: 'index', index: 0 }, before: 0, after: 50, failures: 5 },
      });
      if (result.kind === 'problem') return result.problem.sentence;
      const { counts, window } = result.picture;
      if (counts !== null) return window.jobs.map(({ id }) => Number(id)).sort((one, other) => one - other);
    }
  };
  return { run, reader, ids };
}

const upTo = (last: number) => Array.from({ length: last }, (_, at) => at + 1);

describe('Ranges of keys', () => {
  it('lose what was removed from one of which more was written than is read at once', async () => {
    const { run, reader, ids } = await thirty('removed');
    expect(await ids()).toEqual(upTo(30));
    await run(
      `BEGIN; INSERT INTO ${queue} (id, status) SELECT i, 'FAILED' FROM generate_series(31, 45) AS i;
       UPDATE ${queue} SET plugin_name = 'p'; DELETE FROM ${queue} WHERE id % 2 = 0; COMMIT`,
    );
    expect(await ids()).toEqual(upTo(45).filter((id) => id % 2 === 1));
    await reader.close();
  });

  it('have rows that nobody wrote, once this user may see them', async () => {
    const { run, reader, ids } = await thirty(
      'seen',
      'CREATE TABLE bound AS SELECT 13 AS last',
      'GRANT SELECT ON bound TO PUBLIC',
      `ALTER TABLE ${queue} ENABLE ROW LEVEL SECURITY`,
      `CREATE POLICY bounded ON ${queue} USING (id <= (SELECT last FROM bound))`,
    );
    expect(await ids()).toEqual(upTo(13));
    await run('UPDATE bound SET last = 17');
    expect(await ids()).toEqual(upTo(17));
    await run('UPDATE bound SET last = 5');
    expect(await ids()).toEqual(upTo(5));
    await reader.close();
  });
});
