import { parentPort } from 'node:worker_threads';
import { keepCompiled } from '../lib/start/compile-cache.js';

/** By then the first jobs have been read and shown, and most of what the thread does has been done once. */
const keepAfterMs = 3000;

/** The thread that reads for the dashboard and for `wait`: `start-readers.ts` begins it. */
async function main(): Promise<void> {
  if (parentPort === null) throw new Error('This is a thread of jobs-view, not a program of its own.');
  const cache = keepCompiled('thread');
  const { serveThread } = await import('./serve-thread.js');
  void serveThread(parentPort);
  // A thread isn't told that it is about to end.
  setTimeout(() => cache?.keep(), keepAfterMs).unref();
}

void main();
