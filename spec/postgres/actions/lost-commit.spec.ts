import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { patientMs } from '../../../lib/postgres/actions/server-problem.js';
import { type PostgresPooler, startPooler } from '../../support/postgres-pooler.js';
import { type PostgresServer, startPostgres } from '../../support/postgres-server.js';
import { createTables } from '../../support/postgres-tables.js';
import { done, writeTo } from './write-to.js';

let server: PostgresServer;
/** Another cluster, whose transactions have the same numbers. */
let other: PostgresServer;
let pooler: PostgresPooler;
let relay: Server;
/** What becomes of the next COMMIT that passes the relay, and of those who connect after it. */
let fate: 'passes' | 'is lost' | 'is done, and nobody told' = 'passes';
let isClosed = false;
/** Where those who connect are led to. */
let leads: () => PostgresServer = () => server;

beforeAll(async () => {
  [server, other] = await Promise.all([startPostgres(), startPostgres()]);
  pooler = await startPooler(server, 'default_pool_size = 2');
  await server.with((client) => createTables(client, { version: 'D' }));
  relay = createServer((near: Socket) => {
    if (isClosed) return void near.destroy();
    const far = connect(`${leads().host}/.s.PGSQL.${leads().port}`);
    const end = () => [near, far].map((each) => each.destroy());
    for (const each of [near, far]) each.on('error', end).on('close', end);
    let isMute = false;
    far.on('data', (bytes) => (isMute ? end() : near.write(bytes)));
    near.on('data', (bytes) => {
      // Not the word COMMITTED, with which transactions begin.
      const isCommit = fate !== 'passes' && bytes.includes('COMMIT\0');
      if (isCommit && fate === 'is lost') end();
      else far.write(bytes);
      if (!isCommit) return;
      isMute = fate === 'is done, and nobody told';
      fate = 'passes';
    });
  }).listen(0, '127.0.0.1');
  await once(relay, 'listening');
}, 60_000);
afterAll(async () => {
  await new Promise((resolve) => relay.close(resolve));
  await pooler.close();
  await Promise.all([server.close(), other.close()]);
});
beforeEach(() =>
  server.run(
    'TRUNCATE cf_processing_queue',
    `INSERT INTO cf_processing_queue (id, status, retry_count) SELECT i, 'FAILED', 1 FROM generate_series(1, 3) AS i`,
  ),
);

const through = () => {
  const address = relay.address();
  return { host: '127.0.0.1', port: typeof address === 'object' && address !== null ? address.port : 0 };
};
const jobs = ['1', '2', '3'].map((id) => ({ id, statusText: 'FAILED', retryCount: 1 }));
const rows = () =>
  server.with(async (client) => {
    const text = 'SELECT DISTINCT status, retry_count::int FROM cf_processing_queue';
    return (await client.query({ text, rowMode: 'array' })).rows;
  });

describe('an action whose connection is lost in COMMIT', () => {
  it('counts as done if the server says that it is, and is not done again', async () => {
    fate = 'is done, and nobody told';
    expect(await done(writeTo(through(), { action: 'retry', jobs }))).toMatchObject({ changed: 3 });
    expect(await rows()).toEqual([['QUEUED', 2]]);
  });

  it('is done again if the server says that it is not', async () => {
    fate = 'is lost';
    expect(await done(writeTo(through(), { action: 'retry', jobs }))).toMatchObject({ changed: 3 });
    expect(await rows()).toEqual([['QUEUED', 2]]);
  });

  it('may have been done, if nobody answers any more', async () => {
    fate = 'is done, and nobody told';
    let at = 0;
    const steady = () => {
      isClosed = fate === 'passes';
      at += isClosed ? patientMs / 3 : 0;
      return at;
    };
    const result = await writeTo(through(), { action: 'retry', jobs }, {}, { steady });
    isClosed = false;
    expect(result).toMatchObject({ kind: 'problem', problem: { code: 'cut-short' } });
  });
});

describe('an action whose server is another one after COMMIT', () => {
  it('may have been done, whatever the other one says of a transaction with the same number', async () => {
    await other.run(
      `DO $$ BEGIN FOR i IN 1..2000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$`,
    );
    fate = 'is done, and nobody told';
    leads = () => (fate === 'passes' ? other : server);
    const result = await writeTo(through(), { action: 'retry', jobs });
    leads = () => server;
    expect(result).toMatchObject({ kind: 'problem', problem: { code: 'cut-short' } });
  });
});

describe('an action through a pooler in transaction mode', () => {
  it('is one transaction, beside others on the same connections', async () => {
    const results = await Promise.all(
      jobs.map((job) => done(writeTo(pooler, { action: 'retry', jobs: [job] }))),
    );
    expect(results.map(({ changed }) => changed)).toEqual([1, 1, 1]);
    expect(await rows()).toEqual([['QUEUED', 2]]);
    const text = `SELECT current_setting('lock_timeout')`;
    const place = { host: pooler.host, port: pooler.port };
    expect(await server.with(async (client) => (await client.query(text)).rows, place)).toEqual([
      { current_setting: '0' },
    ]);
  });
});
