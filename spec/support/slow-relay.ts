import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A line between two programs that is as slow as a spec wants it. */
export interface SlowRelay {
  readonly port: number;
  /** How many bytes came from the far side so far. */
  readonly received: () => number;
  close(): Promise<void>;
}

/** Each way is `wayMs` ms long, and takes `bytesPerSecond` a second, as a line with a queue at its beginning does. */
export async function slowRelay(to: number, wayMs: number, bytesPerSecond: number): Promise<SlowRelay> {
  const sockets = new Set<Socket>();
  let received = 0;
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    carry(near, far, wayMs, bytesPerSecond, () => {});
    carry(far, near, wayMs, bytesPerSecond, (bytes) => {
      received += bytes;
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    received: () => received,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The length of a packet in bytes: what the line carries at a time. */
const packet = 1400;

function carry(
  from: Socket,
  to: Socket,
  wayMs: number,
  bytesPerSecond: number,
  onBytes: (bytes: number) => void,
): void {
  let freeAt = 0;
  from.on('data', (bytes: Buffer) => {
    for (let at = 0; at < bytes.length; at += packet) {
      const part = bytes.subarray(at, at + packet);
      freeAt = Math.max(freeAt, performance.now()) + (part.length / bytesPerSecond) * 1000;
      const timer = setTimeout(
        () => {
          onBytes(part.length);
          to.write(part);
        },
        freeAt + wayMs - performance.now(),
      );
      to.once('close', () => clearTimeout(timer));
    }
    // No more is taken than the line has room for, so that the sender is slowed down too.
    const wait = freeAt - performance.now();
    if (wait > 200) {
      from.pause();
      const timer = setTimeout(() => from.resume(), wait - 100);
      to.once('close', () => clearTimeout(timer));
    }
  });
  to.setMaxListeners(0);
  from.once('end', () => setTimeout(() => to.end(), Math.max(0, freeAt - performance.now()) + wayMs).unref());
}
