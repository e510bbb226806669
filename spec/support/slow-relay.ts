import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A line between two programs that is as slow as a spec wants it. */
export interface SlowRelay {
  readonly port: number;
  /** How many bytes came from the far side so far. */
  readonly received: () => number;
  /** How often the near side has sent something after it was answered, or for the first time. */
  readonly turns: () => number;
  /** Whether nothing that the near side sent waits for an answer. */
  readonly isAnswered: () => boolean;
  close(): Promise<void>;
}

/**
 * Each way is `wayMs` ms long, and takes `bytesPerSecond` a second, as a line with a queue at its beginning does. `onSent`
 * is given what the near side sends over its first, second … connection, and in which of that one's turns.
 */
export async function slowRelay(
  to: number,
  wayMs: number,
  bytesPerSecond: number,
  onSent: (connection: number, turn: number, text: string) => void = () => {},
): Promise<SlowRelay> {
  const sockets = new Set<Socket>();
  let received = 0;
  let turns = 0;
  let connections = 0;
  /** Connections whose last turn isn't answered. */
  const asking = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    connections += 1;
    const connection = connections;
    let turn = 0;
    const far = connect({ port: to, host: '127.0.0.1', noDelay: true });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket) && asking.delete(socket));
    }
    carry(near, far, wayMs, bytesPerSecond, (bytes) => {
      if (!asking.has(near)) {
        turns += 1;
        turn += 1;
      }
      asking.add(near);
      onSent(connection, turn, bytes.toString('latin1'));
    });
    carry(far, near, wayMs, bytesPerSecond, ({ length }) => {
      received += length;
      asking.delete(near);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    received: () => received,
    turns: () => turns,
    isAnswered: () => asking.size === 0,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The length of a packet in bytes: what the line carries at a time, or a millisecond's worth of a quick one. */
const packet = (bytesPerSecond: number) => Math.max(1400, Math.floor(bytesPerSecond / 1000));

function carry(
  from: Socket,
  to: Socket,
  wayMs: number,
  bytesPerSecond: number,
  onBytes: (bytes: Buffer) => void,
): void {
  const length = packet(bytesPerSecond);
  let freeAt = 0;
  /** What is on its way, in its order: timers of different lengths may end in another one. */
  const carried: Buffer[] = [];
  from.on('data', (bytes: Buffer) => {
    for (let at = 0; at < bytes.length; at += length) {
      const part = bytes.subarray(at, at + length);
      freeAt = Math.max(freeAt, performance.now()) + (part.length / bytesPerSecond) * 1000;
      carried.push(part);
      const timer = setTimeout(
        () => {
          const first = carried.shift() ?? part;
          onBytes(first);
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
