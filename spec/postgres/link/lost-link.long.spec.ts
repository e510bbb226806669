import { expect, jest } from '@jest/globals';
import type { ServerInstant, ServerLink } from '../../../lib/postgres/link/server-link.js';
import { ManualClock } from '../../hosts/manual-clock.js';
import { eventually } from '../../support/eventually.js';
import { needs } from '../../support/needs.js';
import { postgresRelay } from '../../support/postgres-relay.js';
import { sharedServer } from '../../support/shared-server.js';
import { linkTo } from './link-to.js';

const { describe, it } = needs('postgres');

const server = sharedServer();

const lookAt = async (link: ServerLink): Promise<string> => {
  const told = await link.look();
  if (told.kind === 'trouble') throw new Error(told.trouble.kind);
  return told.value;
};

/** Connections of the dashboard that are at work. */
const active = `SELECT 1 FROM pg_stat_activity WHERE application_name = 'jobs-view' AND state = 'active'`;

const large = `SELECT repeat('x', 1000) FROM generate_series(1, 60000)`;

/** Asks for much in a read, once the line is slow: the server itself would end what takes too long, and say so. */
const inRead =
  (ask: (instant: ServerInstant) => Promise<unknown>) => (link: ServerLink, slowed: () => void) =>
    link.read(async (instant) => {
      await instant.rows('SET LOCAL statement_timeout = 0');
      slowed();
      return ask(instant);
    });
const copied = inRead((instant) => instant.copy(`COPY (${large}) TO STDOUT`));
const read = inRead((instant) => instant.rows(large));
const answered = (link: ServerLink, slowed: () => void) =>
  link.onConnection((connection) => {
    slowed();
    return connection.run(large);
  });
/** What a line carries that takes long for it, bytes a second. */
const slow = 2_000_000;

describe('A link that was lost', () => {
  it('comes back by itself after the server was restarted, and not before the pause is over', async () => {
    const clock = new ManualClock();
    const link = linkTo(server, {}, { steady: clock.steady });
    await lookAt(link);
    await server.stop();
    expect(await link.look()).toEqual({
      kind: 'trouble',
      trouble: { kind: expect.stringMatching(/gone|refused/) },
    });
    expect(await link.look()).toEqual({ kind: 'trouble', trouble: { kind: 'refused' } });
    await server.start();
    clock.jump(999);
    expect(await link.look()).toEqual({ kind: 'trouble', trouble: { kind: 'refused' } });
    clock.jump(1);
    expect((await link.look()).kind).toBe('value');
    expect(link.connections).toBe(2);
  });

  it('is given up where the network swallows everything', async () => {
    const relay = await postgresRelay(`${server.host}/.s.PGSQL.${server.port}`);
    const clock = new ManualClock();
    const link = linkTo({ host: '127.0.0.1', port: relay.port }, {}, { after: clock.after });
    await lookAt(link);
    const sent = relay.swallow();
    const look = link.look();
    await sent;
    clock.pass(5000);
    expect(await look).toEqual({ kind: 'trouble', trouble: { kind: 'silent' } });
    relay.cut();
    expect((await link.look()).kind).toBe('value');
    await link.close();
    await relay.close();
  });

  it.each([
    ['silent', 'nothing more comes of an answer', 1, 5, copied],
    ['too-slow', 'rows are still being copied after two seconds', slow, 2, copied],
    ['too-slow', 'rows that are read are still coming after five seconds', slow, 5, read],
    ['silent', 'the answer to any other statement is still coming after five seconds', slow, 5, answered],
  ])('is %s where %s', async (kind, _, bytesPerSecond, seconds, ask) => {
    const relay = await postgresRelay(`${server.host}/.s.PGSQL.${server.port}`);
    const clock = new ManualClock();
    const there = { host: '127.0.0.1', port: relay.port };
    const link = linkTo(there, {}, { after: clock.after, steady: clock.steady });
    await lookAt(link);
    const settled = jest.fn();
    let before = Number.POSITIVE_INFINITY;
    const answer = ask(link, () => {
      relay.carry(bytesPerSecond);
      before = relay.counts.bytes;
    }).finally(settled);
    const comes = (bytes: number) => eventually(() => relay.counts.bytes > before + bytes, 'nothing comes');
    await comes(1);
    for (let second = 1; second <= seconds; second += 1) {
      if (bytesPerSecond === slow) {
        before = relay.counts.bytes;
        // What was passed on before the last of it has arrived.
        await comes(2 * 65_536);
      }
      expect(settled).not.toHaveBeenCalled();
      clock.pass(1000);
    }
    expect(await answer).toEqual({ kind: 'trouble', trouble: { kind } });
    relay.carry(Number.POSITIVE_INFINITY);
    expect((await link.look()).kind).toBe('value');
    await link.close();
    await relay.close();
  });

  it('has a trouble when its connection is cut, and closes while a statement runs', async () => {
    const relay = await postgresRelay(`${server.host}/.s.PGSQL.${server.port}`);
    const link = linkTo({ host: '127.0.0.1', port: relay.port });
    await lookAt(link);
    relay.cut();
    expect(await link.look()).toMatchObject({ kind: 'trouble', trouble: { kind: 'gone' } });
    const slow = inRead((instant) => instant.rows('SELECT pg_sleep(30)'))(link, () => undefined);
    await eventually(
      async () => (await server.with(async (client) => (await client.query(active)).rows)).length > 0,
      'it does not run',
    );
    await link.close();
    expect((await slow).kind).toBe('trouble');
    await relay.close();
  });

  it('breaks at any byte of what the server says, and reads the same afterwards', async () => {
    const relay = await postgresRelay(`${server.host}/.s.PGSQL.${server.port}`);
    const clock = new ManualClock();
    const link = linkTo({ host: '127.0.0.1', port: relay.port }, {}, { steady: clock.steady });
    const rows = Array.from({ length: 40 }, (_, at) => [`${at}`.padStart(20, 'x')]);
    const text = `SELECT lpad(i::text, 20, 'x') FROM generate_series(0, 39) AS i`;
    const read = () => link.read((instant) => instant.rows(text));
    const outcomes = new Set<string>();
    // From its greeting to the end of its rows it says some two thousand bytes.
    for (let bytes = 1; bytes < 2600; bytes += 1 + (bytes % 37)) {
      relay.cutAfter(bytes);
      const told = await read();
      outcomes.add(told.kind);
      if (told.kind === 'value') expect(told.value).toEqual(rows);
      else expect(told.trouble.kind).toMatch(/gone|no-postgres|refused|silent/);
      relay.cut();
      clock.jump(60_000);
      await eventually(async () => (await read()).kind === 'value', 'it does not come back');
      relay.cut();
      clock.jump(60_000);
    }
    expect(outcomes).toEqual(new Set(['trouble', 'value']));
    await link.close();
    await relay.close();
  });
});
