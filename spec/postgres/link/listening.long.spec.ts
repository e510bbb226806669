import { expect } from '@jest/globals';
import {
  againMs,
  type Hearing,
  Listening,
  type NotHeard,
  testMs,
} from '../../../lib/postgres/link/listening.js';
import type { ServerLink } from '../../../lib/postgres/link/server-link.js';
import { ManualClock } from '../../hosts/manual-clock.js';
import { eventually } from '../../support/eventually.js';
import { needs } from '../../support/needs.js';
import { sharedPooler, sharedServer } from '../../support/shared-server.js';
import { linkTo } from './link-to.js';

const { describe, it } = needs('postgres', 'pgbouncer');

const server = sharedServer({ statements: ['CREATE ROLE reader LOGIN'] });
const standby = sharedServer({ standbyOf: server });
const pooler = sharedPooler(server, 'default_pool_size = 1');
const keeping = sharedPooler(server, 'default_pool_size = 1', 'pool_mode = session');

/** Whoever listens over a link, by time that passes only when the spec says so, and what it told. */
function listeningOn(link: ServerLink, channel = 'jobs', keepsSessions = false) {
  const clock = new ManualClock();
  const told = { news: 0, deaf: [] as NotHeard[] };
  let wake = () => {};
  const listening = new Listening({
    ...{ link, channel, keepsSessions, after: clock.after, steady: clock.steady },
    onNews: () => {
      told.news += 1;
      wake();
    },
    onDeaf: (why) => told.deaf.push(why),
  });
  /** Resolves with the next news. */
  const news = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  return { listening, clock, told, news };
}

const reader = { user: 'reader' };
const listeners = `SELECT count(*)::int AS all FROM pg_stat_activity WHERE query LIKE 'LISTEN%' OR query LIKE '%pg_notify%'`;

describe('A listener on a channel of a server', () => {
  it.each([
    ...['jobs', 'Jobs', 'two words', 'a"b', `a'b; DROP TABLE things; --`, '"', '$1', 'é\u{1f600}'],
    ...['x'.repeat(63), 'é'.repeat(31), '\\', 'select'],
  ])('hears itself and others on %p, with no right but to connect', async (channel) => {
    const { listening, told, news, clock } = listeningOn(linkTo(server, reader), channel);
    expect(await listening.result()).toBe('heard');
    expect(told).toEqual({ news: 0, deaf: [] });
    expect(clock.due).toEqual([]);
    const next = news();
    await server.with((client) => client.query('SELECT pg_notify($1, $2)', [channel, '\u001b[2J"\'\\; é']));
    await next;
    // What is sent on another channel isn't heard.
    await server.with((client) => client.query(`SELECT pg_notify('other', '')`));
    const last = news();
    await server.with((client) => client.query('SELECT pg_notify($1, $2)', [channel, 'x'.repeat(7999)]));
    await last;
    expect(told).toEqual({ news: 2, deaf: [] });
  });

  it('tests each connection once, and leaves no transaction open', async () => {
    const link = linkTo(server, reader);
    const { listening } = listeningOn(link);
    await listening.result();
    const { value: before } = (await link.look()) as { readonly value: string };
    for (let turn = 0; turn < 5; turn += 1) expect(await listening.attend()).toBe('heard');
    // A test would have taken a number of a transaction.
    expect(await link.look()).toEqual({ kind: 'value', value: before });
    const state = `SELECT state, backend_xmin FROM pg_stat_activity WHERE application_name = 'jobs-view'`;
    await eventually(
      async () =>
        JSON.stringify(await server.with(async (client) => (await client.query(state)).rows)) ===
        JSON.stringify([{ state: 'idle', backend_xmin: null }]),
      () => 'a transaction is open, or there is another connection',
    );
  });

  it('reports that the connection was lost, and listens on the next one', async () => {
    const link = linkTo(server, reader);
    const { listening, told, news } = listeningOn(link);
    await listening.result();
    const lost = news();
    await server.run(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'jobs-view'`,
    );
    await lost;
    expect(told).toEqual({ news: 1, deaf: [] });
    expect(await listening.result()).toBe('heard');
    expect(link.connections).toBe(2);
    const next = news();
    await server.run(`NOTIFY jobs`);
    await next;
  });

  it('hears nothing through a pooler, and never sends LISTEN or NOTIFY there', async () => {
    const link = linkTo(pooler, reader);
    const { listening, told } = listeningOn(link);
    expect(await listening.result()).toBe('pooler');
    expect(await listening.attend()).toBe('pooler');
    expect(told).toEqual({ news: 0, deaf: ['pooler'] });
    // The pooler's connection has done nothing but what it was asked now.
    const asked = await server.with(async (client) => (await client.query(listeners)).rows[0].all);
    expect(asked).toBe(1);
    expect(await link.apart((connection) => connection.run('SELECT pg_listening_channels()'))).toEqual({
      ...{ kind: 'value', value: [] },
    });
  });

  it('hears through a pooler with `keepsSessions`, and leaves no channel to the next client', async () => {
    const untold = linkTo(keeping, reader);
    expect(await listeningOn(untold).listening.result()).toBe('pooler');
    await untold.close();
    const link = linkTo(keeping, reader);
    const { listening, told, news } = listeningOn(link, 'jobs', true);
    expect(await listening.result()).toBe('heard');
    const process = () => link.apart((connection) => connection.run('SELECT pg_backend_pid()'));
    const ours = await process();
    // It is heard while nothing is asked.
    const next = news();
    await server.run('NOTIFY jobs');
    await next;
    expect(told).toEqual({ news: 1, deaf: [] });
    await link.close();
    const after = linkTo(keeping, reader);
    expect(await after.apart((connection) => connection.run('SELECT pg_listening_channels()'))).toEqual({
      ...{ kind: 'value', value: [] },
    });
    expect(await after.apart((connection) => connection.run('SELECT pg_backend_pid()'))).toEqual(ours);
  });

  it('hears nothing on a standby, and listens a minute after its promotion', async () => {
    const { listening, told, news, clock } = listeningOn(linkTo(standby, reader));
    expect(await listening.result()).toBe('standby');
    await standby.run('SELECT pg_promote()');
    clock.jump(againMs - 1);
    expect(await listening.attend()).toBe('standby');
    clock.jump(1);
    expect(await listening.result()).toBe('heard');
    expect(told).toEqual({ news: 0, deaf: ['standby'] });
    const next = news();
    await standby.run('NOTIFY jobs');
    await next;
  });

  it('is deaf where the server refuses, keeps the connection, and tries again after a minute', async () => {
    await server.run('REVOKE EXECUTE ON FUNCTION pg_notify(text, text) FROM PUBLIC');
    const link = linkTo(server, reader);
    const { listening, told, clock } = listeningOn(link);
    expect(await listening.result()).toBe('refused');
    expect(clock.due).toEqual([]);
    expect((await link.look()).kind).toBe('value');
    await server.run('GRANT EXECUTE ON FUNCTION pg_notify(text, text) TO PUBLIC');
    clock.jump(againMs);
    expect(await listening.result()).toBe('heard');
    expect([link.connections, told.deaf]).toEqual([1, ['refused']]);
  });

  it('is deaf if its own notification does not come back within 3 s', async () => {
    const clock = new ManualClock();
    const asked: string[] = [];
    const connection = {
      ...{ announcedProcess: 7, trouble: null, listen: () => {} },
      run: async (text: string) => {
        asked.push(text);
        return [['7', 'f']];
      },
    };
    const link = {
      apart: async (work: (one: unknown) => Promise<unknown>) => ({
        kind: 'value',
        value: await work(connection),
      }),
    } as unknown as ServerLink;
    const deaf: NotHeard[] = [];
    const listening = new Listening({
      ...{ link, channel: 'jobs', after: clock.after, steady: clock.steady },
      onDeaf: (why) => deaf.push(why),
    });
    const result: Promise<Hearing> = listening.result();
    await eventually(
      async () => clock.due.length > 0 && asked.length === 3,
      () => 'it is not tested',
    );
    expect(await listening.attend()).toBe('trying');
    clock.pass(testMs);
    expect(await result).toBe('silent');
    expect(deaf).toEqual(['silent']);
    expect(asked).toHaveLength(3);
    // It says so once, however often it is tried again.
    clock.jump(againMs);
    expect(await listening.attend()).toBe('trying');
    clock.pass(testMs);
    expect([await listening.attend(), deaf]).toEqual(['silent', ['silent']]);
  });

  it('hears on its new connection whatever becomes of the one before', async () => {
    const ends: (() => void)[] = [];
    const connect = () => {
      let sent = (_: string) => {};
      return {
        ...{ announcedProcess: 7, trouble: null },
        listen: ({ hear, end }: { hear: (text: string) => void; end: () => void }) => {
          sent = hear;
          ends.push(end);
        },
        run: async (_: string, values?: readonly string[]) => {
          if (values !== undefined) sent(values[1] ?? '');
          return [['7', 'f']];
        },
      };
    };
    let connection = connect();
    const apart = async (work: (one: unknown) => Promise<unknown>) => ({ value: await work(connection) });
    const { listening, told } = listeningOn({ apart } as unknown as ServerLink);
    expect(await listening.attend()).toBe('heard');
    connection = connect();
    expect(await listening.attend()).toBe('heard');
    ends[0]?.();
    expect([await listening.attend(), told.news]).toEqual(['heard', 0]);
  });

  it('hears nothing without a connection', async () => {
    const link = linkTo({ host: '/nowhere', port: 1 });
    const { listening, told } = listeningOn(link);
    expect(await listening.result()).toBe('no-link');
    expect(told).toEqual({ news: 0, deaf: [] });
  });
});
