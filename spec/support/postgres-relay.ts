import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A relay to a server's socket that a spec can block or cut. */
export interface PostgresRelay {
  readonly port: number;
  /** From now on nothing passes, and neither side is told; resolves with the next bytes that are sent in vain. */
  swallow(): Promise<void>;
  /** After `bytes` more bytes from the server all connections end, in the middle of what it is sending. */
  cutAfter(bytes: number): void;
  /** Ends all connections; new ones are let through. */
  cut(): void;
  close(): Promise<void>;
}

/** Starts a relay on the loopback to the server with this socket. */
export async function postgresRelay(socket: string): Promise<PostgresRelay> {
  const open = new Set<Socket>();
  let swallowed: (() => void) | null = null;
  let left = Number.POSITIVE_INFINITY;
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
    far.on('data', (bytes: Buffer) => {
      if (swallowed !== null) return;
      near.write(bytes.subarray(0, left));
      left -= bytes.length;
      if (left <= 0) near.end(cut);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  function cut(): void {
    swallowed = null;
    left = Number.POSITIVE_INFINITY;
    for (const each of open) each.destroy();
  }
  return {
    port: address.port,
    cutAfter: (bytes) => {
      left = bytes;
    },
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
