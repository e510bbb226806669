import { createServer } from 'node:net';

const ports = 1000;
/** Each of the processes that run specs side by side has ports of its own. */
const first = 20_000 + ports * (Number(process.env.JEST_WORKER_ID ?? 0) % 10);

/** What was handed out in this process, so that two servers that start side by side get two ports. */
const given = new Set<number>();

/**
 * A free port on the loopback, below those that the system hands out itself: so no connection of another spec takes it
 * before the server does, or while the server restarts.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = first + Math.floor(Math.random() * ports);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
