import { parentPort } from 'node:worker_threads';
import { keepCompiled } from './compile-cache.js';

/** The thread that reads for the dashboard and for `wait`: `start-readers.ts` begins it. */
async function main(): Promise<void> {
  if (parentPort === null) throw new Error('This is a thread of jobs-view, not a program of its own.');
  keepCompiled();
  const { serveThread } = await import('./serve-thread.js');
  serveThread(parentPort);
}

void main();
