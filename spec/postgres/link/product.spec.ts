import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { problemOfPostgres } from '../../../lib/postgres/link/trouble.js';
import { linkTo } from './link-to.js';

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

/** A server that lets everybody in, says this of itself, and answers nothing. Resolves with its port. */
async function announcing(parameters: Readonly<Record<string, string>>): Promise<number> {
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
        socket.on('data', (bytes) => {
          asked.push(bytes.toString('latin1', 0, 1));
          socket.end();
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
