import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A line between two programs that is as slow as a spec wants it. */
export interface SlowRelay {
  readonly port: number;
  /** How many bytes came from the far side so far. */
  readonly received: () => number;
  /** How often the near side has sent something after it was answered, or for the first time. */
  readonly turns: () => number;
  close(): Promise<void>;
}

/** Each way is `wayMs` ms long, and takes `bytesPerSecond` a second, as a line with a queue at its beginning does. */
export async function slowRelay(to: number, wayMs: number, bytesPerSecond: number): Promise<SlowRelay> {
  const sockets = new Set<Socket>();
  let received = 0;
  let turns = 0;
  let isAnswered = true;
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port: to, host: '127.0.0.1', noDelay: true });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    carry(near, far, wayMs, bytesPerSecond, () => {
      if (isAnswered) turns += 1;
      isAnswered = false;
    });
    carry(far, near, wayMs, bytesPerSecond, (bytes) => {
      received += bytes;
      isAnswered = true;
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    received: () => received,
    turns: () => turns,
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
  /** What is on its way, in its order: timers of different lengths may end in another one. */
  const carried: Buffer[] = [];
  from.on('data', (bytes: Buffer) => {
    for (let at = 0; at < bytes.length; at += packet) {
      const part = bytes.subarray(at, at + packet);
      freeAt = Math.max(freeAt, performance.now()) + (part.length / bytesPerSecond) * 1000;
      carried.push(part);
      const timer = setTimeout(
        () => {
          const first = carried.shift() ?? part;
          onBytes(first.length);
          to.write(first);
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
