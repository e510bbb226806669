import { parentPort } from 'node:worker_threads';
import { serveReaders } from '../lib/snapshot/thread/serve-readers.js';
import { withoutEscapeSequences } from '../lib/view/text/escape-sequences.js';

// The thread that reads for the dashboard and for `wait`: `start-readers.ts` begins it.
if (parentPort === null) throw new Error('This is a thread of jobs-view, not a program of its own.');
serveReaders(parentPort, {
  clock: Date.now,
  plainText: withoutEscapeSequences,
});
