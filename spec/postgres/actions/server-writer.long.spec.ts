import { getEventListeners } from 'node:events';
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { after } from '../../../lib/clock/after.js';
import { patientMs } from '../../../lib/postgres/actions/server-problem.js';
import { ServerWriter, type ServerWriterParts } from '../../../lib/postgres/actions/server-writer.js';
import { PostgresFailure } from '../../../lib/postgres/link/server-connection.js';
import { eventually } from '../../support/eventually.js';
import { needs } from '../../support/needs.js';
import { type PostgresServer, startPostgres } from '../../support/postgres-server.js';
import { createTables } from '../../support/postgres-tables.js';
import { done, writeTo } from './write-to.js';

const { describe, it } = needs('postgres');

let server: PostgresServer;
let writer: ServerWriter | null = null;
beforeAll(async () => {
  server = await startPostgres();
  await server.run('CREATE TABLE things (id int)', 'INSERT INTO things VALUES (1)');
}, 60_000);
afterEach(async () => {
  await writer?.close();
  writer = null;
});
afterAll(() => server.close());

/** A writer of the test's own, closed after it. */
function writerWith(parts: Partial<ServerWriterParts> = {}): ServerWriter {
  const { host, port } = server;
  writer = new ServerWriter({
    parameters: {
      servers: [{ host, port }],
      ...{ user: 'owner', database: 'postgres', schema: null, channel: null, passwordOf: () => null },
      ssl: { mode: 'disable', rootCert: null, cert: null, key: null },
    },
    ...{ after, steady: () => 0, random: () => 0.5, read: () => '' },
    signal: new AbortController().signal,
    ...parts,
  });
  return writer;
}

const isWorthIt = () => true;

describe('A transaction of a writer', () => {
  it('is rolled back where its result is not worth a commit', async () => {
    const some = writerWith();
    const change = 'UPDATE things SET id = 2 RETURNING id';
    expect(
      await some.transaction(
        (run) => run(change),
        () => false,
      ),
    ).toEqual([['2']]);
    expect(await some.alone('SELECT id, pg_current_xact_id_if_assigned() FROM things')).toEqual([
      ['1', null],
    ]);
  });

  it('is rolled back where its work throws, and the connection stays usable', async () => {
    const some = writerWith();
    const work = some.transaction(async (run) => {
      await run('UPDATE things SET id = 2');
      await run('SELECT 1 / 0');
    }, isWorthIt);
    await expect(work).rejects.toMatchObject({ trouble: { kind: 'other', code: '22012' } });
    expect(await some.transaction((run) => run('SELECT id FROM things'), isWorthIt)).toEqual([['1']]);
  });

  it.each([
    [0, '4500ms'],
    [patientMs - 250, '250ms'],
    [patientMs - 20, '100ms'],
    [patientMs + 20, '100ms'],
  ])('begun after %i ms gives its statements the time that is left: %s', async (began, left) => {
    const times = [0];
    const some = writerWith({ steady: () => times.shift() ?? began });
    const limits = `SELECT current_setting('lock_timeout'), current_setting('statement_timeout')`;
    const [told = []] = await some.transaction((run) => run(limits), isWorthIt);
    const inMs = told.map((text) =>
      text?.endsWith('ms') ? text : `${Number.parseFloat(text ?? '') * 1000}ms`,
    );
    expect(inMs).toEqual([left, left]);
  });

  it('is tried again after pauses that grow up to a third of a second', async () => {
    const pauses: number[] = [];
    let isPause = false;
    const some = writerWith({
      random: () => {
        isPause = true;
        return 0.5;
      },
      after: (ms, work) => {
        if (!isPause) return after(ms, work);
        isPause = false;
        pauses.push(ms);
        return after(0, work);
      },
    });
    let tries = 0;
    const work = async () => {
      tries += 1;
      if (tries < 8) throw new PostgresFailure({ kind: 'locked' });
      return tries;
    };
    expect(await some.transaction(work, isWorthIt)).toBe(8);
    expect(pauses).toEqual([20, 40, 80, 160, 320, 320, 320]);
  });
});

describe('A writer', () => {
  it('does nothing after an abort, and leaves no listener at the signal and no connection', async () => {
    await server.with((client) => createTables(client, { version: 'D' }));
    await server.run(`INSERT INTO cf_processing_queue (id, status, retry_count) VALUES (1, 'FAILED', 0)`);
    const leaving = new AbortController();
    leaving.abort();
    const jobs = [{ id: '1', statusText: 'FAILED', retryCount: 0 }];
    const result = await writeTo(server, { action: 'retry', jobs }, {}, { signal: leaving.signal });
    expect(result).toMatchObject({ kind: 'problem', problem: { code: 'stopped' } });
    const { signal } = new AbortController();
    expect(await done(writeTo(server, { action: 'retry', jobs }, {}, { signal }))).toMatchObject({
      changed: 1,
    });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    const open = `SELECT count(*)::int AS open FROM pg_stat_activity WHERE application_name = 'jobs-view'`;
    await eventually(
      async () => (await server.with(async (client) => (await client.query(open)).rows[0].open)) === 0,
      () => 'a connection is still open',
    );
  });

  it('finds a queue in a schema whose name has to be quoted', async () => {
    const schema = 'an "odd" Name';
    await server.with(async (client) => {
      await createTables(client, { version: 'D', schema });
      await client.query(`INSERT INTO cf_processing_queue (id, status, retry_count) VALUES (7, 'FAILED', 0)`);
    });
    const jobs = [{ id: '7', statusText: 'FAILED', retryCount: 0 }];
    expect(await done(writeTo(server, { action: 'retry', jobs }, { schema }))).toMatchObject({ changed: 1 });
  });
});
