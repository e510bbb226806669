import { EventEmitter, once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import type { Client } from 'pg';
import type { ConnectionParameters } from '../../../lib/postgres/connection-parameters.js';
import {
  PostgresFailure,
  patienceMs,
  ServerConnection,
} from '../../../lib/postgres/link/server-connection.js';
import { ManualClock } from '../../hosts/manual-clock.js';
import { eventually } from '../../support/eventually.js';

interface Query {
  readonly text: string;
  readonly values?: readonly unknown[];
  readonly rowMode: string;
  readonly types: { getTypeParser(): (text: string) => unknown };
}

/** A client of pg's, as far as a connection uses it; what it is asked is answered by the spec. */
class FakeClient extends EventEmitter {
  readonly processID = 7;
  readonly asked: Query[] = [];
  cuts = 0;
  farewells = 0;
  #reject: (error: unknown) => void = () => {};
  #answer: (result: unknown) => void = () => {};
  readonly connection = {
    stream: { destroy: () => this.#cut() },
    end: () => {
      this.farewells += 1;
    },
  };

  query(query: Query): Promise<unknown> {
    this.asked.push(query);
    return new Promise((resolve, reject) => {
      this.#answer = resolve;
      this.#reject = reject;
    });
  }

  answer(result: unknown): void {
    this.#answer(result);
  }

  refuse(code: string): void {
    this.#reject(Object.assign(new Error('secret'), { code }));
  }

  /** The server says goodbye too. */
  leave(): void {
    this.emit('end');
  }

  #cut(): void {
    this.cuts += 1;
    this.#reject(new Error('Connection terminated'));
    this.leave();
  }
}

function connected() {
  const [client, clock] = [new FakeClient(), new ManualClock()];
  const connection = new ServerConnection(client as unknown as Client, clock.after);
  const kind = (run: Promise<unknown>) =>
    run.then(
      () => 'value',
      (error: unknown) => (error instanceof PostgresFailure ? error.trouble.kind : String(error)),
    );
  return { client, clock, connection, kind };
}

describe('A connection', () => {
  it('asks for rows of texts, sends values only if there are some, and returns the last statement’s rows', async () => {
    const { client, clock, connection } = connected();
    const rows = connection.run('SELECT 1; SELECT 2');
    const fields = [{ name: 'a' }];
    client.answer([
      { rows: [['1']], fields },
      { rows: [['2']], fields: [{ name: 'b' }] },
    ]);
    expect(await rows).toEqual([['2']]);
    const other = connection.run('SELECT $1', ['x']);
    client.answer({ rows: [['x']], fields });
    expect(await other).toEqual([['x']]);
    const byName = connection.runByName('SELECT 1, 2');
    client.answer({ rows: [['1', null]], fields: [{ name: 'a' }, { name: 'b' }] });
    expect(await byName).toEqual([{ a: '1', b: null }]);
    // Nothing is left that would give up the connection later.
    expect(clock.due).toEqual([]);
    const [several, one] = client.asked;
    // Several statements go without values, by the simple protocol.
    expect(several).not.toHaveProperty('values');
    expect(one).toMatchObject({ values: ['x'], rowMode: 'array' });
    expect(one?.types.getTypeParser()('1')).toBe('1');
  });

  it('rejects with the trouble of a statement, and can be used again', async () => {
    const { client, clock, connection, kind } = connected();
    const run = kind(connection.run('SELECT'));
    client.refuse('55P03');
    expect([await run, connection.trouble, clock.due]).toEqual(['locked', null, []]);
  });

  it.each([
    ['an error', (client: FakeClient) => client.emit('error', { code: '57P03' }), 'starting'],
    ['its end', (client: FakeClient) => client.emit('end'), 'gone'],
  ] as const)('ends once, and asks nothing more, when it is lost with %s', async (_, lose, trouble) => {
    const { client, connection, kind } = connected();
    lose(client);
    client.emit('end');
    expect(connection.trouble).toEqual({ kind: trouble });
    expect(await kind(connection.run('SELECT'))).toBe(trouble);
    expect(client.asked).toEqual([]);
    // Nobody is there to say goodbye to.
    await connection.close();
    expect([client.farewells, client.cuts]).toEqual([0, 1]);
  });

  it.each([
    [true, 'silent'],
    [false, 'pooler'],
  ])(
    'is given up and cut after a while without an answer (earlier ones: %s)',
    async (wasAnswered, trouble) => {
      const { client, clock, connection, kind } = connected();
      if (wasAnswered) {
        const first = connection.run('SELECT');
        client.answer({ rows: [], fields: [] });
        await first;
      }
      const run = kind(connection.run('SELECT'));
      clock.pass(patienceMs - 1);
      expect(client.cuts).toBe(0);
      clock.pass(1);
      expect([await run, client.cuts]).toEqual([trouble, 1]);
    },
  );

  it('ends with a farewell, and is cut a second later without an answer', async () => {
    const polite = connected();
    const closing = polite.connection.close();
    polite.client.leave();
    await closing;
    expect([polite.client.cuts, polite.clock.due]).toEqual([0, []]);
    expect(await polite.kind(polite.connection.run('SELECT'))).toBe('gone');
    const { client, clock, connection } = connected();
    const ending = connection.close();
    clock.pass(1000);
    await ending;
    expect([client.farewells, client.cuts]).toEqual([1, 1]);
  });
});

describe('An attempt to connect', () => {
  const open = (
    port: number,
    ssl: Partial<ConnectionParameters['ssl']> = {},
    after = new ManualClock().after,
  ) =>
    ServerConnection.open({
      parameters: {
        servers: [{ host: '127.0.0.1', port }],
        ...{ user: 'me', database: 'q', schema: null, passwordOf: () => null },
        ssl: { mode: 'disable', rootCert: null, cert: null, key: null, ...ssl },
      },
      after,
      read: () => {
        throw new Error('ENOENT');
      },
    });
  const troubleOf = (opening: Promise<unknown>) =>
    opening.catch((error: unknown) => (error as PostgresFailure).trouble);
  /** A server of sockets, and its port. */
  const listening = async (serve: (socket: Socket) => void) => {
    const server = createServer((socket) => serve(socket.on('error', () => {}))).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { server, port: (server.address() as AddressInfo).port };
  };

  it('is given up where a server accepts it and sends nothing', async () => {
    const clock = new ManualClock();
    let asked = 0;
    const { server, port } = await listening((socket) => socket.on('data', () => (asked += 1)));
    const trouble = troubleOf(open(port, {}, clock.after));
    await eventually(() => asked > 0, 'it asks nothing');
    clock.pass(patienceMs);
    expect(await trouble).toEqual({ kind: 'silent' });
    server.close();
  });

  it.each([
    ['28000', 'not-let-in', 2],
    ['28P01', 'wrong-password', 1],
  ] as const)('has a second way after %s only if encryption may decide it', async (code, kind, tries) => {
    let count = 0;
    const fields = Buffer.from(`SFATAL\0C${code}\0Mno\0\0`);
    const length = Buffer.alloc(4);
    length.writeInt32BE(fields.length + 4);
    const { server, port } = await listening((socket) => {
      count += 1;
      socket.on('data', () => socket.end(Buffer.concat([Buffer.from('E'), length, fields])));
    });
    const trouble = await troubleOf(open(port, { mode: 'allow' }));
    // Over the second way, this server speaks no PostgreSQL.
    if (tries === 1) expect(trouble).toEqual({ kind });
    expect(count).toBe(tries);
    server.close();
  });

  it('is refused where the file of a certificate cannot be read', async () => {
    const opening = open(1, { mode: 'verify-ca', rootCert: '/no/such/file' });
    await expect(opening).rejects.toMatchObject({ trouble: { kind: 'certificate-file' } });
  });
});
