import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A way to a server's socket that a spec can block, or cut. */
export interface PostgresRelay {
  readonly port: number;
  /** From now on nothing passes any more, and nobody is told; resolves with the next bytes that somebody sends in vain. */
  swallow(): Promise<void>;
  /** Ends all connections; new ones are let through. */
  cut(): void;
  close(): Promise<void>;
}

/** Starts a relay on the loopback to the server with this socket. */
export async function postgresRelay(socket: string): Promise<PostgresRelay> {
  const open = new Set<Socket>();
  let swallowed: (() => void) | null = null;
  const server = createServer((near) => {
    const far = connect(socket);
    for (const each of [near, far]) {
      open.add(each);
      each
        .on('error', () => {})
        .on('close', () => {
          open.delete(each);
          if (swallowed === null) for (const other of [near, far]) other.destroy();
        });
    }
    near.on('data', (bytes) => {
      if (swallowed === null) far.write(bytes);
      else swallowed();
    });
    far.on('data', (bytes) => {
      if (swallowed === null) near.write(bytes);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const cut = () => {
    swallowed = null;
    for (const each of open) each.destroy();
  };
  return {
    port: address.port,
    swallow: () =>
      new Promise((resolve) => {
        swallowed = resolve;
      }),
    cut,
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
