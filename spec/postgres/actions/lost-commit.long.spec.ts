import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import { after } from '../../../lib/clock.js';
import { patientMs, type ServerWriterParts } from '../../../lib/postgres/actions/server-writer.js';
import { eventually } from '../../support/eventually.js';
import { needs } from '../../support/needs.js';
import { type PostgresServer, startPostgres } from '../../support/postgres-server.js';
import { createTables } from '../../support/postgres-tables.js';
import { sharedPooler, sharedServer } from '../../support/shared-server.js';
import { done, type Towards, writeTo } from './write-to.js';

const { describe, it } = needs('postgres', 'pgbouncer');

const server = sharedServer({ tables: { version: 'D' } });
/** Another cluster, whose transactions have the same numbers. */
const other = sharedServer({ hasOwnIdentifier: true });
const pooler = sharedPooler(server, 'default_pool_size = 2');
let relay: Server;
type Fate = 'passes' | 'is lost' | 'is done, and nobody told' | 'is under way';
/** What becomes of the next COMMIT that passes the relay, and of those who connect after it. */
let fate: Fate = 'passes';
let isClosed = false;
/** What happens then, before anybody else is led anywhere. */
let onLoss: () => Promise<unknown> = async () => {};
let settled: Promise<unknown> = Promise.resolve();
/** Ends the connection that passes the relay. */
let cut = () => {};
/** Where those who connect are led to. */
let leads: () => PostgresServer = () => server;

beforeAll(async () => {
  relay = createServer(async (near: Socket) => {
    near.on('error', () => {});
    await settled;
    if (isClosed) return void near.destroy();
    const far = connect(`${leads().host}/.s.PGSQL.${leads().port}`);
    const end = () => [near, far].map((each) => each.destroy());
    for (const each of [near, far]) each.on('error', end).on('close', end);
    cut = () => void end();
    const lose = () => {
      end();
      settled = onLoss();
    };
    let isMute = false;
    far.on('data', (bytes) => (isMute ? lose() : near.write(bytes)));
    near.on('data', (bytes) => {
      // Not the word COMMITTED, with which transactions begin.
      const isCommit = fate !== 'passes' && bytes.includes('COMMIT\0');
      if (isCommit && fate === 'is lost') lose();
      else far.write(bytes);
      if (!isCommit) return;
      isMute = fate === 'is done, and nobody told';
      if (fate === 'is under way') lose();
      fate = 'passes';
    });
  }).listen(0, '127.0.0.1');
  await once(relay, 'listening');
}, 60_000);
afterAll(() => new Promise((resolve) => relay.close(resolve)));
beforeEach(() =>
  server.run(
    'TRUNCATE cf_processing_queue',
    `INSERT INTO cf_processing_queue (id, status, retry_count) SELECT i, 'FAILED', 1 FROM generate_series(1, 3) AS i`,
  ),
);

afterEach(() => {
  onLoss = async () => {};
  leads = () => server;
});

const through = () => {
  const address = relay.address();
  return { host: '127.0.0.1', port: typeof address === 'object' && address !== null ? address.port : 0 };
};
const jobs = ['1', '2', '3'].map((id) => ({ id, statusText: 'FAILED', retryCount: 1 }));
const rows = (from: PostgresServer = server) =>
  from.run('SELECT DISTINCT status, retry_count::int FROM cf_processing_queue');
/** Retries the jobs, and this becomes of the commit. */
function retry(
  what: Fate = 'is done, and nobody told',
  towards: Towards = {},
  parts: Partial<ServerWriterParts> = {},
) {
  fate = what;
  return writeTo(through(), { action: 'retry', jobs }, towards, parts);
}
const inDoubt = { kind: 'problem', problem: { code: 'cut-short' } };
const changes = (set: string) => () => server.run(`UPDATE cf_processing_queue SET ${set}`);

describe('an action whose connection is lost in COMMIT', () => {
  it('counts as done, and is not done again, if the server reports a commit', async () => {
    expect(await retry()).toMatchObject({ changed: 3 });
    expect(await rows()).toEqual([['QUEUED', 2]]);
  });

  it('counts as done if the server reports a commit, though others have written all rows since', async () => {
    onLoss = changes(`status = 'RUNNING', retry_count = 7`);
    expect(await retry()).toMatchObject({ changed: 3 });
    expect(await rows()).toEqual([['RUNNING', 7]]);
  });

  it('is done again if the server reports no commit', async () => {
    expect(await retry('is lost')).toMatchObject({ changed: 3 });
    expect(await rows()).toEqual([['QUEUED', 2]]);
  });

  it('counts as not done if the server reports no commit, whatever others have written since', async () => {
    onLoss = changes(`status = 'RUNNING'`);
    const movedOn = jobs.map(({ id }) => ({ id, statusText: 'RUNNING' }));
    expect(await retry('is lost')).toMatchObject({ changed: 0, movedOn });
  });

  it('is in doubt if the server does not answer any more', async () => {
    let at = 0;
    const steady = () => {
      isClosed = fate === 'passes';
      at += isClosed ? patientMs / 3 : 0;
      return at;
    };
    const pauses: number[] = [];
    const noting: typeof after = (ms, work) => {
      pauses.push(ms);
      return after(ms, work);
    };
    const result = await retry('is done, and nobody told', {}, { steady, after: noting });
    isClosed = false;
    expect(result).toMatchObject(inDoubt);
    // Between two questions.
    expect(pauses).toContain(320);
  });

  it('is in doubt if it is aborted in a later transaction while the server does not answer', async () => {
    const insert = 'INSERT INTO cf_processing_queue (id, status, retry_count)';
    await server.run(`${insert} SELECT i, 'FAILED', 1 FROM generate_series(4, 300) AS i`);
    const many = Array.from({ length: 300 }, (_, at) => ({
      id: `${at + 1}`,
      statusText: 'FAILED',
      retryCount: 1,
    }));
    const leaving = new AbortController();
    onLoss = async () => {
      isClosed = true;
      leaving.abort();
    };
    const betweenTwo: typeof after = (ms, work) => {
      if (ms === 20) fate = 'is done, and nobody told';
      return after(ms, work);
    };
    const parts = { steady: () => 0, signal: leaving.signal, after: betweenTwo };
    const result = await writeTo(through(), { action: 'retry', jobs: many }, {}, parts);
    isClosed = false;
    expect(result).toMatchObject(inDoubt);
  });

  it('is in doubt where another server reports of a transaction with the same number', async () => {
    await other.run(
      `DO $$ BEGIN FOR i IN 1..2000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$`,
    );
    leads = () => (fate === 'passes' ? other : server);
    expect(await retry()).toMatchObject(inDoubt);
  });
});

describe('an action whose primary fails over in COMMIT', () => {
  let standby: PostgresServer;
  /** Starts a standby that has everything, and on which the next commits of the primary arrive or don't. */
  async function beside({ arrives }: { readonly arrives: boolean }): Promise<void> {
    standby = await startPostgres({ standbyOf: server });
    await eventually(async () => (await rows(standby)).length === 1, 'nothing was replayed');
    const receives = async () => (await standby.run('SELECT FROM pg_stat_wal_receiver')).length === 1;
    await eventually(receives, 'it receives nothing');
    if (arrives) return;
    await standby.run('ALTER SYSTEM SET primary_conninfo = DEFAULT', 'SELECT pg_reload_conf()');
    await eventually(async () => !(await receives()), 'it receives as before');
  }
  afterEach(() => standby.close());

  it('counts as done if the new primary has what it wrote', async () => {
    await beside({ arrives: true });
    onLoss = async () => {
      await eventually(async () => (await rows(standby))[0]?.[0] === 'QUEUED', 'it has not arrived');
      await standby.run('SELECT pg_promote()');
      leads = () => standby;
    };
    expect(await retry()).toMatchObject({ changed: 3 });
    expect(await rows(standby)).toEqual([['QUEUED', 2]]);
  });

  it('is done again if the new primary never heard of it', async () => {
    await beside({ arrives: false });
    onLoss = async () => {
      await standby.run('SELECT pg_promote()');
      leads = () => standby;
    };
    expect(await retry()).toMatchObject({ changed: 3 });
    expect(await rows()).toEqual([['QUEUED', 2]]);
    expect(await rows(standby)).toEqual([['QUEUED', 2]]);
  });

  it.each(["status = 'RUNNING', retry_count = 2", "status = 'QUEUED', retry_count = 7"])(
    'is done again if a transaction of the same number wrote other values there: %s',
    async (other) => {
      await beside({ arrives: false });
      onLoss = async () => {
        await standby.run('SELECT pg_promote()');
        const ask = async (from: PostgresServer, text: string) => Number((await from.run(text))[0]?.[0]);
        const ours = await ask(server, 'SELECT xmin::text FROM cf_processing_queue WHERE id = 2');
        const next = await ask(standby, 'SELECT pg_snapshot_xmax(pg_current_snapshot())::text');
        await standby.run(
          `DO $$ BEGIN FOR i IN ${next + 1}..${ours} LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$`,
        );
        const change = `UPDATE cf_processing_queue SET ${other} WHERE id = 2 RETURNING xmin::text`;
        expect(await ask(standby, change)).toBe(ours);
        leads = () => standby;
      };
      expect(await retry()).toMatchObject({ changed: 2, movedOn: [{ id: '2' }] });
    },
  );

  it('is done on the new primary if its address led there before it was one', async () => {
    await beside({ arrives: true });
    let promoted: Promise<unknown> = Promise.resolve();
    const retrying = await server.with(async (worker) => {
      await worker.query(`BEGIN; UPDATE cf_processing_queue SET plugin_name = 'w'`);
      let tries = 0;
      const random = () => {
        tries += 1;
        // The first pause is that of the connection that was lost.
        if (tries === 2) promoted = standby.run('SELECT pg_promote()');
        return 0.5;
      };
      const result = retry('passes', {}, { random, steady: () => 0 });
      const waiting = `SELECT FROM pg_stat_activity WHERE application_name = 'jobs-view' AND wait_event_type = 'Lock'`;
      await eventually(async () => (await server.run(waiting)).length === 1, 'it does not wait');
      leads = () => standby;
      cut();
      return { result };
    });
    expect(await retrying.result).toMatchObject({ changed: 3 });
    await promoted;
    expect(await rows(standby)).toEqual([['QUEUED', 2]]);
  });

  it('is in doubt while only a standby answers', async () => {
    await beside({ arrives: true });
    let at = 0;
    const steady = () => {
      at += fate === 'passes' ? patientMs / 3 : 0;
      return at;
    };
    onLoss = async () => {
      leads = () => standby;
    };
    expect(await retry('is done, and nobody told', {}, { steady })).toMatchObject(inDoubt);
  });
});

describe('an action whose server does not report its transactions', () => {
  /** Without its history, the number of a transaction says nothing. */
  const unsaid = { user: 'stranger' };
  beforeAll(() =>
    server.run(
      'CREATE ROLE stranger LOGIN',
      'GRANT ALL ON ALL TABLES IN SCHEMA public TO stranger',
      'REVOKE EXECUTE ON FUNCTION pg_control_system FROM PUBLIC',
    ),
  );

  const retryUnsaid = (what?: Fate) => retry(what, unsaid);

  it('counts as done if the rows are as it left them', async () => {
    expect(await retryUnsaid()).toMatchObject({ changed: 3 });
    expect(await rows()).toEqual([['QUEUED', 2]]);
  });

  it('counts as done if rows in other partitions are as it left them', async () => {
    await server.with(async (client) => {
      await createTables(client, { version: 'D', schema: 'several', layout: 'by status' });
      await client.query(
        `GRANT USAGE ON SCHEMA several TO stranger;
         GRANT ALL ON ALL TABLES IN SCHEMA several TO stranger;
         INSERT INTO cf_processing_queue (id, status, retry_count) VALUES (2, 'FAILED', 1)`,
      );
    });
    const result = await retry('is done, and nobody told', { ...unsaid, schema: 'several' });
    expect(result).toMatchObject({ changed: 1 });
  });

  it('counts as done if others have written all rows but one', async () => {
    onLoss = changes(`status = 'RUNNING' WHERE id <> 2`);
    expect(await retryUnsaid()).toMatchObject({ changed: 3 });
  });

  it('waits for a commit that is under way', async () => {
    const events = `SELECT wait_event FROM pg_stat_activity WHERE application_name = 'jobs-view'`;
    const waiting = (event: string) =>
      eventually(
        async () => (await server.run(events)).flat().includes(event),
        () => `nobody waits for ${event}`,
      );
    // A commit is seen once a standby has it, and there is none.
    await server.run(`ALTER SYSTEM SET synchronous_standby_names = 'nobody'`, 'SELECT pg_reload_conf()');
    // The process that does this has read its settings by then, by which commits know whether they wait.
    await server.run('CHECKPOINT');
    onLoss = () => waiting('SyncRep');
    const result = retryUnsaid('is under way');
    try {
      await waiting('transactionid');
    } finally {
      // Nobody else's commit would end.
      await server.run('ALTER SYSTEM RESET synchronous_standby_names', 'SELECT pg_reload_conf()');
    }
    expect(await result).toMatchObject({ changed: 3 });
    expect(await rows()).toEqual([['QUEUED', 2]]);
  });

  it('is done again if a row is as it was seen', async () => {
    onLoss = changes(`status = 'RUNNING' WHERE id <> 2`);
    expect(await retryUnsaid('is lost')).toMatchObject({ changed: 1, movedOn: [{ id: '1' }, { id: '3' }] });
  });

  it('is done again if the only rows like its own were written before', async () => {
    await server.run(`INSERT INTO cf_processing_queue (id, status, retry_count) VALUES (4, 'QUEUED', 2)`);
    fate = 'is lost';
    const four = [...jobs, { id: '4', statusText: 'FAILED', retryCount: 1 }];
    expect(await done(writeTo(through(), { action: 'retry', jobs: four }, unsaid))).toMatchObject({
      ...{ changed: 3, movedOn: [{ id: '4' }] },
    });
    expect(await rows()).toEqual([['QUEUED', 2]]);
  });

  it.each([
    ['is lost', 'RUNNING'],
    ['is done, and nobody told', 'RUNNING'],
    ['is lost', 'QUEUED'],
  ] as const)(
    'is in doubt if others have written all rows (the commit %s, and they are %s)',
    async (what, status) => {
      onLoss = changes(`status = '${status}', retry_count = 2`);
      expect(await retryUnsaid(what)).toMatchObject(inDoubt);
    },
  );
});

describe('an action through a pooler in transaction mode', () => {
  it('is one transaction, beside others on the same connections', async () => {
    const results = await Promise.all(
      jobs.map((job) => done(writeTo(pooler, { action: 'retry', jobs: [job] }))),
    );
    expect(results.map(({ changed }) => changed)).toEqual([1, 1, 1]);
    expect(await rows()).toEqual([['QUEUED', 2]]);
    const text = `SELECT current_setting('lock_timeout') AS left`;
    const place = { host: pooler.host, port: pooler.port };
    const others = await server.with(async (client) => (await client.query(text)).rows, place);
    expect(others).toEqual([{ left: '0' }]);
  });
});
