import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  isOfStatement,
  type PostgresTrouble,
  problemOfPostgres,
  troubleOf,
} from '../../../lib/postgres/link/trouble.js';
import { linkTo } from './link-to.js';

const error = (code: string, message = 'secret') => Object.assign(new Error(message), { code });

describe('The trouble of a server', () => {
  it.each<readonly [string, PostgresTrouble['kind'], boolean]>([
    ['28P01', 'wrong-password', false],
    ['28000', 'not-let-in', false],
    ['3D000', 'no-database', false],
    ['53300', 'out-of-connections', false],
    ['57P03', 'starting', false],
    ['57P01', 'gone', false],
    ['08006', 'gone', false],
    ['08P01', 'pooler', false],
    ['42501', 'no-grant', true],
    ['42P01', 'no-queue', true],
    ['57014', 'too-slow', true],
    ['55P03', 'locked', true],
    ['40001', 'gave-way', true],
    ['40P01', 'gave-way', true],
    ['XX000', 'other', true],
    ['ECONNREFUSED', 'refused', false],
    ['ENOTFOUND', 'unknown-host', false],
    ['EHOSTUNREACH', 'unreachable', false],
    ['ECONNRESET', 'gone', false],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'untrusted', false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'other-name', false],
    ['CERT_HAS_EXPIRED', 'expired', false],
  ])('%s means %s, and the connection stays usable: %s', (code, kind, leaves) => {
    const trouble = troubleOf(error(code), true);
    expect(trouble.kind).toBe(kind);
    expect(isOfStatement(trouble)).toBe(leaves);
    // Where there is no queue, the operator may want one.
    const { advice } = problemOfPostgres(trouble, 'postgres://there');
    expect(advice.includes('jobs-view init ADDRESS')).toBe(kind === 'no-queue');
  });

  it('is another one if the connection ended before it was established', () => {
    const ended = new Error('Connection terminated unexpectedly');
    expect(troubleOf(ended, false)).toEqual({ kind: 'no-postgres' });
    expect(troubleOf(ended, true)).toEqual({ kind: 'gone' });
    const refused = error('42501');
    expect([true, false].map((isUp) => troubleOf(refused, isUp).kind)).toEqual(['no-grant', 'no-connect']);
    expect(troubleOf('secret', false)).toEqual({ kind: 'no-postgres' });
    expect(troubleOf(null, true)).toEqual({ kind: 'gone' });
  });

  it('is worded without the words of the server, and with its label', () => {
    for (const code of ['28P01', '42501', 'XX000', '57014', 'constructor', 'ENOENT']) {
      const problem = problemOfPostgres(troubleOf(error(code), true), 'postgres://there');
      expect(problem).toMatchObject({
        file: 'postgres://there',
        sentence: expect.stringMatching(/^[A-Z].*\.$/),
      });
      expect(problem.advice).not.toBe('');
      expect(JSON.stringify(problem)).not.toContain('secret');
    }
    expect(problemOfPostgres({ kind: 'other', code: 'XX000' }, 'postgres://there').detail).toBe('code XX000');
  });
});

const ssl = { mode: 'disable', rootCert: null, cert: null, key: null } as const;

function message(type: string, ...fields: readonly string[]): Buffer {
  const body = Buffer.from(fields.map((field) => `${field}\0`).join(''));
  const head = Buffer.alloc(5, type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const letIn = Buffer.from('R\0\0\0\x08\0\0\0\0', 'latin1');
const ready = Buffer.from('Z\0\0\0\x05I', 'latin1');
const goodbye = 'X';

/** What is asked of a server after it has let somebody in, by the first letters of the messages. */
const asked: string[] = [];
let close = async () => {};

/**
 * A server that lets everybody in, says this of itself, and answers nothing, or what `answer` sends to the nth connection.
 * Resolves with its port.
 */
async function announcing(
  parameters: Readonly<Record<string, string>>,
  answer: (socket: Socket, nth: number) => void = (socket) => socket.end(),
): Promise<number> {
  let connections = 0;
  const greet = (socket: Socket) => {
    socket.write(letIn);
    for (const [name, value] of Object.entries(parameters)) socket.write(message('S', name, value));
    socket.write(ready);
  };
  const server = createServer((socket) => {
    socket
      .on('error', () => {})
      .once('data', () => {
        greet(socket);
        connections += 1;
        const nth = connections;
        socket.on('data', (bytes) => {
          for (let at = 0; at < bytes.length; at += 1 + bytes.readInt32BE(at + 1))
            asked.push(bytes.toString('latin1', at, at + 1));
          answer(socket, nth);
        });
      });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  close = async () => {
    server.close();
    await once(server, 'close');
  };
  return (server.address() as AddressInfo).port;
}

afterEach(async () => {
  asked.length = 0;
  await close();
});

async function troubleWith(parameters: Readonly<Record<string, string>>) {
  const told = await linkTo({ host: '127.0.0.1', port: await announcing(parameters) }, { ssl }).look();
  if (told.kind === 'value') throw new Error('it answers');
  return told.trouble;
}

it('a server that refuses the first statement is asked again, and nothing with it, if the reason was lost', async () => {
  const refusal = message('E', 'SFATAL', 'C08P01', 'Mno transactions', '');
  const port = await announcing({}, (socket, nth) => {
    if (nth === 1) socket.resetAndDestroy();
    if (nth === 1) asked.length = 0;
    // Whatever is sent along arrives by then.
    else setTimeout(() => (asked.length > 1 ? socket.resetAndDestroy() : socket.end(refusal)), 100);
  });
  const told = await linkTo({ host: '127.0.0.1', port }, { ssl }).read((instant) => instant.rows('SELECT'));
  expect(told).toEqual({ kind: 'trouble', trouble: { kind: 'pooler' } });
});

describe('A server that speaks the language of PostgreSQL', () => {
  it.each([
    ['CockroachDB', { server_version: '13.0.0', crdb_version: 'CockroachDB CCL v24.3.1' }],
    ['YugabyteDB', { server_version: '15.2-YB-2.25.0.0-b489' }],
    ['YugabyteDB', { server_version: '11.2-YB-2.20.0.0-b0' }],
  ])('is refused by name, and asked nothing, if it is %s', async (name, parameters) => {
    const problem = problemOfPostgres(await troubleWith(parameters), 'postgres://there');
    expect(problem).toEqual({
      code: 'no-entry',
      sentence: `This server is ${name}, whose rows do not tell when they were written, so they cannot be followed.`,
      file: 'postgres://there',
      advice: 'Name a server that is PostgreSQL 14 or newer.',
    });
    expect(asked).toEqual([goodbye]);
  });

  it.each([
    [{ server_version: '17.2 (Debian 17.2-1.pgdg120+1)' }],
    [{ server_version: '16.4', application_name: 'crdb_version -YB-' }],
    [{}],
  ])('counts as PostgreSQL if it announces %j', async (parameters) => {
    expect(await troubleWith(parameters)).toEqual({ kind: 'gone' });
    expect(asked).toEqual(['Q']);
  });
});
