import { afterEach, beforeEach, expect } from '@jest/globals';
import { patientMs } from '../../../lib/postgres/actions/server-writer.js';
import { eventually } from '../../support/eventually.js';
import { needs } from '../../support/needs.js';
import { type PostgresServer, startPostgres } from '../../support/postgres-server.js';
import { sharedServer } from '../../support/shared-server.js';
import { done, writeTo } from './write-to.js';

const { describe, it } = needs('postgres');

const server = sharedServer({ tables: { version: 'D', migrated: 'all' } });
beforeEach(() =>
  server.run(
    'TRUNCATE cf_processing_queue',
    `INSERT INTO cf_processing_queue (id, status, retry_count) VALUES (1, 'FAILED', 1)`,
  ),
);

const retry = { action: 'retry', jobs: [{ id: '1', statusText: 'FAILED', retryCount: 1 }] } as const;
const values = async (text: string, from: PostgresServer = server) => (await from.run(text)).flat();
const job = (from: PostgresServer = server) =>
  values('SELECT status, retry_count::int FROM cf_processing_queue', from);

/** Time stands still; `next` resolves after the next try that was in vain. */
function patience() {
  let tell = () => {};
  const random = () => {
    tell();
    return 0.5;
  };
  const next = () =>
    new Promise<void>((resolve) => {
      tell = resolve;
    });
  /** Begins an action, and resolves once it was tried in vain. */
  const inVain = async (towards = {}) => {
    const first = next();
    const result = done(writeTo(server, retry, towards, { random, steady: () => 0 }));
    await Promise.race([first, result]);
    return { result };
  };
  return { parts: { random, steady: () => 0 }, next, inVain };
}

/** Begins an action, which waits for a worker that has locked the job; ends the server; returns the action. */
async function brokenOff(ending: 'fast' | 'immediate' | 'killed', parts: object, towards = {}) {
  return server.with(async (worker) => {
    await worker.query('BEGIN; UPDATE cf_processing_queue SET items_processed = 7');
    const result = done(writeTo(server, retry, towards, parts));
    const waiting = `SELECT FROM pg_stat_activity WHERE application_name = 'jobs-view' AND wait_event_type = 'Lock'`;
    await eventually(async () => (await server.run(waiting)).length === 1, 'it does not wait');
    await server.stop(ending);
    return { result };
  });
}

describe('an action at a server that restarts', () => {
  it('is done once the server is there', async () => {
    await server.stop();
    const { result } = await patience().inVain();
    await server.start();
    expect(await result).toMatchObject({ changed: 1 });
    expect(await job()).toEqual(['QUEUED', 2]);
  });

  it.each(['fast', 'immediate', 'killed'] as const)(
    'is done after the restart if its statement was broken off (%s)',
    async (ending) => {
      const { parts, next } = patience();
      const { result } = await brokenOff(ending, parts);
      await Promise.race([next(), result]);
      await server.start();
      expect(await result).toMatchObject({ changed: 1 });
      expect(await job()).toEqual(['QUEUED', 2]);
      expect(await values('SELECT items_processed::int FROM cf_processing_queue')).toEqual([0]);
    },
  );

  it('is a problem, with nothing changed, if the server is not there in time', async () => {
    await server.stop();
    let tries = 0;
    const random = () => {
      tries += 1;
      return 0;
    };
    const steady = () => (tries < 3 ? 0 : patientMs);
    const result = await writeTo(server, retry, {}, { random, steady });
    await server.start();
    const [sentence, advice] = ['Nothing answers', 'Nothing was changed'].map(expect.stringContaining);
    expect(result).toMatchObject({ kind: 'problem', problem: { code: 'failed', sentence, advice } });
    expect(tries).toBe(3);
    expect(await job()).toEqual(['FAILED', 1]);
  });

  it('waits for a free connection', async () => {
    await server.run(
      'CREATE ROLE narrow LOGIN SUPERUSER',
      'ALTER ROLE narrow NOSUPERUSER CONNECTION LIMIT 1',
      'GRANT ALL ON ALL TABLES IN SCHEMA public TO narrow',
    );
    const user = { user: 'narrow' };
    const { result } = await server.with(() => patience().inVain(user), user);
    expect(await result).toMatchObject({ changed: 1 });
  });
});

describe('an action whose primary fails over', () => {
  let standby: PostgresServer;
  beforeEach(async () => {
    standby = await startPostgres({ standbyOf: server });
    await eventually(async () => (await job(standby))[0] === 'FAILED', 'nothing was replayed');
  }, 60_000);
  afterEach(() => standby.close());
  const towards = () => ({ servers: [server, standby] as const });

  it('is refused at once while nothing but a standby is named', async () => {
    const { parts, next } = patience();
    const again = next().then(() => 'it is tried again');
    const result = await Promise.race([again, writeTo(standby, retry, {}, parts)]);
    expect(result).toMatchObject({ kind: 'problem', problem: { code: 'read-only' } });
  });

  it('is done on the standby once that is the primary', async () => {
    const { parts, next } = patience();
    const { result } = await brokenOff('killed', parts, towards());
    await Promise.race([next(), result]);
    await Promise.race([next(), result]);
    await standby.run('SELECT pg_promote()');
    expect(await result).toMatchObject({ changed: 1 });
    expect(await job(standby)).toEqual(['QUEUED', 2]);
    await server.start();
    expect(await job()).toEqual(['FAILED', 1]);
  });
});
