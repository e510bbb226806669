import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A relay to a server's socket that a spec can block or cut. */
export interface PostgresRelay {
  readonly port: number;
  /** From now on nothing passes, and neither side is told; resolves with the next bytes that are sent in vain. */
  swallow(): Promise<void>;
  /** After `bytes` more bytes from the server all connections end, in the middle of what it is sending. */
  cutAfter(bytes: number): void;
  /** From now on each connection carries about this many bytes of the server's in a second. */
  carry(bytesPerSecond: number): void;
  /**
   * How many connections began, how many of them ended, and how many of these without the client's message for that; how
   * many bytes of the server's were passed on.
   */
  readonly counts: Readonly<Record<'begun' | 'ended' | 'withoutFarewell' | 'bytes', number>>;
  /** Ends all connections; new ones are let through. */
  cut(): void;
  close(): Promise<void>;
}

/** The last message of a client that ends its connection. */
const farewell = Buffer.from('X\0\0\0\x04');
/** The server's message that it is ready for queries, outside of a transaction. */
const ready = Buffer.from('Z\0\0\0\x05I');

/** Starts a relay on the loopback to the server with this socket. */
export async function postgresRelay(socket: string): Promise<PostgresRelay> {
  const open = new Set<Socket>();
  let swallowed: (() => void) | null = null;
  let left = Number.POSITIVE_INFINITY;
  let carried = Number.POSITIVE_INFINITY;
  const counts = { begun: 0, ended: 0, withoutFarewell: 0, bytes: 0 };
  const server = createServer((near) => {
    const far = connect(socket);
    let said = Buffer.alloc(0);
    let isSession = false;
    let resuming: NodeJS.Timeout | undefined;
    counts.begun += 1;
    near.on('close', () => {
      counts.ended += 1;
      clearTimeout(resuming);
      // Where the server wasn't ready for queries yet, there was no session to end.
      if (isSession && !said.equals(farewell)) counts.withoutFarewell += 1;
    });
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
      said = Buffer.concat([said, bytes]).subarray(-farewell.length);
      if (swallowed === null) far.write(bytes);
      else swallowed();
    });
    far.on('data', (bytes: Buffer) => {
      isSession ||= bytes.includes(ready);
      if (swallowed !== null) return;
      if (carried !== Number.POSITIVE_INFINITY) {
        far.pause();
        resuming = setTimeout(() => far.resume(), Math.min(2 ** 31 - 1, (1000 * bytes.length) / carried));
      }
      near.write(bytes.subarray(0, left));
      counts.bytes += bytes.length;
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
    counts,
    cutAfter: (bytes) => {
      left = bytes;
    },
    carry: (bytesPerSecond) => {
      carried = bytesPerSecond;
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
