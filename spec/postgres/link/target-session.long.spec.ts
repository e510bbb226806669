import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, expect } from '@jest/globals';
import { type TargetSession, targetSessions } from '../../../lib/postgres/address.js';
import { ManualClock } from '../../hosts/manual-clock.js';
import { eventually } from '../../support/eventually.js';
import { freePort } from '../../support/free-port.js';
import { commandPath } from '../../support/needed-programs.js';
import { needs } from '../../support/needs.js';
import type { PostgresServer } from '../../support/postgres-server.js';
import { sharedServer } from '../../support/shared-server.js';
import { done, writeTo } from '../actions/write-to.js';
import { linkTo } from './link-to.js';

const { describe, it } = needs('postgres', 'psql');

const run = promisify(execFile);

type Server = Pick<PostgresServer, 'host' | 'port'>;
type Servers = readonly [Server, ...Server[]];

const primary = sharedServer({
  tables: { version: 'D' },
  statements: ['CREATE ROLE lazy LOGIN', 'ALTER ROLE lazy SET default_transaction_read_only = on'],
});
const standby = sharedServer({ standbyOf: primary });
let nobody: Server;

/** That of the server: what Debian has in the PATH is a script that looks for it. */
const psql = commandPath('psql') ?? 'psql';

beforeAll(async () => {
  nobody = { host: primary.host, port: await freePort() };
});

const told = { f: 'primary', t: 'standby' } as const;
type Taken = (typeof told)[keyof typeof told] | null;

/** Which of the servers a link takes. */
async function taken(servers: Servers, sessions: TargetSession, user: string): Promise<Taken> {
  const outcome = await linkTo(primary, { servers, sessions, user }).read(async ({ isStandby }) => isStandby);
  if (outcome.kind === 'value') return outcome.value ? 'standby' : 'primary';
  expect(outcome.trouble.kind).toMatch(/other-kind|refused/);
  return null;
}

/** Which of them PostgreSQL's own programs take. */
async function takenByPsql(servers: Servers, sessions: TargetSession, user: string): Promise<Taken> {
  const each = (name: keyof Server) => servers.map((server) => server[name]).join(',');
  const where = `host=${each('host')} port=${each('port')} user=${user} dbname=postgres target_session_attrs=${sessions}`;
  const { stdout } = await run(psql, ['-XAt', '-d', where, '-c', 'SELECT pg_is_in_recovery()']).catch(() => ({
    stdout: '',
  }));
  return told[stdout.trim() as keyof typeof told] ?? null;
}

async function connectionsTo(server: PostgresServer): Promise<number> {
  const open = `SELECT count(*)::int AS open FROM pg_stat_activity WHERE application_name = 'jobs-view'`;
  return server.with(async (client) => (await client.query(open)).rows[0].open);
}

async function nobodyIsAt(server: PostgresServer): Promise<void> {
  await eventually(async () => (await connectionsTo(server)) === 0, 'it is still open');
}

describe('An address with several servers', () => {
  const cases = targetSessions.flatMap((target) => ['owner', 'lazy'].map((user) => [target, user] as const));

  it.each(cases)(
    'leads to the server that psql takes: target_session_attrs=%s, for the role %s',
    async (target, user) => {
      const orders: readonly Servers[] = [
        [primary, standby],
        [standby, primary],
        [nobody, primary],
        [standby, nobody],
      ];
      const both = orders.map(async (servers) => [
        await taken(servers, target, user),
        await takenByPsql(servers, target, user),
      ]);
      for (const [ours, theirs] of await Promise.all(both)) expect(ours).toBe(theirs);
    },
  );

  it('leaves no connection to servers that are not taken', async () => {
    await nobodyIsAt(primary);
    const link = linkTo(standby, { servers: [standby, primary], sessions: 'primary' });
    await link.look();
    await nobodyIsAt(standby);
    expect(await connectionsTo(primary)).toBe(1);
  });

  it('leads writes to the primary, whichever server is read', async () => {
    await primary.run(`INSERT INTO cf_processing_queue (id, status, retry_count) VALUES (1, 'FAILED', 0)`);
    const jobs = [{ id: '1', statusText: 'FAILED', retryCount: 0 }];
    for (const sessions of ['standby', 'prefer-standby', 'read-only'] as const) {
      const result = await writeTo(primary, { action: 'probe' }, { servers: [standby, primary], sessions });
      expect(result).toMatchObject({ kind: 'done' });
    }
    const towards = { servers: [standby, primary], sessions: 'standby' } as const;
    expect(await done(writeTo(primary, { action: 'retry', jobs }, towards))).toMatchObject({ changed: 1 });
    await nobodyIsAt(standby);
    const alone = await writeTo(standby, { action: 'retry', jobs });
    expect(alone).toMatchObject({
      kind: 'problem',
      problem: { sentence: expect.stringContaining('standby') },
    });
  });

  it('leads to a standby once that was promoted, if a primary is wanted', async () => {
    const clock = new ManualClock();
    const servers = [nobody, standby] as const;
    const link = linkTo(standby, { servers, sessions: 'primary' }, { steady: clock.steady });
    expect(await link.look()).toEqual({ kind: 'trouble', trouble: { kind: 'other-kind' } });
    await standby.run('SELECT pg_promote()');
    clock.jump(60_000);
    expect((await link.look()).kind).toBe('value');
  });
});
